import ObjectStore
import Objects

/// Finds the commit that a revision names, as of one operation.
public struct RevisionResolver {
  /// The fewest hex digits that can stand for an id.
  public static let digitsMin = 4

  let view: View
  let log: OperationLog
  let head: OperationHead
  let store: ObjectStore
  let now: Timestamp
  /// Finds the commit that belongs to a git commit.
  let git: (String) throws -> CommitID

  /// - Parameter now: what `@{yesterday}` counts from.
  public init(
    view: View, log: OperationLog, head: OperationHead, store: ObjectStore, now: Timestamp,
    git: @escaping (String) throws -> CommitID = { text in
      throw RefError.unknownRevision("git:\(text)", reason: "there is no git here", near: [])
    }
  ) {
    self.view = view
    self.log = log
    self.head = head
    self.store = store
    self.now = now
    self.git = git
  }

  /// Errors: `unknown-revision`, `ambiguous-revision`, `no-commit`, and those of reading.
  public func resolve(_ revision: Revision) throws -> CommitID {
    switch revision {
    case .head:
      switch view.head {
      case .branch(let branch, nil): throw RefError.unborn(branch)
      case .branch(_, let commit?), .detached(let commit): return commit
      }
    case .name(let name): return try named(name)
    case .git(let text): return try git(text)
    case .parent(let inner, let number): return try parent(number, of: inner, revision)
    case .ancestor(let inner, let steps): return try ancestor(steps, of: inner, revision)
    case .move(let ref, let number): return try moved(ref, number, revision)
    case .moment(let ref, let moment): return try held(ref, at: moment, revision)
    }
  }

  /// The commits that refs name.
  public var tips: [CommitID] { Set(view.refs.values.compactMap(\.commit)).sorted() }

  /// Whether a revision is said by a ref that there is now: what that leads to is kept from collections.
  public func beginsAtRef(_ revision: Revision) -> Bool {
    switch revision {
    case .head: true
    case .name(let name): ref(name) != nil
    case .parent(let inner, _), .ancestor(let inner, _): beginsAtRef(inner)
    case .git, .move, .moment: false
    }
  }

  // MARK: - Steps

  private func parent(_ number: Int, of inner: Revision, _ whole: Revision) throws -> CommitID {
    let id = try resolve(inner)
    if number == 0 { return id }
    let parents = try store.commit(id).parents
    guard number <= parents.count else {
      let count =
        parents.isEmpty
        ? "no parent" : parents.count == 1 ? "one parent" : "\(parents.count) parents"
      throw RefError.unknownRevision(
        whole.description, reason: "there is no '\(whole)': '\(inner)' has \(count)", near: [])
    }
    return parents[number - 1]
  }

  private func ancestor(_ steps: Int, of inner: Revision, _ whole: Revision) throws -> CommitID {
    var id = try resolve(inner)
    for step in 0..<steps {
      guard let parent = try store.commit(id).parents.first else {
        let place =
          step == 0
          ? "is the first commit" : "has \(step == 1 ? "one commit" : "\(step) commits") before it"
        throw RefError.unknownRevision(
          whole.description, reason: "there is no '\(whole)': '\(inner)' \(place)", near: [])
      }
      id = parent
    }
    return id
  }
}
