// From the words that name a note's subject to its id.
import ObjectStore
import Objects
import References

extension Repository {
  /// What a note can be about: the commit of a revision, the file or folder of `REV:path`,
  /// `ASSET@REV` or an asset of HEAD, or the object of `blob:`, `tree:` or `commit:` and its digits.
  ///
  /// Errors: those of `locate`; `unknown-object`, `ambiguous-revision`.
  func noteSubject(_ text: String) throws -> NoteSubject {
    if let found = try storedSubject(text) { return found }
    switch try locate(text) {
    case .commit(let id): return .commit(id)
    case .external(let asset, _): return .object(asset.object)
    case .entry(let found):
      let isTree = found.entry.mode == .tree
      return .object(isTree ? .tree(TreeID(found.entry.id)) : .blob(BlobID(found.entry.id)))
    }
  }

  /// The object that a word such as `blob:4be07a2` means; nil for any other text.
  private func storedSubject(_ text: String) throws -> NoteSubject? {
    let word = text.prefix { $0 != ":" }
    guard ["blob", "tree", "commit"].contains(word),
      let key = try StoredObjectSearch(store: store).find(text)
    else { return nil }
    switch word {
    case "blob": return .object(.blob(BlobID(key.digest)))
    case "tree": return .object(.tree(TreeID(key.digest)))
    default:
      let id = CommitID(key.digest)
      guard (try? store.commit(id)) != nil else { throw RepositoryError.unknownObject(text) }
      return .commit(id)
    }
  }
}
