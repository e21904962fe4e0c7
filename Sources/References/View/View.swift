import Objects

/// All refs at one moment, in memory. Editing it moves nothing: a transaction writes it.
///
/// It knows HEAD, branches, tags and branches of remotes; whatever else the stored view holds (notes, runs, …)
/// stays as it is when the view is written.
public struct View: Sendable {
  /// The stored view that this one began as; nil for a new repository.
  public let base: TreeID?
  let original: [RefName: RefValue]
  private(set) var refs: [RefName: RefValue]
  /// Made at the first ref that is new: most commands make none.
  private var knownFolders: RefFolders?
  /// Notes that the stored view does not name yet.
  var addedNotes: Set<NotePlace> = []
  /// Runs that the stored view does not name yet.
  var addedRuns: Set<PlacedRun> = []

  /// The view of a new repository: HEAD names a branch that has no commit.
  public init(unborn branch: BranchName) {
    base = nil
    original = [:]
    refs = [.head: .branch(branch)]
  }

  /// A stored view. `refs` must hold HEAD.
  init(base: TreeID, refs: [RefName: RefValue]) {
    self.base = base
    original = refs
    self.refs = refs
  }

  /// Where HEAD is.
  public var head: Head {
    switch refs[.head] {
    case .branch(let name): .branch(name, self[name])
    case .commit(let id): .detached(id)
    case nil: .branch(.main, self[.main])
    }
  }

  /// The commit of each branch.
  public var branches: [BranchName: CommitID] {
    var branches: [BranchName: CommitID] = [:]
    for case (.branch(let name), .commit(let id)) in refs { branches[name] = id }
    return branches
  }

  /// The commit of each tag.
  public var tags: [TagName: CommitID] {
    var tags: [TagName: CommitID] = [:]
    for case (.tag(let name), .commit(let id)) in refs { tags[name] = id }
    return tags
  }

  /// The commits that branches of remotes were at when they were last looked at.
  public var remoteBranches: [RemoteBranch: CommitID] {
    var branches: [RemoteBranch: CommitID] = [:]
    for case (.remote(let name), .commit(let id)) in refs { branches[name] = id }
    return branches
  }

  /// The commit of a branch.
  public subscript(branch: BranchName) -> CommitID? { refs[.branch(branch)]?.commit }

  /// The commit of a tag.
  public subscript(tag: TagName) -> CommitID? { refs[.tag(tag)]?.commit }

  /// What a ref holds.
  public subscript(ref: RefName) -> RefValue? { refs[ref] }

  /// Makes, moves or (with nil) deletes a ref, whatever its name.
  mutating func put(_ value: RefValue?, at name: RefName) {
    refs[name] = value
    if value == nil { knownFolders?.remove(name) } else { knownFolders?.insert(name) }
  }

  /// Whether the name of a new ref is a folder of another ref's, or the other way round.
  mutating func excludes(_ name: RefName) -> Bool {
    if let knownFolders { return knownFolders.excludes(name) }
    let folders = RefFolders(refs.keys)
    knownFolders = folders
    return folders.excludes(name)
  }

  /// What was changed since the view was loaded, sorted by name.
  public var changes: [RefChange] { View.changes(from: original, to: refs) }

  /// Whether writing it would make another view than `base`.
  public var isChanged: Bool {
    base == nil || !changes.isEmpty || !addedNotes.isEmpty || !addedRuns.isEmpty
  }

  /// What differs between two views.
  public static func changes(from old: View, to new: View) -> [RefChange] {
    changes(from: old.refs, to: new.refs)
  }

  private static func changes(
    from old: [RefName: RefValue], to new: [RefName: RefValue]
  ) -> [RefChange] {
    let gone = old.keys.filter { new[$0] == nil }
    let made = new.keys.filter { old[$0] != new[$0] }
    return (gone + made).sorted().map { RefChange(name: $0, from: old[$0], to: new[$0]) }
  }
}
