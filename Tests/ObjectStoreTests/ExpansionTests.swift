import FileFormats
import Testing

@testable import ObjectStore

/// Streams that `gzip`, `zstd` and Python's zlib wrote, whole and damaged.
@Suite struct ExpansionTests {
  private static let text = "a,b\n1,2\n3,4\n"
  private static let gzip = hex("1f8b08000000000002034bd449e232d431e232d631e10200e5e9d6ce0c000000")
  private static let zstd = hex("28b52ffd0468610000612c620a312c320a332c340ae1b3cb2e")
  private static let zlib = hex("789c4bd449e232d431e232d631e1020010860230")
  private static let deflate = hex("4bd449e232d431e232d631e10200")
  /// 100 000 zeros, by gzip.
  private static let zeros = hex(zerosText)

  private static func hex(_ text: String) -> [UInt8] {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// Pushes `piece` bytes at a time.
  private func expand(
    _ bytes: [UInt8], _ packing: StreamPacking, piece: Int = 1 << 20,
    limits: ExpansionLimits = .standard
  ) throws -> [UInt8] {
    let expander = try Expander(packing, limits: limits)
    var output: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: piece) {
      try [UInt8](bytes[start..<min(start + piece, bytes.count)]).withUnsafeBytes {
        try expander.write($0) { output += $0 }
      }
    }
    try expander.finish()
    #expect(expander.byteCount == UInt64(output.count))
    return output
  }

  private static let streams: [(StreamPacking, [UInt8])] = [
    (.gzip, gzip), (.zstd, zstd), (.zlib, zlib), (.deflate, deflate),
  ]

