// `mlx rev-parse`.
import Objects
import References

extension Repository {
  /// The ids that a text names: one for a revision, `REV:path` or `ASSET@REV`; for a range the ids to
  /// take, and with a `^` those to leave out.
  ///
  /// Errors: those of `resolve`, `not-in-revision`.
  public func revParse(_ text: String) throws -> [String] {
    if let found = try objects(alias: text) { return found.map(\.hex) }
    if case .success(let spec) = Result(catching: { try ObjectSpec(parsing: text) }),
      case .revision = spec
    {
      return [try objectID(text).hex]
    }
    guard case .success(let range) = Result(catching: { try RevisionRange(parsing: text) }) else {
      return [try objectID(text).hex]
    }
    switch range {
    case .single(let revision): return [try resolve(revision).hex]
    case .difference, .symmetric:
      let (tips, hidden) = try resolve([range])
      return tips.map(\.hex) + hidden.map { "^\($0.hex)" }
    }
  }

  /// The objects that another tool calls `md5:<hex>`, sorted; nil for any other text.
  ///
  /// Errors: `unknown-object`.
  private func objects(alias text: String) throws -> [Digest]? {
    let prefix = "md5:"
    guard text.hasPrefix(prefix) else { return nil }
    let value = text.dropFirst(prefix.utf8.count).lowercased()
    let found = try allNotes(.alias).filter { $0.body["value"]?.string == value }
    guard !found.isEmpty else { throw RepositoryError.unknownObject(text) }
    return Set(found.map(\.subject.digest)).sorted()
  }

  private func objectID(_ text: String) throws -> Digest {
    switch try locate(text) {
    case .commit(let id): id.digest
    case .entry(let found): found.entry.id
    case .external(let asset, _): asset.object.digest
    }
  }
}
