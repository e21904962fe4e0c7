import ArgumentParser
import Objects
import Repository

/// Why a command did not do its work, ready to be printed as text or JSON.
struct Failure {
  var code: String
  var message: String
  var hint: String?
  var status: ExitStatus

  private init(code: String, message: String, hint: String?) {
    self.code = code
    self.message = message
    self.hint = hint
    status = ExitStatus(code: code)
  }

  private init(_ error: any MLXError, command: [String]) {
    self.init(
      code: error.code, message: error.description,
      hint: error.hint ?? CommandAdvice.hint(code: error.code, command: command))
  }

  /// - Parameters:
  ///   - arguments: what was parsed, to name the command whose help applies.
  ///   - place: where the command ran, for paths that a hint says to type.
  init(_ error: any Error, arguments: [String], place: PlaceInTree?) {
    let command = UsageFailure.commandWords(in: arguments)
    if let own = Self.ownError(in: error) {
      let typed = place.flatMap { (own as? WorkingError)?.typed(at: $0) }
      self.init(typed ?? own, command: command)
    } else if RootCommand.exitCode(for: error) == .validationFailure {
      self.init(UsageFailure.explain(error, arguments: arguments), command: command)
    } else {
      self.init(
        code: "unexpected", message: "an unexpected error: \(error)",
        hint: "this is a fault in mlx; please report it with the command that you ran")
    }
  }

  /// The error of ours that is, or that made the parser refuse an argument. The parser keeps it
  /// in a private payload, which reflection reaches.
  private static func ownError(in error: any Error) -> (any MLXError)? {
    if let own = error as? any MLXError { return own }
    return find(in: error, depth: 0)
  }

  private static func find(in value: Any, depth: Int) -> (any MLXError)? {
    if let own = value as? any MLXError { return own }
    if depth > 6 { return nil }
    for child in Mirror(reflecting: value).children {
      if let own = find(in: child.value, depth: depth + 1) { return own }
    }
    return nil
  }
}
