import Objects
import Testing

@Suite struct DigestTests {
  @Test func hexIsReadAndWritten() throws {
    let hex = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
    let digest = try #require(Digest(hex: hex))
    #expect(digest.hex == hex)
    #expect(digest.bytes.prefix(4).elementsEqual([0x58, 0x91, 0xb5, 0xb5]))
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(digest == SHA256Hasher.hash(Array("hello\n".utf8)))
    #expect(digest.prefix32 == 0xb5b5_9158)
    #expect(digest.leadingBits == 0x5891_b5b5_22d5_df08)
    #expect(BlobID(digest).short == "5891b5b")
  }

  @Test(arguments: [
    "", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
    String(repeating: "A", count: 64), String(repeating: "g", count: 64),
    String(repeating: "é", count: 32), " " + String(repeating: "0", count: 63),
  ])
  func otherTextIsNoDigest(_ text: String) {
    #expect(Digest(hex: text) == nil)
  }

  @Test func digestsCompareAsTheirBytes() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<1000 {
      // Few values, so that equal beginnings are common.
      let a = (0..<32).map { _ in UInt8.random(in: 0...1, using: &random) &* 0xFF }
      let b = a.enumerated().map { Int.random(in: 0..<20, using: &random) == $0 ? 0x7F : $1 }
      #expect((Digest(bytes: a)! < Digest(bytes: b)!) == a.lexicographicallyPrecedes(b))
    }
  }

  @Test func piecesHashLikeTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    var hasher = SHA256Hasher()
    hasher.update(Array(bytes[..<1]))
    hasher.update(Array(bytes[1..<700]))
    let before = hasher.finalize()
    hasher.update(Array(bytes[700...]))
    #expect(hasher.finalize() == SHA256Hasher.hash(bytes))
    #expect(before == SHA256Hasher.hash(Array(bytes[..<700])))
  }

  @Test func zeroIsZero() {
    #expect(Digest.zero.hex == String(repeating: "0", count: 64))
  }
}
