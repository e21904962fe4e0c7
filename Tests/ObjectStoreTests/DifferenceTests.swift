// Differences of floats: exact for every bit pattern, and nothing that a payload says is believed.
import FileFormats
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct DifferenceTests {
  private let decoder = PayloadDecoder()
  private static let code = Encoding.difference.rawValue
  static let layouts = PlanesTests.layouts

  /// What a payload of `bytes` is; nil when it does not shrink.
  private func encode(_ bytes: [UInt8], _ base: [UInt8], _ layout: FloatLayout) throws -> [UInt8]? {
    let encoder = try DifferenceEncoder()
    var room = [UInt8](repeating: 0xEE, count: DifferenceEncoder.bound(bytes.count))
    let count = bytes.withUnsafeBytes { raw in
      base.withUnsafeBytes { base in
        room.withUnsafeMutableBytes { encoder.encode(raw, base: base, layout.width, into: $0) }
      }
    }
    return count.map { Array(room.prefix($0)) }
  }

  private func decode(
    _ stored: [UInt8], _ base: [UInt8]?, atLeast: Int = 0, atMost: Int = 1 << 20
  ) throws -> [UInt8] {
    try stored.withUnsafeBytes { stored in
      guard let base else {
        return try decoder.decode(stored, encoding: Self.code, atLeast: atLeast, atMost: atMost)
      }
      return try base.withUnsafeBytes {
        try decoder.decode(
          stored, encoding: Self.code, base: $0, atLeast: atLeast, atMost: atMost)
      }
    }
  }

  private func decodeInto(_ count: Int, _ stored: [UInt8], _ base: [UInt8]) throws -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: count)
    let isDone = try stored.withUnsafeBytes { stored in
      try base.withUnsafeBytes { base in
        try output.withUnsafeMutableBytes {
          try decoder.decode(stored, encoding: Self.code, base: base, into: $0)
        }
      }
    }
    return isDone ? output : nil
  }

  /// The numbers with their lowest bits changed.
  private func moved(
    _ bytes: [UInt8], _ layout: FloatLayout, by bits: UInt8, seed: UInt64
  ) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var bytes = bytes
    for start in stride(from: 0, to: bytes.count - layout.planes + 1, by: layout.planes) {
      bytes[start] ^= UInt8(truncatingIfNeeded: random.next()) & bits
    }
    return bytes
  }

  /// Every 16-bit pattern against every kind of pattern, and samples of the wider ones.
  @Test(arguments: layouts) func everyPattern(_ layout: FloatLayout) throws {
    let size = layout.planes
    var random = SeededGenerator(seed: 9)
    var all: [UInt8] = []
    for word in 0..<0x10000 {
      var bytes = random.bytes(size)
      bytes[size - 1] = UInt8(word >> 8)
      bytes[size - 2] = UInt8(word & 0xFF)
      all += bytes
    }
    for fill in [0x00, 0xFF, 0x7F, 0x80, 0x3F] as [UInt8] {
      let base = [UInt8](repeating: fill, count: all.count)
      var made = [UInt8](repeating: 0, count: all.count)
      all.withUnsafeBytes { numbers in
        base.withUnsafeBytes { base in
          made.withUnsafeMutableBytes {
            NumberDifference.subtract(base, from: numbers, layout.width, into: $0)
            NumberDifference.add(base, to: $0, layout.width)
          }
        }
      }
      #expect(made == all)
    }
  }

  /// Neighbours in the order of floats have small differences, across zero too.
  @Test func neighboursAreNear() {
    func difference(_ number: Float, _ base: Float) -> UInt32 {
      var result: UInt32 = 0
      withUnsafeBytes(of: number.bitPattern) { number in
        withUnsafeBytes(of: base.bitPattern) { base in
          withUnsafeMutableBytes(of: &result) {
            NumberDifference.subtract(base, from: number, .four, into: $0)
          }
        }
      }
      return result
    }
    #expect(difference(1, 1) == 0)
    #expect(difference(1, Float(1).nextDown) == 2)
    #expect(difference(1, Float(1).nextUp) == 1)
    #expect(difference(-1, Float(-1).nextUp) == 1)
    #expect(difference(0, -0.0) == 2)
    #expect(difference(-0.0, 0) == 1)
    #expect(difference(.infinity, .greatestFiniteMagnitude) == 2)
    #expect(difference(.leastNonzeroMagnitude, -.leastNonzeroMagnitude) == 6)
  }

  @Test(arguments: layouts) func everyLength(_ layout: FloatLayout) throws {
    var made = 0
    let numbers = weights(1024 / layout.planes, layout, seed: 1)
    let near = moved(weights(2048 / layout.planes, layout, seed: 1), layout, by: 3, seed: 2)
    for length in 0...1024 {
      let bytes = Array(numbers.prefix(length))
      // A base that is as long, shorter, longer, or empty.
      for baseLength in Set([length, length / 2, length + 64, 0]) {
        let base = Array(near.prefix(baseLength))
        guard let payload = try encode(bytes, base, layout) else { continue }
        made += 1
        #expect(length % layout.planes == 0)
        #expect(payload.count < length)
        #expect(try decode(payload, base) == bytes)
        #expect(try decodeInto(length, payload, base) == bytes)
        #expect(throws: PayloadError.baseMissing) { try decode(payload, nil) }
      }
    }
    #expect(made > 20)
  }

  @Test(arguments: layouts) func smallMovesShrink(_ layout: FloatLayout) throws {
    let base = weights((1 << 18) / layout.planes, layout, seed: 3)
    var sizes: [Int] = []
    for bits in [0x00, 0x01, 0x07, 0x3F] as [UInt8] {
      let bytes = moved(base, layout, by: bits, seed: 4)
      let payload = try #require(try encode(bytes, base, layout))
      #expect(try decode(payload, base) == bytes)
      sizes.append(payload.count)
    }
    #expect(sizes == sizes.sorted())
    #expect(sizes[0] < 600)
    #expect(sizes[1] * 5 < base.count)
  }

  /// Infinities, NaN, both zeros and denormals, on either side.
  @Test(arguments: layouts) func specialNumbers(_ layout: FloatLayout) throws {
    var random = SeededGenerator(seed: 5)
    var base = weights(8192, layout, seed: 6)
    var bytes = moved(base, layout, by: 1, seed: 7)
    for _ in 0..<400 {
      let number = Int(random.next() % 8192) * layout.planes
      let special = [0x00, 0x01, 0x7F, 0x80, 0xFF][Int(random.next() % 5)] as UInt8
      for byte in 0..<layout.planes where random.next() % 3 > 0 { bytes[number + byte] = special }
      let other = Int(random.next() % 8192) * layout.planes
      for byte in 0..<layout.planes where random.next() % 3 > 0 { base[other + byte] = special }
    }
    let payload = try #require(try encode(bytes, base, layout))
    #expect(try decode(payload, base) == bytes)
  }

  @Test func bothFormsAreMade() throws {
    let layout = Self.layouts[0]
    let base = weights(65536, layout, seed: 8)
    let near = try #require(try encode(moved(base, layout, by: 3, seed: 9), base, layout))
    #expect(near[0] == DifferenceForm.pairs.rawValue)
    let far = try #require(try encode(moved(base, layout, by: 0x7F, seed: 9), base, layout))
    #expect(far[0] == DifferenceForm.planes.rawValue)
    // An odd count of numbers has no pairs.
    let odd = Array(base.dropLast(2))
    let payload = try #require(try encode(odd, base, layout))
    #expect(payload[0] == DifferenceForm.planes.rawValue)
    #expect(try decode(payload, base) == odd)
  }

  @Test(arguments: layouts) func noiseIsLeft(_ layout: FloatLayout) throws {
    var random = SeededGenerator(seed: 10)
    #expect(try encode(random.bytes(1 << 16), random.bytes(1 << 16), layout) == nil)
    #expect(try encode([], [], layout) == nil)
    #expect(try encode(weights(4096, layout, seed: 1) + [0], [], layout) == nil)
  }

  // MARK: - Hostile payloads

  @Test(arguments: layouts) func everyTruncation(_ layout: FloatLayout) throws {
    let base = weights(256, layout, seed: 11)
    for bits in [0x01, 0x7F] as [UInt8] {
      let bytes = moved(base, layout, by: bits, seed: 12)
      let payload = try #require(try encode(bytes, base, layout))
      for end in 0..<payload.count {
        #expect(throws: PayloadError.self) { try decode(Array(payload[..<end]), base) }
      }
      #expect(throws: PayloadError.self) { try decode(payload + [0], base) }
    }
  }

  @Test(arguments: layouts) func everyFlip(_ layout: FloatLayout) throws {
    let base = weights(256, layout, seed: 13)
    let bytes = moved(base, layout, by: 3, seed: 14)
    let payload = try #require(try encode(bytes, base, layout))
    for index in payload.indices {
      for mask in [0x01, 0x02, 0x10, 0x80, 0xFF] as [UInt8] {
        var changed = payload
        changed[index] ^= mask
        _ = try? decode(changed, base)
        _ = try? decodeInto(bytes.count, changed, base)
      }
    }
  }

  @Test func headsThatLie() throws {
    func pairs(_ low: [UInt8], _ high: [UInt8], methods: (UInt8, UInt8) = (0, 0)) -> [UInt8] {
      var bytes: [UInt8] = [1, methods.0]
      bytes.append(little: UInt32(low.count))
      bytes.append(methods.1)
      bytes.append(little: UInt32(high.count))
      return bytes + low + high
    }
    // +0 and the differences 1 and 2 of it, then an exception.
    #expect(try decode(pairs([0x21], []), []) == [0x00, 0x80, 0x01, 0x00])
    #expect(try decode(pairs([0xF0], [0x10, 0x00]), []) == [0x00, 0x00, 0x08, 0x00])
    #expect(try decode(pairs([], []), []) == [])
    let lies: [[UInt8]] = [
      [], [0], [1], [2], [255, 0, 0], pairs([0xF0], []), pairs([0x00], [0x10, 0x00]),
      pairs([0xFF], [0x10, 0x00]), pairs([0xF0], [0x10]), pairs([0xF0], [0x01, 0x00]),
      pairs([0xF0], [0x10, 0, 0x10, 0]), pairs([0], [], methods: (1, 0)),
      pairs([0], [], methods: (3, 0)), pairs([0], [], methods: (0, 9)), pairs([0], []) + [0],
      // Planes that are rotated.
      [0, 2, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 7, 7],
    ]
    for payload in lies {
      #expect(throws: PayloadError.self, "\(payload)") { try decode(payload, []) }
      #expect(throws: PayloadError.self, "\(payload)") { try decodeInto(4, payload, []) }
    }
    #expect(throws: PayloadError.self) { try decode(pairs([0x21], []), [], atMost: 3) }
    #expect(throws: PayloadError.self) { try decode(pairs([0x21], []), [], atLeast: 5) }
  }
}
