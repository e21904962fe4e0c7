// The packs that one command fills, and what it has put into them. Threads may share it.
import FileIO
import Objects
import SystemPackage

/// Bytes for a pack: one payload that holds some objects back to back.
struct NewPayload {
  var encoding: Encoding
  /// As they are to be stored. Of raw payloads each object becomes a payload of its own.
  var bytes: UnsafeRawBufferPointer
  var objects: [NewObject]
  /// Where the first object begins in its file.
  var fileOffset: UInt64 = 0
}

/// An object within a new payload.
struct NewObject {
  var id: Digest
  var count: Int
}

/// Counts of what a writer stored.
public struct WriteStatistics: Sendable, Equatable {
  /// Objects that were not there before.
  public var newObjects = 0
  /// Their bytes.
  public var newRawBytes = 0
  /// Their bytes as stored.
  public var newStoredBytes = 0
  /// The recipes, trees and records among them.
  public var metadataRawBytes = 0
  public var metadataStoredBytes = 0
}

/// Takes objects that are new, each once, into packs of up to the target size.
///
/// One lock covers the packs: two threads that write one file only wait for each other.
final class PackSink: Sendable {
  private struct State {
    var data: PackWriter?
    var metadata: PackWriter?
    var sealed: [SealedPack] = []
    var statistics = WriteStatistics()
  }

  let store: ObjectStore
  let tensors: TensorEncoding
  private let state = Locked(State())
  /// Chunks that this command has stored or is about to store.
  private let claimedChunks = Locked<Set<Digest>>([])
  private let claimedMetadata = Locked<Set<ObjectKey>>([])

  init(store: ObjectStore, tensors: TensorEncoding) {
    self.store = store
    self.tensors = tensors
  }

  var statistics: WriteStatistics { state.withLock { $0.statistics } }

  // MARK: - Claims

  /// Whether the caller must store the chunk: nobody has it yet. True once only.
  func claimChunk(_ id: Digest) throws -> Bool {
    if claimedChunks.withLock({ $0.contains(id) }) { return false }
    if try store.reliable(ObjectKey(kind: .chunk, digest: id)) != nil { return false }
    return claimedChunks.withLock { $0.insert(id).inserted }
  }

  /// Gives back claims on chunks that will not be stored.
  func unclaim(_ ids: [Digest]) {
    claimedChunks.withLock { $0.subtract(ids) }
  }

  /// Whether a chunk is stored, or will be by this command.
  func hasChunk(_ id: Digest) throws -> Bool {
    if claimedChunks.withLock({ $0.contains(id) }) { return true }
    return try store.reliable(ObjectKey(kind: .chunk, digest: id)) != nil
  }

  /// Whether a recipe, tree or record is stored, or will be by this command.
  func hasMetadata(_ key: ObjectKey) throws -> Bool {
    if claimedMetadata.withLock({ $0.contains(key) }) { return true }
    return try store.reliable(key) != nil
  }

  /// Whether a folder's list is there, with its parts: a copy of one says nothing of the others.
  func holdsTree(_ id: TreeID) throws -> Bool {
    guard try hasMetadata(ObjectKey(kind: .tree, digest: id.digest)) else { return false }
    var bytes: [UInt8] = []
    do {
      bytes = try store.read(.tree, id.digest)
    } catch is StoreError {
      // Put by this command and not readable yet, and so are its parts; or damaged.
      return claimedMetadata.withLock {
        $0.contains(ObjectKey(kind: .tree, digest: id.digest))
      }
    }
    guard case .pieces(let parts) = try TreeCodec.step(id, bytes) else { return true }
    return try parts.allSatisfy { try holdsTree($0) }
  }

  // MARK: - Storing

  /// Appends data payloads and returns the bytes that they take.
  ///
  /// - Parameter file: a number for the large file that they are from; its first payload in a pack
  ///   is aligned as in the file.
  func store(_ payloads: [NewPayload], file: Int? = nil) throws -> Int {
    try state.withLock { state in
      var stored = 0
      for payload in payloads {
        if payload.encoding == .raw {
          stored += try appendRaw(payload, file, &state)
        } else {
          stored += try appendFrame(payload, &state)
        }
      }
      state.statistics.newStoredBytes += stored
      return stored
    }
  }

