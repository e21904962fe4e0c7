// Writing a segment front to back, hashing on the way.
import FileIO
import Objects
import SystemPackage

/// A section that is about to be written.
struct PlannedSection {
  var section: SegmentSection
  var rows: Int
  /// Counts a row an id prefix of `IndexSegmentV1.fanOutBitsMax` bits; folded down when written.
  var fanOut: FanOut?

  /// Bytes with the fan-out, before alignment.
  var byteCount: Int {
    IndexSegmentV1.fanOutBytes(bits: fanOutBits) + rows * section.rowBytes
  }

  var fanOutBits: Int { section.isSorted ? IndexSegmentV1.fanOutBits(rows: rows) : 0 }
}

/// How many ids begin with each value of their first bits.
struct FanOut {
  private var counts: [UInt32] = []
  private var bits: Int

  /// For at most `rows` rows.
  init(rows: Int) {
    bits = IndexSegmentV1.fanOutBits(rows: rows)
    if bits > 0 { counts = [UInt32](repeating: 0, count: 1 << bits) }
  }

  @inline(__always)
  mutating func count(_ id: Digest) {
    guard bits > 0 else { return }
    counts[Int(id.leadingBits >> UInt64(64 - bits))] += 1
  }

  /// The running sums for `bits` bits, which are at most those that were counted.
  func sums(bits: Int) -> [UInt8] {
    guard bits > 0, bits <= self.bits else { return [] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(IndexSegmentV1.fanOutBytes(bits: bits))
    let group = 1 << (self.bits - bits)
    var sum: UInt32 = 0
    for start in stride(from: 0, to: counts.count, by: group) {
      for index in start..<start + group { sum += counts[index] }
      bytes.append(little: sum)
    }
    return bytes
  }
}

/// Appends bytes to a new segment under `tmp/`.
final class SegmentWriter {
  let path: FilePath
  private let file: File
  private var hasher = SHA256Hasher()
  private var buffer: [UInt8] = []
  private var written: Int64 = 0

  /// Begins a segment with these sections, in this order.
  init(_ sections: [PlannedSection], in folder: FilePath, fileSystem: any FileSystem) throws {
    path = folder.entry(TemporaryName.make(prefix: "segment"))
    file = try File(path, .create, in: fileSystem, permissions: 0o444)
    var offset = IndexSegmentV1.headerBytes + sections.count * IndexSegmentV1.directoryRowBytes
    var directory: [UInt8] = []
    for section in sections {
      IndexSegmentV1.append(
        IndexSegmentV1.DirectoryRow(
          kind: section.section.rawValue, rowBytes: UInt32(section.section.rowBytes),
          rows: UInt64(section.rows), offset: UInt64(offset),
          fanOutBits: UInt32(section.fanOutBits)), to: &directory)
      offset = Self.aligned(offset + section.byteCount)
    }
    buffer = IndexSegmentV1.header(
      sections: sections.count, fileBytes: UInt64(offset + IndexSegmentV1.footerBytes))
    buffer += directory
  }

  /// Writes a section: its fan-out, then what `rows` appends, which must be the planned rows.
  func write(_ section: PlannedSection, rows: (SegmentWriter) throws -> Void) throws {
    if let fanOut = section.fanOut { buffer += fanOut.sums(bits: section.fanOutBits) }
    try rows(self)
    let position = Int(written) + buffer.count
    buffer.append(zeros: Self.aligned(position) - position)
    try flushIfLarge()
  }

  /// Appends a row through `encode`.
  @inline(__always)
  func append(_ encode: (inout [UInt8]) -> Void) throws {
    encode(&buffer)
    try flushIfLarge()
  }

  /// Writes the footer and returns the segment's id and size in bytes.
  func finish(sync: Bool) throws -> (id: Digest, bytes: Int64) {
    try flush()
    let id = hasher.finalize()
    var footer: [UInt8] = []
    footer.append(id)
    footer.append(text: "MLXSEND\n")
    try file.write(footer, at: written)
    if sync { try file.sync() }
    return (id, written + Int64(footer.count))
  }

  private func flushIfLarge() throws {
    if buffer.count >= 256 << 10 { try flush() }
  }

  private func flush() throws {
    hasher.update(buffer)
    try file.write(buffer, at: written)
    written += Int64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }

  private static func aligned(_ offset: Int) -> Int { (offset + 7) & ~7 }
}