  @Test(arguments: streams)
  func whole(packing: StreamPacking, stream: [UInt8]) throws {
    for piece in [1, 3, 1 << 20] {
      #expect(try expand(stream, packing, piece: piece) == Array(Self.text.utf8))
    }
    let source = ByteArray(stream)
    #expect(try Expansion.bytes(of: source, packing, most: 12) == Array(Self.text.utf8))
    #expect(throws: UnreadableFormat.self) {
      try Expansion.bytes(of: source, packing, most: 11)
    }
    #expect(try Expansion.head(of: source, packing, count: 3) == Array("a,b".utf8))
    #expect(try Expansion.head(of: source, packing, count: 99) == Array(Self.text.utf8))
  }

  /// Every shorter stream ends too early.
  @Test(arguments: streams)
  func truncated(packing: StreamPacking, stream: [UInt8]) {
    for count in 0..<stream.count {
      #expect(throws: UnreadableFormat.self) { try expand(Array(stream.prefix(count)), packing) }
    }
  }

  /// No damage is a trap; where a checksum covers the text, none is taken for it.
  @Test(arguments: streams)
  func damaged(packing: StreamPacking, stream: [UInt8]) {
    for index in stream.indices {
      for bit in 0..<8 {
        var damaged = stream
        damaged[index] ^= 1 << bit
        guard let output = try? expand(damaged, packing) else { continue }
        if packing != .deflate { #expect(output == Array(Self.text.utf8)) }
      }
    }
  }

  @Test(arguments: [1, 5, 1 << 20])
  func severalMembers(piece: Int) throws {
    let twice = Array((Self.text + Self.text).utf8)
    #expect(try expand(Self.gzip + Self.gzip, .gzip, piece: piece) == twice)
    #expect(try expand(Self.zstd + Self.zstd, .zstd, piece: piece) == twice)
    let padded = Self.gzip + [0, 0, 0, 0, 0, 0]
    #expect(try expand(padded, .gzip, piece: piece) == Array(Self.text.utf8))
    let broken: [(StreamPacking, [UInt8], [UInt8])] = [
      (.gzip, Self.gzip, Array(Self.gzip.prefix(20))), (.zstd, Self.zstd, [1, 2, 3, 4]),
      (.gzip, Self.gzip, [1, 2]), (.gzip, padded, [1]), (.gzip, padded, Self.gzip),
      (.zlib, Self.zlib, Self.zlib), (.deflate, Self.deflate, [0]),
    ]
    for (packing, first, second) in broken {
      let stream = first + second
      #expect(throws: UnreadableFormat.self) { try expand(stream, packing, piece: piece) }
    }
  }

  @Test func limits() throws {
    #expect(try expand(Self.zeros, .gzip) == [UInt8](repeating: 0, count: 100_000))
    #expect(try expand(Self.zeros, .gzip, piece: 7).count == 100_000)
    var limits = ExpansionLimits()
    limits.bytesMax = 99_999
    #expect(
      throws: UnreadableFormat(.gzip, "it expands to more than 99999 bytes")
    ) { try expand(Self.zeros, .gzip, limits: limits) }
    limits.bytesMax = 100_000
    limits.freeBytes = 1000
    #expect(
      throws: UnreadableFormat(.gzip, "it expands to more than 250 times its length")
    ) { try expand(Self.zeros, .gzip, limits: limits) }
    limits.freeBytes = 100_000
    #expect(try expand(Self.zeros, .gzip, limits: limits).count == 100_000)
    limits.freeBytes = 1000
    limits.ratioMax = 1000
    #expect(try expand(Self.zeros, .gzip, limits: limits).count == 100_000)
  }

  /// A frame of zstd that asks for a window of 2 GiB, and is otherwise empty.
  @Test func window() throws {
    let wide = Self.hex("28b52ffd00a8010000")
    let narrow = Self.hex("28b52ffd0050010000")
    #expect(
      throws: UnreadableFormat(.zstd, "it needs a window of more than 128 MiB")
    ) { try expand(wide, .zstd) }
    #expect(try expand(narrow, .zstd).isEmpty)
  }

  @Test func whatSinksThrow() throws {
    struct Full: Error {}
    let expander = try Expander(.gzip)
    #expect(throws: Full.self) {
      try Self.gzip.withUnsafeBytes { try expander.write($0) { _ in throw Full() } }
    }
  }

  @Test func archiveMembers() throws {
    #expect(try Expansion.inflate(Self.deflate, 12) == Array(Self.text.utf8))
    #expect(try Expansion.inflate(Self.deflate, 11) == nil)
    #expect(try Expansion.inflate(Self.deflate, 13) == nil)
    #expect(try Expansion.inflate([6], 1) == nil)
  }

  @Test func unpacker() throws {
    let unpacker = StreamUnpacker()
    for (packing, stream) in Self.streams {
      let (source, word) = (ByteArray(stream), packing.rawValue)
      #expect(try unpacker.head(of: source, word, count: 3) == Array("a,b".utf8))
      #expect(try unpacker.expand(source, word, most: 12) == Array(Self.text.utf8))
      #expect(throws: UnpackFailure.tooLong) { try unpacker.expand(source, word, most: 11) }
      let cut = ByteArray(Array(stream.dropLast(2)))
      #expect(throws: UnpackFailure.damaged("it ends too early")) {
        try unpacker.expand(cut, word, most: 12)
      }
    }
    let cut = ByteArray(Array(Self.gzip.prefix(18)))
    let found = try #require(try unpacker.head(of: cut, "gzip", count: 99))
    #expect(found.starts(with: Array("a,b".utf8)))
    #expect(Array(Self.text.utf8).starts(with: found))
    #expect(try unpacker.head(of: ByteArray([6]), "deflate", count: 3) == [])
    #expect(try unpacker.head(of: ByteArray([6]), "xz", count: 3) == nil)
    #expect(throws: UnpackFailure.self) { try unpacker.expand(ByteArray([6]), "xz", most: 3) }
  }

  @Test func packings() {
    for (packing, stream) in Self.streams where packing != .deflate {
      #expect(StreamPacking(head: stream) == packing)
    }
    #expect(StreamPacking(head: Self.deflate) == nil)
    #expect(StreamPacking(head: []) == nil)
    #expect(StreamPacking(FileFormat.gzip) == .gzip)
    #expect(StreamPacking(FileFormat.zstd) == .zstd)
    #expect(StreamPacking(FileFormat.xz) == nil)
  }

  private static let zerosText = """
    1f8b0800000000000203edc13101000000c2a0f54f6d0d0fa00000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
    000000000000000000000000000000000000000000000000000000000000008057037d9511d4a0860100
    """
}
