// The GGUF specification of ggml (docs/gguf.md), versions 2 and 3, little-endian.

/// What a GGUF file says about itself.
struct GGUFHeader {
  /// A tensor as its row describes it.
  struct Row {
    let name: String
    let type: GGMLType
    /// In row-major order: the file has the dimensions the other way round.
    let shape: [UInt64]
    /// From the beginning of the data.
    let offset: UInt64
  }

  let version: UInt32
  private(set) var metadata: [String: String] = [:]
  private(set) var rows: [Row] = []
  /// Where data begin, in bytes from the beginning of the file.
  let dataStart: UInt64

  /// A longer header is not read.
  static let bytesMax: UInt64 = 256 << 20
  private static let metadataMax = 1 << 16
  private static let metadataBytesMax = 16 << 20

  init(_ source: any RandomAccess) throws {
    var reader = ByteReader(
      source, 0..<min(source.byteCount, Self.bytesMax), windowBytes: 64 << 10)
    guard try reader.bytes(4, most: 4) == Array("GGUF".utf8) else {
      throw Unsound("it does not begin as a GGUF file does")
    }
    version = try reader.integer()
    guard version == 2 || version == 3 else {
      let isSwapped = version.byteSwapped == 2 || version.byteSwapped == 3
      throw Unsound(isSwapped ? "it is big-endian" : "version \(version) is not read")
    }
    let rowCount = try reader.integer(UInt64.self)
    let valueCount = try reader.integer(UInt64.self)
    // A row takes 24 bytes at least, a value 13: counts beyond that are lies.
    guard rowCount <= reader.remaining / 24, rowCount <= UInt64(ModelFile.tensorsMax),
      valueCount <= reader.remaining / 13, valueCount <= UInt64(Self.metadataMax)
    else { throw Unsound("it claims \(rowCount) tensors and \(valueCount) values") }
    var kept = 0
    for _ in 0..<valueCount {
      let key = try Self.name(&reader, most: 1 << 16)
      let value = try GGUFValue.text(&reader, type: try reader.integer())
      kept += key.utf8.count + value.utf8.count
      guard kept <= Self.metadataBytesMax else { throw Unsound("its texts are too long") }
      guard metadata.updateValue(value, forKey: key) == nil else {
        throw Unsound("the key \(key) is there twice")
      }
    }
    for _ in 0..<rowCount { rows.append(try Self.row(&reader)) }
    dataStart = try Self.aligned(reader.position, to: metadata["general.alignment"])
    guard rows.isEmpty || dataStart <= source.byteCount else { throw Unsound("it ends too early") }
  }

  private static func name(_ reader: inout ByteReader, most: Int) throws -> String {
    let bytes = try reader.bytes(try reader.integer(UInt64.self), most: most, "a name")
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func row(_ reader: inout ByteReader) throws -> Row {
    let name = try name(&reader, most: 1 << 12)
    let count = try reader.integer(UInt32.self)
    guard count <= 8 else { throw Unsound("\(name) has \(count) dimensions") }
    var dimensions: [UInt64] = []
    for _ in 0..<count { dimensions.append(try reader.integer()) }
    let type = GGMLType(try reader.integer())
    return Row(
      name: name, type: type, shape: dimensions.reversed(), offset: try reader.integer())
  }

  private static func aligned(_ position: UInt64, to text: String?) throws -> UInt64 {
    let alignment = text.map { UInt64($0) ?? 0 } ?? 32
    guard (1...(1 << 24)).contains(alignment) else { throw Unsound("its alignment is none") }
    return (position + alignment - 1) / alignment * alignment
  }

  /// The bytes of each row: as many as type and shape say; of an unknown type up to the next tensor.
  func ranges(byteCount: UInt64) throws -> [Range<UInt64>] {
    guard !rows.isEmpty else { return [] }
    let dataBytes = byteCount - dataStart
    let offsets = rows.map(\.offset).sorted()
    return try rows.map { row in
      guard row.offset <= dataBytes else { throw Unsound("\(row.name) lies beyond the end") }
      let next = min(Self.next(after: row.offset, in: offsets) ?? dataBytes, dataBytes)
      var length = next - row.offset
      if let known = row.type.byteCount(row.shape) {
        guard known <= dataBytes - row.offset else { throw Unsound("\(row.name) ends too early") }
        guard known <= length || length == 0 else {
          throw Unsound("\(row.name) overlaps the next tensor")
        }
        length = known
      } else if row.type.block != nil {
        throw Unsound("the shape of \(row.name) does not fit its type")
      }
      let start = dataStart + row.offset
      return start..<start + length
    }
  }

  /// The first of ascending offsets that is larger, by halving.
  private static func next(after offset: UInt64, in offsets: [UInt64]) -> UInt64? {
    var (low, high) = (0, offsets.count)
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] > offset { high = middle } else { low = middle + 1 }
    }
    return low < offsets.count ? offsets[low] : nil
  }
}
