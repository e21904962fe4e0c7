import Objects
import Repository
import WorkingTree

// The code of a commit in a line, and as JSON.

extension CommittedCode {
  var change: ChangeKind { isChanged ? .modified : .unchanged }

  var cells: [Text] {
    [
      "code", "", Text(asset.git?.text ?? ""), Text(Units.bytes(asset.size)),
      Text(Units.count(Int(clamping: asset.fileCount), "file")),
    ]
  }

  var json: JSONValue {
    guard case .object(var members) = asset.json else { return .null }
    members["changed"] = .bool(isChanged)
    return .object(members)
  }
}

extension CodeAsset {
  var json: JSONValue {
    [
      "object": .string(AssetObject.tree(tree).text), "bytes": .size(size),
      "files": .count(Int(clamping: fileCount)), "git": git?.json ?? .null,
    ]
  }
}

extension GitState {
  /// `git main 9f2c1e7 + 2 uncommitted files`
  var text: String {
    var words = ["git"]
    if let branch { words.append(branch) }
    words.append(commit.map { String($0.prefix(7)) } ?? "without a commit")
    if isDirty {
      let many = uncommitted.count >= Self.uncommittedMax ? "or more " : ""
      words.append("+ \(uncommitted.count) \(many)uncommitted")
      words.append(uncommitted.count == 1 ? "file" : "files")
    }
    return words.joined(separator: " ")
  }

  var json: JSONValue {
    [
      "commit": .optional(commit), "branch": .optional(branch), "remote": .optional(remote),
      "dirty": .bool(isDirty), "uncommitted": .list(uncommitted, JSONValue.string),
      "submodules": .object(submodules.mapValues { .string($0) }),
    ]
  }
}

extension CodeScan.LeftOut {
  var json: JSONValue { ["path": .string(path), "reason": .string(reason.rawValue)] }
}

/// What a snapshot of code left out, in one sentence.
enum LeftOutText {
  private static let shownMax = 3

  static func sentence(_ leftOut: [CodeScan.LeftOut]) -> String {
    let secrets = leftOut.filter { $0.reason == .secret }
    let others = leftOut.filter { $0.reason != .secret }
    var parts: [String] = []
    if !secrets.isEmpty { parts.append("secrets (\(names(secrets)))") }
    if !others.isEmpty { parts.append(names(others)) }
    let hint = others.isEmpty ? "" : "; 'mlx add PATH' records what should be"
    return "the code leaves out \(parts.joined(separator: " and "))\(hint)"
  }

  private static func names(_ files: [CodeScan.LeftOut]) -> String {
    let shown = files.prefix(shownMax).map { file in
      file.reason.words.map { "'\(file.path)' (\($0))" } ?? "'\(file.path)'"
    }
    let more = files.count - shown.count
    return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}

extension CodeScan.LeftOut.Reason {
  fileprivate var words: String? {
    switch self {
    case .secret: nil
    case .notText: "not text"
    case .tooLarge: "over 1 MiB"
    case .manyFiles: "a folder of more than 1000 files"
    case .repository: "a repository of its own"
    case .unreadable: "cannot be read"
    case .special: "no file"
    case .badName: "no UTF-8 name"
    }
  }
}
