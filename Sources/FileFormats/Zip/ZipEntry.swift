/// A row of the central directory.
struct ZipEntry {
  let name: [UInt8]
  let flags: UInt16
  let method: UInt16
  let packedBytes: UInt64
  let byteCount: UInt64
  /// Of the local header, from the beginning of the archive.
  let offset: UInt64

  var text: String { String(decoding: name, as: UTF8.self) }

  /// The row at the reader's position.
  init(_ reader: inout ByteReader) throws {
    guard try reader.integer(UInt32.self) == 0x0201_4B50 else {
      throw Unsound("its directory is damaged")
    }
    try reader.skip(4)
    flags = try reader.integer()
    method = try reader.integer()
    try reader.skip(8)
    var packedBytes = UInt64(try reader.integer(UInt32.self))
    var byteCount = UInt64(try reader.integer(UInt32.self))
    let nameBytes = try reader.integer(UInt16.self)
    let extraBytes = try reader.integer(UInt16.self)
    let commentBytes = try reader.integer(UInt16.self)
    try reader.skip(8)
    var offset = UInt64(try reader.integer(UInt32.self))
    name = try reader.bytes(UInt64(nameBytes), most: 1 << 16, "a name")
    let extra = try reader.bytes(UInt64(extraBytes), most: 1 << 16, "an extra field")
    try reader.skip(UInt64(commentBytes), "a comment")
    var wide = Self.wideNumbers(extra)[...]
    // In this order, each only where the row has no room for it.
    func widened(_ number: UInt64) -> UInt64 {
      number == UInt64(UInt32.max) ? wide.popFirst() ?? number : number
    }
    byteCount = widened(byteCount)
    packedBytes = widened(packedBytes)
    offset = widened(offset)
    guard method != 0 || flags & 1 != 0 || packedBytes == byteCount else {
      throw Unsound("a stored member has two lengths")
    }
    (self.packedBytes, self.byteCount, self.offset) = (packedBytes, byteCount, offset)
  }

  /// The numbers of the zip64 extra field, which stand for those that are 0xFFFFFFFF in the row.
  private static func wideNumbers(_ extra: [UInt8]) -> [UInt64] {
    var rest = extra[...]
    while rest.count >= 4 {
      let header = Array(rest.prefix(4))
      let length = Int(header[2]) | Int(header[3]) << 8
      rest = rest.dropFirst(4)
      guard length <= rest.count else { return [] }
      let field = Array(rest.prefix(length))
      rest = rest.dropFirst(length)
      guard header[0] == 1, header[1] == 0 else { continue }
      return stride(from: 0, to: min(field.count / 8, 3) * 8, by: 8).map { start in
        field[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
    }
    return []
  }

  /// Reads the local header up to where data begin, and sees that it tells the same.
  func checkLocalHeader(_ reader: inout ByteReader) throws {
    guard reader.remaining >= 30, try reader.integer(UInt32.self) == 0x0403_4B50 else {
      throw Unsound("\(text) has no local header")
    }
    try reader.skip(2)
    let localFlags = try reader.integer(UInt16.self)
    let localMethod = try reader.integer(UInt16.self)
    try reader.skip(8)
    let localPacked = try reader.integer(UInt32.self)
    let localBytes = try reader.integer(UInt32.self)
    let nameBytes = try reader.integer(UInt16.self)
    let extraBytes = try reader.integer(UInt16.self)
    let localName = try reader.bytes(UInt64(nameBytes), most: 1 << 16, "a name")
    try reader.skip(UInt64(extraBytes), "an extra field")
    // With bit 3 the sizes follow the data; zip64 puts them into the extra field.
    let isLater = localFlags & 8 != 0
    let agrees =
      localName == name && localMethod == method && localFlags & 1 == flags & 1
      && (isLater || localPacked == .max || UInt64(localPacked) == packedBytes)
      && (isLater || localBytes == .max || UInt64(localBytes) == byteCount)
    guard agrees else { throw Unsound("the local header of \(text) tells another story") }
  }
}
