// From a task to a payload that is smaller than what is stored, or to nothing.
import FileFormats
import FileIO
import Objects

/// A payload with what it holds, what it needs, and what it takes the place of.
struct RepackedPayload: Sendable {
  var encoding: Encoding
  var bytes: [UInt8]
  var objects: [(id: Digest, count: Int)]
  var bases: [Digest]
  /// Bytes that the objects take now.
  var oldBytes: Int
  /// Packs that hold them now.
  var oldPacks: Set<Digest>
}

/// Encodes tasks. One thread at a time.
final class RepackEncoder: @unchecked Sendable {
  private let store: ObjectStore
  private let differences: DifferenceEncoder
  private let prefixed: PrefixEncoder
  private let harder: PrefixEncoder
  private var room: [UInt8] = []

  /// Of zstd. With a prefix what is new is little, and long matches are found at any level.
  static let prefixLevel: Int32 = 3
  /// Of zstd, for text without a base: 6 % less than at commit, at some 50 MB/s a core. Level 12 saves
  /// 2 % more and takes twice as long.
  static let frameLevel: Int32 = 9

  init(_ store: ObjectStore) throws {
    self.store = store
    differences = try DifferenceEncoder()
    prefixed = try PrefixEncoder(level: Self.prefixLevel)
    harder = try PrefixEncoder(level: Self.frameLevel)
  }

  /// nil when it saves less than a thirtieth, or when a chunk or a base cannot be had or is a delta.
  func encode(_ task: RepackTask) throws -> RepackedPayload? {
    var old = OldCopies(store)
    guard let raw = try bytes(of: task.chunks, &old), !raw.isEmpty else { return nil }
    var ignored = OldCopies(store)
    guard let base = try task.bases.isEmpty ? [] : bytes(of: task.bases, &ignored) else {
      return nil
    }
    guard let count = encode(raw, base, task.method) else { return nil }
    let extra = PackFormatV1.baseBytes * (task.bases.count + 1)
    let oldBytes = try old.storedBytes()
    guard count + extra < oldBytes - oldBytes / 30 else { return nil }
    return RepackedPayload(
      encoding: Self.encoding(task.method), bytes: Array(room[..<count]), objects: old.objects,
      bases: task.bases, oldBytes: oldBytes, oldPacks: old.packs)
  }

  private static func encoding(_ method: RepackTask.Method) -> Encoding {
    switch method {
    case .difference: .difference
    case .prefix: .prefixed
    case .frame: .zstd
    }
  }

  /// Encodes into `room` and returns the length.
  private func encode(_ raw: [UInt8], _ base: [UInt8], _ method: RepackTask.Method) -> Int? {
    let bound = max(DifferenceEncoder.bound(raw.count), PrefixEncoder.bound(raw.count))
    if room.count < bound { room = [UInt8](repeating: 0, count: bound) }
    return raw.withUnsafeBytes { raw in
      base.withUnsafeBytes { base in
        room.withUnsafeMutableBytes { room in
          switch method {
          case .difference(let type, _):
            FloatLayout(type).flatMap {
              differences.encode(raw, base: base, $0.width, into: room)
            }
          case .prefix: prefixed.encode(raw, prefix: base, into: room)
          case .frame:
            harder.encode(raw, prefix: UnsafeRawBufferPointer(rebasing: raw[..<0]), into: room)
          }
        }
      }
    }
  }

  /// The checked bytes of chunks that a writer may rely on and that are no deltas.
  private func bytes(of chunks: [Digest], _ old: inout OldCopies) throws -> [UInt8]? {
    var all: [UInt8] = []
    for chunk in chunks {
      guard let place = try store.reliable(ObjectKey(kind: .chunk, digest: chunk)),
        !place.row.isDelta, all.count + Int(place.row.raw) <= store.limits.objectBytesMax,
        let bytes = try? store.bytes(at: place)
      else { return nil }
      old.add(place)
      if chunks.count == 1 { return bytes }
      all += bytes
    }
    return all
  }
}

/// The copies that a payload takes the place of.
private struct OldCopies {
  private let store: ObjectStore
  private var places: [ObjectLocation] = []

  init(_ store: ObjectStore) { self.store = store }

  mutating func add(_ place: ObjectLocation) { places.append(place) }

  var objects: [(id: Digest, count: Int)] { places.map { ($0.row.id, Int($0.row.raw)) } }
  var packs: Set<Digest> { Set(places.map(\.pack.id)) }

  /// Bytes of the payloads, as far as they hold these objects.
  func storedBytes() throws -> Int {
    var sum = 0.0
    for place in places {
      let raw = try payloadBytes(place)
      sum += Double(place.row.stored) * Double(place.row.raw) / Double(max(raw, 1))
    }
    return Int(sum)
  }

  /// Bytes that a payload decodes to.
  private func payloadBytes(_ place: ObjectLocation) throws -> Int {
    let row = place.row
    guard row.encoding == Encoding.zstd.rawValue, let file = try store.packFiles.file(place.pack)
    else { return max(row.innerEnd, Int(row.raw)) }
    let head = try file.readUpTo(min(32, Int(row.stored)), at: Int64(row.offset))
    let count = head.withUnsafeBytes {
      try? ZstdDecoder.contentBytes($0, atMost: store.limits.objectBytesMax)
    }
    return max(count ?? 0, row.innerEnd)
  }
}
