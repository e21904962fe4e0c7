/// The code that a commit records: the tree of its code files alone, and the state of git around it.
/// A commit holds one at most, as the asset `code/code` at the path `.`.
public struct CodeAsset: Sendable, Hashable {
  /// The name of the only code asset.
  public static let reference = AssetReference(kind: .code, name: "code")

  /// The code files, at their paths.
  public var tree: TreeID
  /// Bytes of all of them.
  public var size: UInt64
  public var fileCount: UInt64
  /// nil outside of git, and where git's state could not be read.
  public var git: GitState?

  /// A snapshot of code.
  public init(tree: TreeID, size: UInt64, fileCount: UInt64, git: GitState?) {
    self.tree = tree
    self.size = size
    self.fileCount = fileCount
    self.git = git
  }
}

/// What git said when a commit was made.
public struct GitState: Sendable, Hashable {
  /// How many paths `uncommitted` lists at most.
  public static let uncommittedMax = 1_000

  /// The git commit that HEAD named, in hex; nil before the first one.
  public var commit: String?
  /// The branch; nil when HEAD is detached.
  public var branch: String?
  /// The URL of the remote, without a password; nil when there is none.
  public var remote: String?
  /// Whether files differed from that commit.
  public var isDirty: Bool
  /// Those files, by their path in the git repository; the first thousand.
  public var uncommitted: [String]
  /// The commit that each submodule was at, by its path.
  public var submodules: [String: String]

  /// The state of a git repository.
  public init(
    commit: String?, branch: String?, remote: String?, isDirty: Bool, uncommitted: [String] = [],
    submodules: [String: String] = [:]
  ) {
    self.commit = commit
    self.branch = branch
    self.remote = remote
    self.isDirty = isDirty
    self.uncommitted = uncommitted
    self.submodules = submodules
  }

  /// Whether a text can be a git object's id: 40 hex digits, or 64 in a SHA-256 repository.
  public static func isCommit(_ text: String) -> Bool {
    (text.utf8.count == 40 || text.utf8.count == 64) && Hex.decode(text) != nil
  }
}

// As a commit holds it.
extension CodeAsset {
  var record: JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(AssetKind.code.rawValue), "name": .string(Self.reference.name),
      "path": ".", "object": .string(AssetObject.tree(tree).text),
      "size": .integer(Int64(clamping: size)), "files": .integer(Int64(clamping: fileCount)),
    ]
    members["git"] = git?.record
    return .object(members)
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "assets")
    guard case .tree(let tree) = try fields.object("object") else {
      throw fields.fault("object", "is no tree, as code is")
    }
    guard try fields.string("path") == "." else { throw fields.fault("path", "is not the root") }
    let git = try fields.has("git") ? GitState(fields: try fields.fields("git")) : nil
    self.init(
      tree: tree, size: try fields.size("size"), fileCount: try fields.size("files"), git: git)
  }
}

extension GitState {
  fileprivate var record: JSONValue {
    var members: [String: JSONValue] = [
      "commit": commit.map { .string($0) } ?? .null,
      "branch": branch.map { .string($0) } ?? .null,
      "remote": remote.map { .string($0) } ?? .null,
      "dirty": .bool(isDirty),
    ]
    if !uncommitted.isEmpty {
      members["uncommitted"] = .array(uncommitted.map { .string($0) })
    }
    if !submodules.isEmpty { members["submodules"] = .object(submodules.mapValues { .string($0) }) }
    return .object(members)
  }

  fileprivate init(fields: RecordFields) throws(ObjectError) {
    let commit = try fields.nullableString("commit")
    if let commit, !Self.isCommit(commit) { throw fields.fault("commit", "is no git commit") }
    var submodules: [String: String] = [:]
    if fields.has("submodules") {
      for (path, value) in try fields.members("submodules") {
        guard let id = value.string, Self.isCommit(id) else {
          throw fields.fault("submodules", "holds what is no git commit")
        }
        submodules[path] = id
      }
    }
    self.init(
      commit: commit, branch: try fields.nullableString("branch"),
      remote: try fields.nullableString("remote"), isDirty: try fields.bool("dirty"),
      uncommitted: fields.has("uncommitted") ? try fields.strings("uncommitted") : [],
      submodules: submodules)
  }
}
