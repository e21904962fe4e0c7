import ArgumentParser
import Objects

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

  init(_ error: any MLXError) {
    self.init(code: error.code, message: error.description, hint: error.hint)
  }

  /// - Parameter arguments: what was parsed, to name the command whose help applies.
  init(_ error: any Error, arguments: [String]) {
    if let own = Self.ownError(in: error) {
      self.init(own)
    } else if RootCommand.exitCode(for: error) == .validationFailure {
      self.init(UsageFailure.explain(error, arguments: arguments))
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