  /// Stores a recipe, tree or record unless it is there, and returns its id.
  func storeMetadata(_ kind: StoredKind, _ bytes: [UInt8]) throws -> Digest {
    guard bytes.count <= store.limits.objectBytesMax else {
      throw StoreError.tooLarge(
        ObjectKey(kind: kind, digest: SHA256Hasher.hash(bytes)), bytes: UInt64(bytes.count),
        maximum: UInt64(store.limits.objectBytesMax))
    }
    let id = SHA256Hasher.hash(bytes)
    let key = ObjectKey(kind: kind, digest: id)
    guard try !hasMetadata(key), claimedMetadata.withLock({ $0.insert(key).inserted }) else {
      return id
    }
    let encoded = Zlib.encode(bytes)
    let payload = encoded ?? bytes
    try state.withLock { state in
      let pack = try writer(\.metadata, adding: payload.count, &state)
      let offset = try payload.withUnsafeBytes { try pack.append($0) }
      pack.add(
        ObjectRow(
          id: id, offset: offset, stored: UInt32(payload.count), raw: UInt32(bytes.count),
          inner: 0, base: 0, pack: 0, kind: kind,
          encoding: (encoded == nil ? Encoding.raw : .zlib).rawValue))
      state.statistics.newObjects += 1
      state.statistics.newRawBytes += bytes.count
      state.statistics.newStoredBytes += payload.count
      state.statistics.metadataRawBytes += bytes.count
      state.statistics.metadataStoredBytes += payload.count
    }
    return id
  }

  /// Stores a recipe and its parts.
  func storeRecipe(_ recipe: Recipe) throws {
    _ = try RecipeCodec.encode(recipe, limits: store.limits.tree) { _, bytes in
      _ = try storeMetadata(.recipe, bytes)
    }
  }

  /// Closes the packs that are open and hands out all that are closed.
  func seal() throws -> [SealedPack] {
    try state.withLock { state in
      try close(\.data, &state)
      try close(\.metadata, &state)
      defer { state.sealed = [] }
      return state.sealed
    }
  }

  /// Deletes what has no name yet.
  func discard() {
    state.withLock { state in
      let open = [state.data?.path, state.metadata?.path].compactMap { $0 }
      for path in open + state.sealed.map(\.temporary) { try? store.fileSystem.unlink(path) }
      state = State(statistics: state.statistics)
    }
    claimedChunks.withLock { $0.removeAll() }
    claimedMetadata.withLock { $0.removeAll() }
  }

  /// Forgets the claims: what they were for is now found in the store.
  func forgetClaims() {
    claimedChunks.withLock { $0.removeAll() }
    claimedMetadata.withLock { $0.removeAll() }
  }

  // MARK: - Inside

  /// The open pack, after closing one that has no room.
  private func writer(
    _ pack: WritableKeyPath<State, PackWriter?>, adding bytes: Int, _ state: inout State
  ) throws -> PackWriter {
    if state[keyPath: pack]?.isFull(adding: bytes) == true { try close(pack, &state) }
    if let open = state[keyPath: pack] { return open }
    let new = try store.makePackWriter(isMetadata: pack == \.metadata)
    state[keyPath: pack] = new
    return new
  }

  private func close(_ pack: WritableKeyPath<State, PackWriter?>, _ state: inout State) throws {
    guard let open = state[keyPath: pack] else { return }
    state.sealed.append(try open.seal())
    state[keyPath: pack] = nil
  }

  private func appendFrame(_ payload: NewPayload, _ state: inout State) throws -> Int {
    let pack = try writer(\.data, adding: payload.bytes.count, &state)
    let offset = try pack.append(payload.bytes)
    var inner = 0
    for object in payload.objects {
      pack.add(
        ObjectRow(
          id: object.id, offset: offset, stored: UInt32(payload.bytes.count),
          raw: UInt32(object.count), inner: UInt32(inner), base: 0, pack: 0, kind: .chunk,
          encoding: payload.encoding.rawValue))
      inner += object.count
    }
    state.statistics.newObjects += payload.objects.count
    state.statistics.newRawBytes += inner
    return payload.bytes.count
  }

  /// Appends raw objects in as few writes as packs allow.
  private func appendRaw(_ payload: NewPayload, _ file: Int?, _ state: inout State) throws -> Int {
    var next = 0
    var start = 0
    while next < payload.objects.count {
      let pack = try writer(\.data, adding: payload.objects[next].count, &state)
      if let file, pack.alignedFor != file {
        pack.align(to: payload.fileOffset + UInt64(start))
        pack.alignedFor = file
      }
      let first = next
      var end = start
      repeat {
        end += payload.objects[next].count
        next += 1
      } while next < payload.objects.count
        && !pack.isFull(adding: end - start + payload.objects[next].count)
      var offset = try pack.append(UnsafeRawBufferPointer(rebasing: payload.bytes[start..<end]))
      for object in payload.objects[first..<next] {
        pack.add(
          ObjectRow(
            id: object.id, offset: offset, stored: UInt32(object.count),
            raw: UInt32(object.count), inner: 0, base: 0, pack: 0, kind: .chunk,
            encoding: Encoding.raw.rawValue))
        offset += UInt64(object.count)
      }
      start = end
    }
    state.statistics.newObjects += payload.objects.count
    state.statistics.newRawBytes += start
    return start
  }
}
