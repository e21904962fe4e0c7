import FileIO
import Objects
import SystemPackage
import WorkingTree

/// What was hashed at each location, with the stats that it had: `.mlops/cache/external.json`. Derived:
/// without it locations are hashed again.
struct ExternalCache {
  /// A location as it was when it was hashed.
  struct Entry: Equatable {
    var object: AssetObject
    var size: UInt64
    var stamp: Digest
    /// Whether the stamp may be believed.
    var isSure: Bool
  }

  private static let schema = "mlx.external-cache/1"
  private static let fileBytesMax = 16 << 20

  private(set) var entries: [String: Entry] = [:]

  /// Empty when there is none, or none that can be read.
  static func load(_ repository: Repository) -> ExternalCache {
    var cache = ExternalCache()
    let fileSystem = repository.environment.fileSystem
    guard
      let bytes = try? fileSystem.readFile(
        repository.externalCachePath, maxBytes: fileBytesMax),
      let value = try? JSONValue(parsing: bytes), value["schema"]?.string == schema
    else { return cache }
    for (location, entry) in value["entries"]?.object ?? [:] {
      cache.entries[location] = Entry(entry)
    }
    return cache
  }

  /// Remembers what was hashed. Best effort.
  static func remember(_ location: String, _ hash: ExternalHash, in repository: Repository) {
    var cache = load(repository)
    cache.entries[location] = Entry(
      object: hash.object, size: hash.content.size, stamp: hash.content.stamp,
      isSure: hash.isStampSure)
    let path = repository.externalCachePath
    let fileSystem = repository.environment.fileSystem
    try? fileSystem.makeDirectories(path.removingLastComponent())
    try? fileSystem.replaceFile(
      path, with: cache.json.canonicalBytes(), temporary: repository.workTree.temporary,
      durable: false)
  }

  private var json: JSONValue {
    ["schema": .string(Self.schema), "entries": .object(entries.mapValues(\.json))]
  }
}

extension ExternalCache.Entry {
  fileprivate var json: JSONValue {
    [
      "object": .string(object.text), "size": .integer(Int64(clamping: size)),
      "stamp": .string(stamp.hex), "sure": .bool(isSure),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let object = json["object"]?.string.flatMap({ AssetObject(text: $0) }),
      let size = json["size"]?.integer.flatMap({ UInt64(exactly: $0) }),
      let stamp = json["stamp"]?.string.flatMap({ Digest(hex: $0) }),
      let isSure = json["sure"]?.bool
    else { return nil }
    self.init(object: object, size: size, stamp: stamp, isSure: isSure)
  }
}

extension Repository {
  fileprivate var externalCachePath: FilePath {
    metadata.appending("cache").appending("external.json")
  }
}
