import Objects

/// Why a command is not run, or a run cannot be shown.
public enum RunError: MLXError, Equatable {
  /// Nothing is where an input should be.
  case inputMissing(String, near: [String])
  /// The root, or what holds it, as an input or output.
  case wholeTree(String)
  /// A path that no record can hold.
  case invalidPlace(String, reason: String)
  case invalidName(String, reason: String)
  /// `--param` that cannot be read.
  case invalidParameter(String, reason: String)
  case unknownRun(String, near: [String])
  case ambiguousRun(String, candidates: [String])
  /// A key to sort by that no run has.
  case unknownKey(String, near: [String])

  public var code: String {
    switch self {
    case .inputMissing: "input-missing"
    case .wholeTree, .invalidPlace: "invalid-path"
    case .invalidName: "invalid-name"
    case .invalidParameter: "invalid-parameter"
    case .unknownRun: "unknown-run"
    case .ambiguousRun: "ambiguous-run"
    case .unknownKey: "unknown-column"
    }
  }

  public var description: String {
    switch self {
    case .inputMissing(let name, _): "the input '\(name)' is not there; nothing was run"
    case .wholeTree(let name):
      "'\(name)' holds the whole work tree, and cannot be one input or output"
    case .invalidPlace(let name, let reason):
      "'\(name)' cannot be an input or output: \(reason); nothing was run"
    case .invalidName(let name, let reason): "'\(name)' cannot be a run's name: \(reason)"
    case .invalidParameter(let text, let reason): "'\(text)' is no parameter: \(reason)"
    case .unknownRun(let text, _): "no run '\(text)' is recorded here"
    case .ambiguousRun(let text, let candidates):
      "'\(text)' is \(candidates.joined(separator: " or "))"
    case .unknownKey(let key, _): "no run has a '\(key)' to sort by"
    }
  }

  public var hint: String? {
    switch self {
    case .inputMissing(_, let near):
      near.isEmpty
        ? "name a file, a folder or an asset; paths begin in the folder that you are in"
        : Self.meant(near)
    case .wholeTree: "name the files and folders that the command reads and makes"
    case .invalidPlace: "give the file another name"
    case .invalidName: "choose a short text of one line"
    case .invalidParameter: "write KEY=VALUE, or name a JSON or YAML file"
    case .unknownRun(_, let near): near.isEmpty ? "'mlx run list' lists the runs" : Self.meant(near)
    case .ambiguousRun: "give more digits of the id"
    case .unknownKey(_, let near):
      near.isEmpty ? "'mlx run list' shows what there is" : Self.meant(near)
    }
  }

  private static func meant(_ near: [String]) -> String {
    "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
  }
}
