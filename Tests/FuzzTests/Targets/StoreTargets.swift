import Environments
import FileFormats
import FileIO
import Objects
import SystemPackage

@testable import ObjectStore
@testable import WorkingTree

/// Packs, segments, payloads and the index of a work tree: binary layouts with checksums, which are made right.
enum StoreTargets {
  static let all: [FuzzTarget] =
    [table, pack, segment, index, expansion] + Encoding.allCases.map(payload)

  private static let path = FilePath("/pack")

  static let packs = ["data.pack", "metadata.pack", "deltas.pack", "planes.pack"].map(Golden.store)

  /// The checksum of a pack is of its header and all after its body.
  static let seal: @Sendable (inout [UInt8]) -> Void = { bytes in
    let end = bytes.count - PackFormatV1.footerBytes
    guard end >= PackFormatV1.headerBytes,
      let footer = PackFormatV1.footer(in: Array(bytes[end...])),
      let start = Int(exactly: footer.tableOffset), start <= end
    else { return }
    let hash = SHA256Hasher.hash(
      Array(bytes[..<PackFormatV1.headerBytes]) + bytes[min(start, end)..<end])
    bytes.replaceSubrange(end + 24..<end + 56, with: hash.bytes)
  }

  private static func open(_ bytes: [UInt8]) throws -> File {
    try File(path, .read, in: BytesFile(bytes: bytes))
  }

  private static let table = FuzzTarget("pack table", packs, repair: seal) { bytes in
    try check(PackTable(reading: open(bytes)), bytes)
  }

  private static func check(_ table: PackTable, _ bytes: [UInt8]) throws {
    for row in table.rows {
      guard row.offset + UInt64(row.stored) <= table.bodyEnd, table.bodyEnd <= UInt64(bytes.count)
      else { throw FuzzTarget.Broken("a payload outside of the pack's body") }
      _ = table.bases.ids(of: row)
    }
  }

  /// The objects of the golden packs that are stored as they are, which deltas are made on.
  static let bases: [Digest: [UInt8]] = {
    var found: [Digest: [UInt8]] = [:]
    for bytes in packs {
      guard let table = try? PackTable(reading: open(bytes)) else { continue }
      for row in table.rows where row.encoding == Encoding.raw.rawValue {
        found[row.id] = stored(row, in: bytes)
      }
    }
    return found
  }()

  private static let decoder = PayloadDecoder()

  /// Every payload decoded, every object hashed; what counts as whole has the bytes of its id.
  private static let pack = FuzzTarget("pack", packs, smoke: 120, repair: seal) { try scan($0) }

  static func scan(_ bytes: [UInt8]) throws {
    let rules = ScanRules(decoder: decoder, objectBytesMax: 1 << 20) { ids in
      let parts = ids.compactMap { bases[$0] }
      return parts.count == ids.count ? parts.flatMap { $0 } : nil
    }
    let scan = try PackScan(open(bytes), rules)
    try check(scan.table, bytes)
    try scan.forEachPayload { payload in
      let damaged = Set(payload.damage.map(\.row.key))
      guard let first = payload.rows.first, first.encoding == Encoding.raw.rawValue else { return }
      for row in payload.rows where !damaged.contains(row.key) {
        guard row.innerEnd <= payload.stored.count,
          SHA256Hasher.hash(Array(payload.stored[Int(row.inner)..<row.innerEnd])) == row.id
        else { throw FuzzTarget.Broken("bytes of another object under an id") }
      }
    }
  }

  /// Its length and its checksum are made right.
  static let sealSegment: @Sendable (inout [UInt8]) -> Void = { bytes in
    guard bytes.count >= 72 else { return }
    for place in 0..<8 { bytes[16 + place] = UInt8(truncatingIfNeeded: bytes.count >> (8 * place)) }
    Repairs.hashInFooter(IndexSegmentV1.footerBytes)(&bytes)
  }

  private static let segment = FuzzTarget(
    "segment", [Golden.store("index.seg")],
    repair: sealSegment
  ) { bytes in
    let end = bytes.count - IndexSegmentV1.footerBytes
    let id = end < 0 ? .zero : Digest(bytes: bytes[end..<end + Digest.byteCount]) ?? .zero
    let file = BytesFile(bytes: bytes)
    for loadBelow in [0, Int.max] {
      let segment = try SegmentReader(path, id: id, in: file, loadBelow: loadBelow)
      for kind in StoredKind.allCases {
        for row in try segment.rows(kind, 0..<segment.count(SegmentSection(kind))) {
          _ = try segment.row(kind, row.id)
          _ = try segment.lowerBound(SegmentSection(kind), row.id)
        }
      }
      for row in try segment.blobRecipes(0..<segment.count(.blobRecipes)) {
        _ = try segment.recipes(of: row.blob)
      }
      for row in try segment.absentRows() { _ = try segment.absence(of: row.key) }
      _ = try segment.contentChecksum()
    }
  }

