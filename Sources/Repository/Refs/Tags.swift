import Objects
import References

/// A tag as `mlx tag` lists it.
public struct TagInfo: Sendable, Equatable {
  public var name: TagName
  public var commit: CommitID
  /// The first line of the commit's message.
  public var subject: String
}

/// A tag that was made, moved or deleted.
public struct Tag: Sendable, Equatable {
  public var name: TagName
  /// What it names; of a deleted tag, what it named.
  public var target: CommitID
  /// What it named before it moved.
  public var previous: CommitID?
  /// The note that signs it, of a tag that was made.
  public var signature: Note?
}

extension Repository {
  /// All tags, sorted by name.
  public func tags() throws -> [TagInfo] {
    try currentView().tags.sorted { $0.key < $1.key }.map { name, commit in
      TagInfo(name: name, commit: commit, subject: try self.commit(commit).subject)
    }
  }

  /// Names a commit.
  ///
  /// - Parameters:
  ///   - force: move the tag if it exists.
  ///   - seal: makes the note that signs the tag, before either is recorded.
  ///
  /// Errors: `ref-exists`.
  @discardableResult
  public func createTag(
    _ name: TagName, at revision: Revision = .head, force: Bool = false,
    seal: ((CommitID) throws -> Note)? = nil
  ) throws -> Tag {
    let target = try resolveTarget(revision)
    return try transaction("tag: \(name) at \(revision)") { transaction in
      let previous = transaction.view[name]
      if previous != nil, !force {
        throw RefError.exists(
          ref: RefName.tag(name).inWords,
          retry: "mlx tag -f \(ShellWord.quoted(name.string)) \(ShellWord.quoted("\(revision)"))")
      }
      try transaction.view.setTag(name, to: target)
      let signature = try seal?(target)
      if let signature { try transaction.add(signature) }
      return Tag(name: name, target: target, previous: previous, signature: signature)
    }
  }

  /// Deletes a tag; what it named stays.
  ///
  /// Errors: `unknown-ref`.
  @discardableResult
  public func deleteTag(_ name: TagName) throws -> Tag {
    try transaction("tag: deleted \(name)") { transaction in
      guard let target = transaction.view[name] else {
        let names = transaction.view.tags.keys.map(\.string).sorted()
        throw RefError.missing(
          ref: "tag '\(name)'", near: NearNames.find(name.string, among: names))
      }
      transaction.view.removeTag(name)
      return Tag(name: name, target: target, previous: target)
    }
  }
}
