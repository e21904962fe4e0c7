// zstd with a prefix.
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct PrefixTests {
  private func encode(_ bytes: [UInt8], _ prefix: [UInt8], level: Int32 = 6) throws -> [UInt8] {
    let encoder = try PrefixEncoder(level: level)
    var room = [UInt8](repeating: 0, count: PrefixEncoder.bound(bytes.count))
    let count = bytes.withUnsafeBytes { raw in
      prefix.withUnsafeBytes { prefix in
        room.withUnsafeMutableBytes { encoder.encode(raw, prefix: prefix, into: $0) }
      }
    }
    return Array(room.prefix(try #require(count)))
  }

  private func decode(_ stored: [UInt8], _ prefix: [UInt8]?, atMost: Int = 1 << 24) throws
    -> [UInt8]
  {
    try stored.withUnsafeBytes { stored in
      guard let prefix else {
        return try PayloadDecoder().decode(stored, encoding: 17, atLeast: 0, atMost: atMost)
      }
      return try prefix.withUnsafeBytes {
        try PayloadDecoder().decode(stored, encoding: 17, base: $0, atLeast: 0, atMost: atMost)
      }
    }
  }

  @Test(arguments: [0, 1, 100, 60_000, 1_000_000]) func roundTrips(_ size: Int) throws {
    let old = Array(table(rows: 60_000, seed: 1).prefix(size + size / 8))
    var new = Array(old.prefix(size))
    if size > 10 { new.insert(contentsOf: Array("a row that is new\n".utf8), at: size / 2) }
    let payload = try encode(new, old)
    #expect(try decode(payload, old) == new)
    #expect(payload.count < 200)
    if size > 100 {
      // With another prefix something else comes out, or nothing: the id then tells.
      #expect((try? decode(payload, Array(old.reversed()))) != new)
      #expect((try? decode(payload, [])) != new)
      #expect(throws: PayloadError.self) { try decode(payload, old, atMost: size - 1) }
      #expect(throws: PayloadError.self) { try decode(Array(payload.dropLast()), old) }
    }
    #expect(throws: PayloadError.baseMissing) { try decode(payload, nil) }
  }

  /// A context that failed serves the next payload.
  @Test func failuresLeaveNothingBehind() throws {
    let old = table(rows: 500, seed: 2)
    let payload = try encode(old, old)
    let decoder = PayloadDecoder()
    for round in 0..<20 {
      let broken = Array(payload.dropLast(round % 5 + 1))
      old.withUnsafeBytes { base in
        _ = broken.withUnsafeBytes {
          try? decoder.decode($0, encoding: 17, base: base, atLeast: 0, atMost: 1 << 20)
        }
      }
      let whole = try encode(old, [], level: 3)
      let read = try whole.withUnsafeBytes {
        try decoder.decode($0, encoding: 2, atLeast: 0, atMost: 1 << 20)
      }
      #expect(read == old)
    }
  }
}
