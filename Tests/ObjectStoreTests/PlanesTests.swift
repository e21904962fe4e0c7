// Payloads of planes: what is made, and what must not be believed.
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct PlanesTests {
  private let decoder = PayloadDecoder()
  private static let code = Encoding.planes.rawValue

  static let layouts = [FloatLayout(.bf16), FloatLayout(.f32), FloatLayout(.f64)].compactMap { $0 }

  /// What a payload of `bytes` is; nil when planes save too little.
  private func encode(_ bytes: [UInt8], _ layout: FloatLayout) throws -> [UInt8]? {
    let encoder = try PlanesEncoder()
    var room = [UInt8](repeating: 0xEE, count: PlanesEncoder.bound(bytes.count))
    let count = bytes.withUnsafeBytes { raw in
      room.withUnsafeMutableBytes { encoder.encode(raw, layout, into: $0) }
    }
    return count.map { Array(room.prefix($0)) }
  }

  private func decode(_ stored: [UInt8], atLeast: Int = 0, atMost: Int = 1 << 20) throws -> [UInt8]
  {
    try stored.withUnsafeBytes {
      try decoder.decode($0, encoding: Self.code, atLeast: atLeast, atMost: atMost)
    }
  }

  /// Decodes straight into a buffer of so many bytes; nil when that is not what there is.
  private func decodeInto(_ count: Int, _ stored: [UInt8]) throws -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: count)
    let isDone = try stored.withUnsafeBytes { stored in
      try output.withUnsafeMutableBytes {
        try decoder.decode(stored, encoding: Self.code, into: $0)
      }
    }
    return isDone ? output : nil
  }

  @Test(arguments: layouts) func everyLength(_ layout: FloatLayout) throws {
    var made = 0
    let numbers = weights(1024 / layout.planes, layout, seed: 1)
    for length in 0...1024 {
      let bytes = Array(numbers.prefix(length))
      guard let payload = try encode(bytes, layout) else { continue }
      made += 1
      #expect(length % layout.planes == 0)
      #expect(payload.count <= length - length / 20)
      #expect(try decode(payload) == bytes)
      #expect(try decodeInto(length, payload) == bytes)
    }
    if layout.planes == 2 { #expect(made > 100) }
  }

  @Test(arguments: layouts) func weightsShrink(_ layout: FloatLayout) throws {
    let bytes = weights((1 << 20) / layout.planes, layout, seed: 2)
    let payload = try #require(try encode(bytes, layout))
    let ratio = Double(payload.count) / Double(bytes.count)
    #expect(ratio < [2: 0.68, 4: 0.85, 8: 0.93][layout.planes] ?? 0)
    #expect(try decode(payload) == bytes)
    let (parsed, planes) = try payload.withUnsafeBytes { try PlanesFormat.parse($0) }
    #expect(parsed == layout)
    #expect(planes.last?.method == .entropy)
    if layout.planes < 8 { #expect(planes.first?.method == .stored) }
  }

  @Test(arguments: layouts) func specialNumbers(_ layout: FloatLayout) throws {
    var random = SeededGenerator(seed: 3)
    for fill in [0x00, 0xFF, 0x7F, 0x80, 0x01] as [UInt8] {
      let uniform = [UInt8](repeating: fill, count: 8000)
      let payload = try #require(try encode(uniform, layout))
      #expect(payload.count < 400)
      #expect(try decode(payload) == uniform)
    }
    // Infinities, NaN and denormals among weights.
    var bytes = weights(4096, layout, seed: 4)
    for _ in 0..<300 {
      let number = Int(random.next() % 4096) * layout.planes
      let special = [0x00, 0x01, 0x7F, 0x80, 0xFF][Int(random.next() % 5)] as UInt8
      for byte in 0..<layout.planes where random.next() % 3 > 0 { bytes[number + byte] = special }
    }
    #expect(try decode(try #require(try encode(bytes, layout))) == bytes)
  }

  @Test(arguments: layouts) func noiseStaysRaw(_ layout: FloatLayout) throws {
    var random = SeededGenerator(seed: 5)
    #expect(try encode(random.bytes(64 << 10), layout) == nil)
    #expect(try encode([], layout) == nil)
    // Whole numbers only.
    #expect(try encode(weights(4096, layout, seed: 1) + [0], layout) == nil)
  }

  @Test func aRoomThatIsTooSmallIsRefused() throws {
    let layout = Self.layouts[0]
    let bytes = weights(4096, layout, seed: 6)
    let encoder = try PlanesEncoder()
    var room = [UInt8](repeating: 0, count: PlanesEncoder.bound(bytes.count) - 1)
    let count = bytes.withUnsafeBytes { raw in
      room.withUnsafeMutableBytes { encoder.encode(raw, layout, into: $0) }
    }
    #expect(count == nil)
  }

  // MARK: - Hostile payloads

  @Test(arguments: layouts) func everyTruncation(_ layout: FloatLayout) throws {
    let payload = try #require(try encode(weights(256, layout, seed: 7), layout))
    for end in 0..<payload.count {
      #expect(throws: PayloadError.self) { try decode(Array(payload[..<end])) }
    }
    #expect(throws: PayloadError.self) { try decode(payload + [0]) }
  }

  /// A changed byte is an error, or gives other bytes, which the id then tells; a few bits play no
  /// part, such as which of two methods made a frame.
  @Test(arguments: layouts) func everyFlip(_ layout: FloatLayout) throws {
    let bytes = weights(256, layout, seed: 8)
    let payload = try #require(try encode(bytes, layout))
    var unseen = 0
    for index in payload.indices {
      for mask in [0x01, 0x03, 0x10, 0x80, 0xFF] as [UInt8] {
        var changed = payload
        changed[index] ^= mask
        if try decodeOrDamage(changed) == bytes { unseen += 1 }
        _ = try? decodeInto(bytes.count, changed)
      }
    }
    #expect(unseen < 20)
  }

  /// nil for what is a `PayloadError`.
  private func decodeOrDamage(_ payload: [UInt8]) throws -> [UInt8]? {
    do {
      return try decode(payload)
    } catch is PayloadError {
      return nil
    }
  }

  @Test func headsThatLie() throws {
    func head(_ width: UInt8, _ rotation: UInt8, _ planes: [(UInt8, UInt32)], _ body: [UInt8])
      -> [UInt8]
    {
      var bytes = [width, rotation]
      for (method, length) in planes {
        bytes.append(method)
        bytes.append(little: length)
      }
      return bytes + body
    }
    let two: [(UInt8, UInt32)] = [(0, 2), (0, 2)]
    let body: [UInt8] = [1, 2, 3, 4]
    #expect(try decode(head(2, 0, two, body)) == [1, 3, 2, 4])
    #expect(try decode(head(2, 8, two, body)) == [3, 1, 4, 2])
    #expect(try decode(head(2, 0, [(0, 0), (0, 0)], [])) == [])
    let lies = [
      head(0, 0, [], []), head(1, 0, [(0, 4)], body), head(3, 0, two, body),
      head(16, 0, two, body), head(255, 255, two, body), head(2, 16, two, body),
      head(2, 0, [(3, 2), (0, 2)], body), head(2, 0, [(255, 2), (0, 2)], body),
      head(2, 0, [(1, 2), (0, 2)], body), head(2, 0, [(2, 2), (0, 2)], body),
      head(2, 0, [(0, 1), (0, 3)], body), head(2, 0, [(0, 2), (0, 3)], body),
      head(2, 0, [(0, .max), (0, 2)], body), head(2, 0, [(0, 2), (0, .max)], body),
      head(2, 0, two, body + [0]), head(4, 0, two, body),
    ]
    for payload in lies {
      #expect(throws: PayloadError.self, "\(payload)") { try decode(payload) }
      #expect(throws: PayloadError.self, "\(payload)") { try decodeInto(4, payload) }
    }
  }

  /// A few bytes that claim, or make, far more than is allowed.
  @Test func bombs() throws {
    let encoder = try EntropyCoder()
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    var room = [UInt8](repeating: 0, count: EntropyCoder.bound(zeros.count))
    let count = zeros.withUnsafeBytes { raw in
      room.withUnsafeMutableBytes { encoder.encode(raw, into: $0) }
    }
    let frame = Array(room.prefix(try #require(count)))
    #expect(frame.count < 200)
    var bomb: [UInt8] = [2, 1]
    for _ in 0..<2 {
      bomb.append(2)
      bomb.append(little: UInt32(frame.count))
    }
    bomb += frame + frame
    #expect(try decode(bomb, atMost: 2 << 20).count == 2 << 20)
    #expect(throws: PayloadError.self) { try decode(bomb, atMost: 2 << 20 - 1) }
    #expect(throws: PayloadError.self) { try decode(bomb, atLeast: 2 << 20 + 1, atMost: 4 << 20) }
    // A smaller buffer is not theirs: they are damaged as far as it is concerned.
    #expect((try? decodeInto(1 << 20, bomb)).flatMap { $0 } == nil)
    // A frame that says 2^62 bytes.
    let huge: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 0, 0]
    var claim: [UInt8] = [2, 1]
    for _ in 0..<2 {
      claim.append(1)
      claim.append(little: UInt32(huge.count))
    }
    #expect(throws: PayloadError.self) { try decode(claim + huge + huge, atMost: 64 << 20) }
  }
}

/// Numbers that are spread as weights are: a bell around zero.
func weights(_ count: Int, _ layout: FloatLayout, seed: UInt64) -> [UInt8] {
  var random = SeededGenerator(seed: seed)
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count * layout.planes)
  for _ in 0..<count {
    let sum = (0..<6).reduce(0.0) { total, _ in total + Double(random.next() >> 11) / 0x1p53 }
    let value = (sum - 3) * 0.02
    let word: UInt64 =
      switch layout.width {
      case .two: UInt64(Float(value).bitPattern >> 16)
      case .four: UInt64(Float(value).bitPattern)
      case .eight: value.bitPattern
      }
    for byte in 0..<layout.planes { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * byte))) }
  }
  return bytes
}
