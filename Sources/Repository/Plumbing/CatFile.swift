import ObjectStore
import Objects
import References
import WorkingTree

/// An object as `mlx cat-file` describes it.
public struct CatFileResult: Sendable, Equatable {
  /// What is in it.
  public enum Content: Sendable, Equatable {
    /// Its bytes come from `Repository.stream`.
    case blob(BlobID)
    case tree([TreeListing])
    /// A commit, an operation, staging, …
    case record(JSONValue)
  }

  /// `blob`, `tree`, or the schema's word of a record: `commit`, `operation`, `staging`.
  public var type: String
  public var id: Digest
  /// Bytes of the file, of everything below the folder, or of the record.
  public var size: UInt64
  public var content: Content
}

extension Repository {
  /// Finds an object and describes it.
  ///
  /// - Parameter text: a revision, `REV:path`, `ASSET@REV`, an id or the beginning of one, also as
  ///   `blob:<hex>` or `tree:<hex>`.
  ///
  /// Errors: those of `resolve`, `unknown-object`, `ambiguous-revision`.
  public func catFile(_ text: String) throws -> CatFileResult {
    if try resolver().ref(text) == nil, let found = try StoredObjectSearch(store: store).find(text)
    {
      return try describe(found)
    }
    switch try locate(text) {
    case .commit(let id): return try describe(ObjectKey(kind: .record, digest: id.digest))
    case .entry(let found):
      let kind: StoredKind = found.entry.mode == .tree ? .tree : .chunk
      return try describe(ObjectKey(kind: kind, digest: found.entry.id))
    case .external(let asset, _):
      guard asset.object.isTree else {
        throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
      }
      return try describe(ObjectKey(kind: .tree, digest: asset.object.digest))
    }
  }

  /// Gives the bytes of a blob to `sink`, in order, each chunk checked first.
  public func stream(_ blob: BlobID, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    try store.stream(blob) { bytes, _ in try sink(bytes) }
  }

  /// - Parameter key: of a blob, as a chunk with the blob's id.
  private func describe(_ key: ObjectKey) throws -> CatFileResult {
    switch key.kind {
    case .chunk, .recipe:
      let blob = BlobID(key.digest)
      return CatFileResult(
        type: "blob", id: key.digest, size: try store.size(of: blob), content: .blob(blob))
    case .tree:
      let entries = try TreeCodec.decode(TreeID(key.digest)) { try store.read(.tree, $0.digest) }
      let rows = entries.map { entry in
        TreeListing(
          mode: entry.mode, id: entry.id, size: entry.size,
          path: RepositoryPath.root.appending(unchecked: entry.name))
      }
      return CatFileResult(
        type: "tree", id: key.digest, size: entries.reduce(0) { $0 &+ $1.size },
        content: .tree(rows))
    case .record:
      let bytes = try store.read(.record, key.digest)
      let value = try JSONValue(parsing: bytes)
      return CatFileResult(
        type: Self.word(of: value), id: key.digest, size: UInt64(bytes.count),
        content: .record(value))
    }
  }

  /// `commit` of `mlx.commit/1`.
  private static func word(of record: JSONValue) -> String {
    let schema = record["schema"]?.string ?? ""
    let word = schema.split(separator: "/").first?.split(separator: ".").last
    return word.map(String.init) ?? "record"
  }
}
