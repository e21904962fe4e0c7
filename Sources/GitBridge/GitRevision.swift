// Texts that name commits, and files in commits.
import CLibgit2

extension GitRepository {
  /// The commit that a revision of git names, in hex: `HEAD~1`, a branch, a tag, 4 or more digits.
  ///
  /// Errors: `revisionUnknown`, `revisionAmbiguous`.
  public func resolve(_ text: String) throws(GitError) -> String {
    // Some builds of libgit2 1.5 never return from a text with `@` at its end (CVE-2024-24575).
    guard !text.isEmpty, !text.utf8.contains(0), text == "@" || !text.hasSuffix("@") else {
      throw .revisionUnknown(text, place: place)
    }
    var found: OpaquePointer?
    let code = git_revparse_single(&found, pointer, text)
    switch code {
    case 0: break
    case GIT_EAMBIGUOUS.rawValue: return try resolveAmbiguous(text)
    case GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_EPEEL.rawValue,
      GIT_EUNBORNBRANCH.rawValue:
      throw .revisionUnknown(text, place: place)
    default: try check(code)
    }
    guard let found else { throw .revisionUnknown(text, place: place) }
    let object = GitHandle(found, git_object_free)
    var peeled: OpaquePointer?
    // A file or folder is no commit.
    guard git_object_peel(&peeled, object.pointer, GIT_OBJECT_COMMIT) == 0, let peeled else {
      throw .revisionUnknown(text, place: place)
    }
    let commit = GitHandle(peeled, git_object_free)
    guard let id = git_object_id(commit.pointer) else {
      throw .revisionUnknown(text, place: place)
    }
    return GitID.hex(id.pointee)
  }

  /// The bytes of a file in a commit; nil when there is no such file (a folder, a link or a submodule
  /// is none).
  ///
  /// Errors: those of `resolve`, `fileTooLarge` beyond `bytesMax`, `objectMissing` in a partial clone.
  public func file(
    _ path: String, at revision: String, bytesMax: Int
  ) throws(GitError) -> [UInt8]? {
    guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
    let tree = try tree(of: resolve(revision))
    let entry = try GitHandle.optional(git_tree_entry_free, in: place) {
      git_tree_entry_bypath(&$0, tree.pointer, path)
    }
    guard let entry, let id = git_tree_entry_id(entry.pointer) else { return nil }
    let mode = git_tree_entry_filemode(entry.pointer)
    guard mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE else { return nil }
    try checkSize(of: id, bytesMax, path, revision)
    let blob = try make(git_blob_free) { git_blob_lookup(&$0, pointer, id) }
    let bytes = UnsafeRawBufferPointer(
      start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer)))
    return Array(bytes)
  }

  /// The root folder of a commit.
  func tree(of commit: String) throws(GitError) -> GitHandle {
    guard var id = GitID.parse(commit) else { throw .revisionUnknown(commit, place: place) }
    let found = try make(git_commit_free) { git_commit_lookup(&$0, pointer, &id) }
    return try make(git_tree_free) { git_commit_tree(&$0, found.pointer) }
  }

  func checkSize(
    of id: UnsafePointer<git_oid>, _ bytesMax: Int, _ path: String, _ revision: String
  ) throws(GitError) {
    let store = try make(git_odb_free) { git_repository_odb(&$0, pointer) }
    var size = 0
    var type = GIT_OBJECT_INVALID
    try check(git_odb_read_header(&size, &type, store.pointer, id))
    guard size <= bytesMax else {
      throw .fileTooLarge(path, revision: revision, limit: bytesMax)
    }
  }

  /// Several objects begin with those digits. As git does, only commits count then.
  private func resolveAmbiguous(_ text: String) throws(GitError) -> String {
    guard text.utf8.allSatisfy(GitID.isHexDigit) else {
      throw .revisionAmbiguous(text, candidates: [])
    }
    // libgit2 calls too few digits ambiguous as well.
    guard text.utf8.count >= Int(GIT_OID_MINPREFIXLEN) else {
      throw .revisionUnknown(text, place: place)
    }
    let search = PrefixSearch(text.lowercased())
    let store = try make(git_odb_free) { git_repository_odb(&$0, pointer) }
    // libgit2 keeps no pointer to the search beyond the call.
    let code = git_odb_foreach(
      store.pointer,
      { id, payload in
        guard let id, let payload else { return 0 }
        Unmanaged<PrefixSearch>.fromOpaque(payload).takeUnretainedValue().visit(id.pointee)
        return 0
      }, Unmanaged.passUnretained(search).toOpaque())
    try withExtendedLifetime(search) { () throws(GitError) in try check(code) }
    var commits: [(hex: String, line: String)] = []
    for id in search.found {
      var id = id.id
      var commit: OpaquePointer?
      guard git_commit_lookup(&commit, pointer, &id) == 0, let commit else { continue }
      let owner = GitHandle(commit, git_commit_free)
      let subject = git_commit_summary(owner.pointer).map { String(cString: $0) } ?? ""
      let hex = GitID.hex(id)
      commits.append((hex, "\(hex.prefix(text.utf8.count + 3)) \(subject)"))
    }
    if commits.count == 1 { return commits[0].hex }
    throw .revisionAmbiguous(text, candidates: commits.prefix(5).map(\.line))
  }
}

/// Collects the ids that begin with some digits.
private final class PrefixSearch {
  private let prefix: String
  private(set) var found: Set<GitIDKey> = []

  init(_ prefix: String) { self.prefix = prefix }

  func visit(_ id: git_oid) {
    if GitID.hex(id).hasPrefix(prefix) { found.insert(GitIDKey(id: id)) }
  }
}
