// Commits, folders and files of git, by their ids: what a walk over history reads.
import CLibgit2
import Objects

/// A commit of git.
public struct GitCommit: Sendable, Equatable {
  /// In hex, as all ids here.
  public let id: String
  public let parents: [String]
  /// The root folder.
  public let tree: String
  /// Who wrote it, and when. Bytes that are not UTF-8 are replaced, as in the message.
  public let author: Author
  /// When it was put where it is, in seconds since 1970: later than the author's time after a rebase.
  public let committedSeconds: Int64
  public let message: String
}

/// A tag of git, lightweight or annotated.
public struct GitTag: Sendable, Equatable {
  /// Without `refs/tags/`.
  public let name: String
  /// The commit that it leads to, in hex.
  public let commit: String
}

/// A name in a folder of git.
public struct GitTreeEntry: Sendable, Equatable {
  /// What stands there.
  public enum Kind: Sendable, Equatable {
    case file, executable, symlink, folder
    /// Another repository.
    case submodule
  }

  /// nil when it is not UTF-8.
  public let name: String?
  public let kind: Kind
  public let id: String
}

extension GitRepository {
  /// A commit by its id; nil when it is not here, as beyond the end of a shallow history.
  public func commit(_ id: String) throws(GitError) -> GitCommit? {
    guard var oid = GitID.parse(id) else { return nil }
    let found = try GitHandle.optional(git_commit_free, in: place) {
      git_commit_lookup(&$0, pointer, &oid)
    }
    guard let found, let tree = git_commit_tree_id(found.pointer) else { return nil }
    var parents: [String] = []
    for number in 0..<git_commit_parentcount(found.pointer) {
      if let parent = git_commit_parent_id(found.pointer, number) {
        parents.append(GitID.hex(parent.pointee))
      }
    }
    let signature = git_commit_author(found.pointer)?.pointee
    return GitCommit(
      id: id.lowercased(), parents: parents, tree: GitID.hex(tree.pointee),
      author: Author(
        name: signature?.name.map { String(cString: $0) } ?? "",
        email: signature?.email.map { String(cString: $0) } ?? "",
        time: Timestamp(seconds: signature?.when.time ?? 0)),
      committedSeconds: git_commit_time(found.pointer),
      message: git_commit_message(found.pointer).map { String(cString: $0) } ?? "")
  }

  /// All tags that lead to a commit, by the bytes of their names.
  public func tags() throws(GitError) -> [GitTag] {
    var tags: [GitTag] = []
    let folder = "refs/tags/"
    try forEachReference { reference throws(GitError) in
      guard git_reference_is_tag(reference) != 0, let name = git_reference_name(reference) else {
        return
      }
      var tip: OpaquePointer?
      guard git_reference_peel(&tip, reference, GIT_OBJECT_COMMIT) == 0, let tip else { return }
      let owner = GitHandle(tip, git_object_free)
      guard let id = git_object_id(owner.pointer) else { return }
      let text = String(cString: name)
      guard text.hasPrefix(folder) else { return }
      tags.append(GitTag(name: String(text.dropFirst(folder.count)), commit: GitID.hex(id.pointee)))
    }
    return tags.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// What is in a folder, in git's order. Errors: `objectMissing` in a partial clone.
  public func entries(ofTree id: String) throws(GitError) -> [GitTreeEntry] {
    guard var oid = GitID.parse(id) else { throw .objectMissing(id, place: place) }
    let tree = try make(git_tree_free) { git_tree_lookup(&$0, pointer, &oid) }
    var entries: [GitTreeEntry] = []
    for position in 0..<git_tree_entrycount(tree.pointer) {
      guard let entry = git_tree_entry_byindex(tree.pointer, position),
        let name = git_tree_entry_name(entry), let id = git_tree_entry_id(entry),
        let kind = Self.kind(of: git_tree_entry_filemode(entry))
      else { continue }
      entries.append(
        GitTreeEntry(
          name: String(validatingCString: name), kind: kind, id: GitID.hex(id.pointee)))
    }
    return entries
  }

  /// What a folder has at a path below it; nil when there is nothing.
  public func entry(_ path: String, ofTree id: String) throws(GitError) -> GitTreeEntry? {
    guard !path.isEmpty, !path.utf8.contains(0), var oid = GitID.parse(id) else { return nil }
    let tree = try make(git_tree_free) { git_tree_lookup(&$0, pointer, &oid) }
    let found = try GitHandle.optional(git_tree_entry_free, in: place) {
      git_tree_entry_bypath(&$0, tree.pointer, path)
    }
    guard let found, let id = git_tree_entry_id(found.pointer),
      let kind = Self.kind(of: git_tree_entry_filemode(found.pointer))
    else { return nil }
    return GitTreeEntry(
      name: git_tree_entry_name(found.pointer).flatMap { String(validatingCString: $0) },
      kind: kind, id: GitID.hex(id.pointee))
  }

  /// The bytes of a file, or the target of a link.
  ///
  /// Errors: `fileTooLarge` beyond `bytesMax`, `objectMissing` in a partial clone.
  public func blob(_ id: String, bytesMax: Int) throws(GitError) -> [UInt8] {
    guard var oid = GitID.parse(id) else { throw .objectMissing(id, place: place) }
    try checkSize(of: &oid, bytesMax, id, id)
    let blob = try make(git_blob_free) { git_blob_lookup(&$0, pointer, &oid) }
    return Array(
      UnsafeRawBufferPointer(
        start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer))))
  }

  private static func kind(of mode: git_filemode_t) -> GitTreeEntry.Kind? {
    switch mode {
    case GIT_FILEMODE_BLOB: .file
    case GIT_FILEMODE_BLOB_EXECUTABLE: .executable
    case GIT_FILEMODE_LINK: .symlink
    case GIT_FILEMODE_TREE: .folder
    case GIT_FILEMODE_COMMIT: .submodule
    // 100664, which git wrote long ago.
    default: mode.rawValue == 0o100664 ? .file : nil
    }
  }
}
