import ObjectStore
import Objects
import References
import Repository

/// What `mlx push` is asked for.
public struct PushRequest: Sendable {
  /// Names of branches and tags; none means the branch that HEAD names.
  public var refs: [String] = []
  /// Every branch and tag.
  public var all = false
  /// Changes nothing, and says what would move.
  public var isDryRun = false

  public init() {}
}

/// Which refs of the remote move, and where to.
struct PushPlan {
  let refs: [PushedRef]

  var moves: [PushedRef] { refs.filter { $0.from != $0.to } }

  /// The refs of this repository that are meant.
  ///
  /// Errors: `unknown-ref`, `no-branch`, `no-commit`.
  static func wanted(_ request: PushRequest, in view: View) throws -> [RefName: CommitID] {
    var wanted: [RefName: CommitID] = [:]
    if request.all {
      for (name, commit) in view.branches { wanted[.branch(name)] = commit }
      for (name, commit) in view.tags { wanted[.tag(name)] = commit }
      return wanted
    }
    for text in request.refs {
      let (name, commit) = try named(text, in: view)
      wanted[name] = commit
    }
    guard wanted.isEmpty else { return wanted }
    switch view.head {
    case .branch(let name, let commit?): return [.branch(name): commit]
    case .branch(let name, nil): throw RefError.unborn(name)
    case .detached: throw RemoteError.nothingNamed
    }
  }

  /// The branch or tag that a text names.
  static func named(_ text: String, in view: View) throws -> (RefName, CommitID) {
    var found: [(RefName, CommitID)] = []
    func take(_ name: RefName?) {
      if let name, let commit = view[name]?.commit { found.append((name, commit)) }
    }
    func branch(_ text: Substring) -> RefName? {
      (try? BranchName(validating: String(text))).map { .branch($0) }
    }
    func tag(_ text: Substring) -> RefName? {
      (try? TagName(validating: String(text))).map { .tag($0) }
    }
    if text == "HEAD", let current = view.head.branch { take(.branch(current)) }
    if text.hasPrefix("heads/") { take(branch(text.dropFirst(6))) }
    if text.hasPrefix("tags/") { take(tag(text.dropFirst(5))) }
    if found.isEmpty {
      take(branch(text[...]))
      take(tag(text[...]))
    }
    if found.count > 1 {
      throw RefError.ambiguousRevision(
        text, candidates: found.map { "'\($0.0)'" },
        hint: "write it in full, such as '\(found[0].0)'")
    }
    guard let first = found.first else {
      let near = NearNames.find(
        text,
        among: view.branches.keys.map(\.string).sorted() + view.tags.keys.map(\.string).sorted())
      throw RefError.missing(ref: "branch or tag '\(text)'", near: near)
    }
    return first
  }

  /// Errors: `non-fast-forward`; `ref-exists` for a tag that is another commit there.
  init(_ wanted: [RefName: CommitID], on remote: View, history: ObjectStore) throws {
    let graph = CommitGraph(store: history)
    var refs: [PushedRef] = []
    var behind: [String] = []
    for (name, commit) in wanted.sorted(by: { $0.key < $1.key }) {
      let old = remote[name]?.commit
      if let old, old != commit {
        if case .tag(let tag) = name { throw RemoteError.tagMoved(tag.string, remote: old) }
        let isKnown = history.contains(ObjectKey(kind: .record, digest: old.digest))
        if try !isKnown || !graph.isAncestor(old, of: commit) {
          behind.append(name.shortText)
          continue
        }
      }
      refs.append(PushedRef(name: name, from: old, to: commit))
    }
    if !behind.isEmpty { throw RemoteError.nonFastForward(behind) }
    self.refs = refs
  }
}

extension RefName {
  /// The name of a branch or tag without its folder.
  var shortText: String {
    switch self {
    case .head: "HEAD"
    case .branch(let name): name.string
    case .tag(let name): name.string
    case .remote(let name): name.description
    }
  }
}
