import ObjectStore
import Objects

/// Sections 4 and 5 of the index: what is declared, and packs that wait for a commit, as JSON.
enum IndexDeclarations {
  static func encode(_ index: Index) -> [UInt8] {
    var members: [String: JSONValue] = [
      "assets": .array(index.assets.map(\.json)),
      "metrics": .array(index.metrics.map(\.json)),
      "params": index.params.map { .string($0.string) } ?? .null,
      "base": index.base.map { .string($0.hex) } ?? .null,
    ]
    // Absent when there is none: such an index is as versions wrote it that knew of none.
    if !index.external.isEmpty { members["external"] = .array(index.external.map(\.record)) }
    return JSONValue.object(members).canonicalBytes()
  }

  /// Errors: `ObjectError`, or `IndexReaderV1.Failure` for a key that does not fit.
  static func decode(_ bytes: [UInt8], into index: inout Index) throws {
    let value = try JSONValue(parsing: bytes)
    index.assets = try list(value, "assets").map { try AssetDeclaration(json: $0) }
    index.metrics = try list(value, "metrics").map { try MetricsDeclaration(json: $0) }
    index.external =
      value["external"] == nil
      ? [] : try list(value, "external").map { try ExternalAsset(record: $0) }
    index.params = try text(value, "params").map { try RepositoryPath(validating: $0) }
    index.base = try text(value, "base").map { hex in
      guard let id = CommitID(hex: hex) else { throw fault("base") }
      return id
    }
  }

  static func encodePending(_ packs: [PendingPack]) -> [UInt8] {
    let rows = packs.map { pack -> JSONValue in
      ["pack": .string(pack.id.hex), "boot": .string(pack.boot)]
    }
    return JSONValue.array(rows).canonicalBytes()
  }

  static func decodePending(_ bytes: [UInt8]) throws -> [PendingPack] {
    guard let rows = try JSONValue(parsing: bytes).array else { throw fault("pending") }
    return try rows.map { row in
      guard let id = row["pack"]?.string.flatMap({ Digest(hex: $0) }),
        let boot = row["boot"]?.string
      else { throw fault("pending") }
      return PendingPack(id: id, boot: boot)
    }
  }

  private static func list(_ value: JSONValue, _ key: String) throws -> [JSONValue] {
    guard let list = value[key]?.array else { throw fault(key) }
    return list
  }

  /// Nil for null; a key that is missing or holds something else is an error.
  private static func text(_ value: JSONValue, _ key: String) throws -> String? {
    guard let found = value[key] else { throw fault(key) }
    if found.isNull { return nil }
    guard let text = found.string else { throw fault(key) }
    return text
  }

  private static func fault(_ key: String) -> IndexReaderV1.Failure {
    .damaged("'\(key)' does not hold what it should")
  }
}
