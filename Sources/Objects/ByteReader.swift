/// Reads little-endian fields in order and never past the end.
struct ByteReader {
  let bytes: [UInt8]
  private(set) var position: Int
  let kind: String
  let id: Digest

  init(_ bytes: [UInt8], from position: Int = 0, kind: String, id: Digest) {
    self.bytes = bytes
    self.position = position
    self.kind = kind
    self.id = id
  }

  var remaining: Int { bytes.count - position }

  mutating func integer<I: FixedWidthInteger & BitwiseCopyable>(
    _ type: I.Type = I.self
  ) throws(ObjectError) -> I {
    let start = try advance(MemoryLayout<I>.size)
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: I.self) }
    return I(littleEndian: value)
  }

  mutating func digest() throws(ObjectError) -> Digest {
    let start = try advance(Digest.byteCount)
    return bytes.withUnsafeBytes { Digest(raw: UnsafeRawBufferPointer(rebasing: $0[start...])) }
  }

  mutating func magic() throws(ObjectError) -> Magic {
    Magic(word: try integer(UInt64.self))
  }

  /// A length and that many bytes of UTF-8 that may name an entry, and where they stand.
  mutating func name() throws(ObjectError) -> (name: String, range: Range<Int>) {
    let count = Int(try integer(UInt16.self))
    let start = try advance(count)
    let range = start..<start + count
    let fault = bytes.withUnsafeBufferPointer {
      EntryName.fault(utf8: UnsafeBufferPointer(rebasing: $0[range]))
    }
    if let fault { throw self.fault("a name is refused: \(fault)") }
    guard let name = String(validating: bytes[range], as: UTF8.self) else {
      throw self.fault("a name is not UTF-8")
    }
    return (name, range)
  }

  /// Whether the bytes at `range` sort before those at `other`.
  func precedes(_ range: Range<Int>, _ other: Range<Int>) -> Bool {
    bytes.withUnsafeBufferPointer {
      $0[range].lexicographicallyPrecedes($0[other])
    }
  }

  func fault(_ reason: String) -> ObjectError {
    .malformed(kind: kind, id: id.hex, reason: "\(reason), at byte \(position)")
  }

  /// Steps over `count` bytes, if there are as many, and returns where they begin.
  mutating func advance(_ count: Int) throws(ObjectError) -> Int {
    guard remaining >= count else { throw fault("it ends too early") }
    defer { position += count }
    return position
  }
}

/// The eight bytes that an object begins with.
struct Magic: Equatable {
  let word: UInt64

  init(word: UInt64) { self.word = word }

  /// From eight characters.
  init(_ text: StaticString) {
    precondition(text.utf8CodeUnitCount == 8, "a magic has eight bytes")
    word = UInt64(
      littleEndian: UnsafeRawPointer(text.utf8Start).loadUnaligned(as: UInt64.self))
  }
}

extension [UInt8] {
  /// Appends a number, little-endian.
  mutating func append<I: FixedWidthInteger>(little value: I) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  mutating func append(_ digest: Digest) { digest.withUnsafeBytes { append(contentsOf: $0) } }

  mutating func append(_ magic: Magic) { append(little: magic.word) }
}
