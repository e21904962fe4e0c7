// Payloads: what decodes, and what must not.
import FileIO
import Objects
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct EncodingTests {
  private let decoder = PayloadDecoder()

  private func decode(_ bytes: [UInt8], _ code: UInt8, _ atLeast: Int, _ atMost: Int) throws
    -> [UInt8]
  {
    try bytes.withUnsafeBytes {
      try decoder.decode($0, encoding: code, atLeast: atLeast, atMost: atMost)
    }
  }

  /// A small file is compressed when its beginning or its middle says that it is worth it.
  @Test(arguments: [200, 3_000, 4_096, 11_000, 300_000])
  func smallFilesAreProbed(_ size: Int) throws {
    let probe = try SmallFileProbe()
    let shrinks = { (bytes: [UInt8]) in bytes.withUnsafeBytes { probe.shrinks($0) } }
    let text = Array(table(rows: size / 15 + 1, seed: 1).prefix(size))
    var generator = SeededGenerator(seed: 2)
    let noise = generator.bytes(size)
    #expect(shrinks(text) && !shrinks(noise))
    #expect(!shrinks([]) && !shrinks(Array(noise.prefix(1))))
    // Noise of a sixth of the file before text: a thumbnail, a signature.
    let headed = noise.prefix(size / 6) + text.dropFirst(size / 6)
    #expect(shrinks(Array(headed)))
  }

  /// Bytes that are all as frequent shrink where they repeat.
  @Test func noiseIsTold() {
    let isNoise = { (bytes: [UInt8]) in bytes.withUnsafeBytes { NoiseSample.isNoise($0) } }
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 { #expect(isNoise(generator.bytes(2048))) }
    let ramp = (0..<2048).map { UInt8(truncatingIfNeeded: $0) }
    let row = generator.bytes(60)
    let rows = (0..<2048).map { row[$0 % 60] }
    let numbers = (0..<512).flatMap {
      withUnsafeBytes(of: UInt32($0 * 77).littleEndian, Array.init)
    }
    let letters = generator.bytes(2048).map { $0 & 0x3F }
    for bytes in [ramp, rows, numbers, letters, table(rows: 200, seed: 4)] {
      #expect(!isNoise(Array(bytes)))
    }
  }

  @Test(arguments: [17, 100, 4096, 70_000]) func zlib(_ size: Int) throws {
    let bytes = Array(table(rows: size / 15 + 1, seed: 1).prefix(size))
    guard let encoded = Zlib.encode(bytes) else {
      #expect(size < 100)
      return
    }
    #expect(encoded.count < bytes.count)
    for expected in [0, 1, size - 1, size] {
      #expect(try decode(encoded, 1, expected, size) == bytes)
      #expect(try decode(encoded, 1, expected, 1 << 20) == bytes)
    }
    #expect(throws: PayloadError.self) { try decode(encoded, 1, size + 1, 1 << 20) }
    #expect(throws: PayloadError.self) { try decode(encoded, 1, 0, size - 1) }
    #expect(throws: PayloadError.self) { try decode(Array(encoded.dropLast()), 1, size, 1 << 20) }
    #expect(throws: PayloadError.self) { try decode([], 1, 0, 1 << 20) }
    let head = encoded.withUnsafeBytes { Zlib.prefix($0, count: 16) }
    #expect(head == Array(bytes.prefix(16)))
  }

  @Test func zlibLeavesNoise() {
    var random = SeededGenerator(seed: 1)
    #expect(Zlib.encode(random.bytes(5000)) == nil)
    #expect(Zlib.encode([]) == nil)
  }

  @Test(arguments: [1, 100, 70_000]) func zstd(_ size: Int) throws {
    let bytes = Array(table(rows: size / 15 + 1, seed: 1).prefix(size))
    let encoder = try ZstdEncoder()
    var room = [UInt8](repeating: 0, count: ZstdEncoder.bound(size))
    let count = bytes.withUnsafeBytes { raw in
      room.withUnsafeMutableBytes { encoder.encode(raw, into: $0) }
    }
    let encoded = Array(room.prefix(try #require(count)))
    #expect(try decode(encoded, 2, size, size) == bytes)
    #expect(throws: PayloadError.self) { try decode(encoded, 2, size, size - 1) }
    #expect(throws: PayloadError.self) { try decode(encoded, 2, size + 1, 1 << 20) }
    #expect(throws: PayloadError.self) { try decode(Array(encoded.dropLast()), 2, 0, 1 << 20) }
    #expect(throws: PayloadError.self) { try decode([1, 2, 3], 2, 0, 1 << 20) }
    let tight = bytes.withUnsafeBytes { raw in
      room.withUnsafeMutableBytes {
        encoder.encode(raw, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<3]))
      }
    }
    #expect(tight == nil)
  }

  @Test func unknownEncodings() {
    for code in 4...255 where Encoding(rawValue: UInt8(code)) == nil {
      #expect(throws: PayloadError.unknownEncoding(UInt8(code))) {
        try decode([1], UInt8(code), 1, 1)
      }
    }
  }

  @Test func frameCacheIsBounded() {
    let cache = FrameCache(bytesMax: 100)
    for number in 0..<10 {
      cache.insert(
        [UInt8](repeating: UInt8(number), count: 30), .init(pack: .zero, offset: UInt64(number)))
    }
    #expect(cache.frame(.init(pack: .zero, offset: 6)) == nil)
    #expect(cache.frame(.init(pack: .zero, offset: 7))?.first == 7)
    // The one used last stays longest.
    cache.insert([UInt8](repeating: 10, count: 30), .init(pack: .zero, offset: 10))
    #expect(cache.frame(.init(pack: .zero, offset: 7)) != nil)
    #expect(cache.frame(.init(pack: .zero, offset: 8)) == nil)
    cache.insert([UInt8](repeating: 0, count: 101), .init(pack: .zero, offset: 11))
    #expect(cache.frame(.init(pack: .zero, offset: 11)) == nil)
  }
}