  private static let sealIndex: @Sendable (inout [UInt8]) -> Void = { bytes in
    guard bytes.count >= 104 else { return }
    for place in 0..<8 {
      bytes[24 + place] = UInt8(truncatingIfNeeded: bytes.count >> (8 * place))
    }
    Repairs.hashInFooter(IndexLayoutV1.footerBytes)(&bytes)
  }

  private static let index = FuzzTarget(
    "index", [Golden.bytes("FormatTests/Vectors/index/index-v1.bin")], tokens: FuzzWords.paths,
    repair: sealIndex, allows: FuzzTarget.throwing(IndexReaderV1.Failure.self)
  ) { bytes in
    _ = IndexReaderV1.pendingRange(
      Array(bytes.prefix(IndexLayoutV1.headBytesMax)), fileBytes: bytes.count)
    let index = try IndexReaderV1.decode(bytes)
    let entries = index.entries()
    for entry in entries {
      guard (try? RepositoryPath(validating: entry.path.string)) != nil else {
        throw FuzzTarget.Broken("the path '\(entry.path)'")
      }
    }
    let again = try IndexReaderV1.decode(IndexWriterV1.encode(index))
    guard again.entries() == entries, again.emptyFolders() == index.emptyFolders() else {
      throw FuzzTarget.Broken("the index changes when it is written and read")
    }
    if let entry = entries.first, index.entry(at: entry.path) != entry {
      throw FuzzTarget.Broken("'\(entry.path)' is not found")
    }
  }

  // MARK: Payloads

  private static func stored(_ row: ObjectRow, in pack: [UInt8]) -> [UInt8] {
    Array(pack[Int(row.offset)..<Int(row.offset) + Int(row.stored)])
  }

  /// Payloads of one encoding, from the golden packs. The first byte says what they are differences to.
  private static func payload(_ encoding: Encoding) -> FuzzTarget {
    var seeds: [[UInt8]] = []
    var known: [[UInt8]] = []
    for bytes in packs {
      guard let table = try? PackTable(reading: open(bytes)) else { continue }
      for row in table.rows where row.encoding == encoding.rawValue {
        seeds.append([UInt8(known.count)] + stored(row, in: bytes))
        known.append(table.bases.ids(of: row).compactMap { bases[$0] }.flatMap { $0 })
      }
    }
    let shared = known
    return FuzzTarget("payload \(encoding)", seeds, allows: FuzzTarget.throwing(PayloadError.self))
    { bytes in
      guard let first = bytes.first else { return }
      try decode(Array(bytes.dropFirst()), encoding, shared[Int(first) % shared.count])
    }
  }

  /// Both ways to decode say the same, and neither gives more than is allowed.
  private static func decode(_ bytes: [UInt8], _ encoding: Encoding, _ base: [UInt8]) throws {
    let most = 1 << 18
    try bytes.withUnsafeBytes { stored in
      try base.withUnsafeBytes { base in
        let decoded = try decoder.decode(
          stored, encoding: encoding.rawValue, base: base, atLeast: 0, atMost: most)
        guard decoded.count <= most || encoding == .raw else {
          throw FuzzTarget.Broken("\(decoded.count) bytes")
        }
        var again = [UInt8](repeating: 0, count: decoded.count)
        let isWhole = try again.withUnsafeMutableBytes {
          try decoder.decode(stored, encoding: encoding.rawValue, base: base, into: $0)
        }
        guard !isWhole || again == decoded else { throw FuzzTarget.Broken("two decodings differ") }
      }
    }
  }

  /// The first byte says how the rest is packed.
  private static let expansion: FuzzTarget = {
    func bytes(_ text: String) -> [UInt8] { Base64.decode(text) ?? [] }
    let pack = Golden.store("data.pack")
    let row = (try? PackTable(reading: open(pack)))?.rows.first {
      $0.encoding == Encoding.zstd.rawValue
    }
    let seeds: [[UInt8]] = [
      [0] + bytes("H4sIAAAAAAACA8tIzcnJV8hAJ7kyqCQOAKI871FgAAAA"),
      [1] + bytes("eJzLSM3JyVfIQCe5METIFAcAq/Ii6Q=="),
      [2] + bytes("y0jNyclXyEAnuTKoJA4A"),
      [3] + (row.map { stored($0, in: pack) } ?? []),
    ]
    return FuzzTarget("expansion", seeds, allows: FuzzTarget.throwing(UnreadableFormat.self)) {
      bytes in
      let kinds = StreamPacking.allCases
      let packing = kinds[Int(bytes.first ?? 0) % kinds.count]
      let rest = Array(bytes.dropFirst())
      _ = StreamPacking(head: rest)
      _ = try Expansion.head(of: ByteArray(rest), packing, count: 64)
      let expanded = try Expansion.bytes(of: ByteArray(rest), packing, most: 1 << 16)
      guard expanded.count <= 1 << 16 else { throw FuzzTarget.Broken("\(expanded.count) bytes") }
    }
  }()
}
