// Which payloads several things share, and which only one uses.
import FileIO
import Objects

/// Counts stored bytes by owner: each payload of a pack once. Memory grows with the payloads that are
/// counted, about 50 bytes each.
public final class PayloadOwners {
  /// Stored bytes of an owner.
  public struct Bytes: Sendable, Equatable {
    /// Of payloads that no other owner uses.
    public var unique: UInt64 = 0
    /// Of payloads that another owner uses too.
    public var shared: UInt64 = 0
  }

  private struct Payload: Hashable {
    var pack: UInt32
    var offset: UInt64
  }

  private struct Use {
    var first: Int
    var last: Int
    var isShared: Bool
  }

  private let store: ObjectStore
  private var packNumbers: [Digest: UInt32] = [:]
  private var uses: [Payload: Use] = [:]
  private var bytes: [Bytes] = []

  /// Nothing is counted yet.
  public init(_ store: ObjectStore) { self.store = store }

  /// The stored bytes of an owner among those that were counted.
  public subscript(owner: Int) -> Bytes { owner < bytes.count ? bytes[owner] : Bytes() }

  /// Counts a file's content for an owner. Owners come one after another: 0, 1, 2, … What is not stored
  /// here counts nothing.
  public func add(_ blob: BlobID, for owner: Int) throws {
    if let chunk = try store.locate(store.chunkKey(blob)) { return try addAll(chunk, owner) }
    guard let root = try store.recipeRoots(of: blob).first else { return }
    try RecipeCodec.forEachChunk(
      root: root, expecting: blob,
      load: { part in
        if let row = try store.locate(ObjectKey(kind: .recipe, digest: part.digest)) {
          add(row, owner)
        }
        return try store.read(.recipe, part.digest)
      },
      { span in
        if let row = try store.locate(ObjectKey(kind: .chunk, digest: span.id.digest)) {
          try addAll(row, owner)
        }
      })
  }

  /// Counts a payload and those that it cannot be decoded without.
  private func addAll(_ location: ObjectLocation, _ owner: Int) throws {
    add(location, owner)
    guard location.row.isDelta else { return }
    for base in try store.baseIDs(of: location) {
      if let whole = try store.locateWhole(base) { add(whole, owner) }
    }
  }

  private func add(_ location: ObjectLocation, _ owner: Int) {
    while bytes.count <= owner { bytes.append(Bytes()) }
    let number = packNumbers[location.pack.id] ?? UInt32(packNumbers.count)
    packNumbers[location.pack.id] = number
    let payload = Payload(pack: number, offset: location.row.offset)
    let count = UInt64(location.row.stored)
    guard var use = uses[payload] else {
      uses[payload] = Use(first: owner, last: owner, isShared: false)
      bytes[owner].unique += count
      return
    }
    guard use.last != owner else { return }
    if !use.isShared {
      bytes[use.first].unique -= count
      bytes[use.first].shared += count
    }
    bytes[owner].shared += count
    use.last = owner
    use.isShared = true
    uses[payload] = use
  }
}
