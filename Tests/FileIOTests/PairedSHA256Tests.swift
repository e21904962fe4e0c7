// The processor's SHA-256 against the library's.
import Objects
import TestSupport
import Testing

@testable import FileIO

@Suite struct PairedSHA256Tests {
  private static let bytes: [UInt8] = {
    var random = SeededGenerator(seed: 1)
    return random.bytes(20_000)
  }()

  private static func digest(_ range: Range<Int>) -> Digest {
    SHA256Hasher.hash(Array(bytes[range]))
  }

  /// Without the instructions only the library is there, which then needs no comparison.
  private static let ways = SHA256State.isThere ? [true, false] : [false]

  @Test(arguments: ways) func everyLength(paired: Bool) {
    Self.bytes.withUnsafeBytes { bytes in
      for length in 0...4096 {
        let expected = Self.digest(1..<1 + length)
        let run = UnsafeRawBufferPointer(rebasing: bytes[1..<1 + length])
        let other = UnsafeRawBufferPointer(rebasing: bytes[3..<3 + (length * 7) % 4099])
        var hasher = FileHasher(paired: paired)
        #expect(hasher.update(chunk: run) == expected)
        #expect(hasher.finalize() == expected)
        #expect(
          PairedSHA256.hash([run, other, run], paired: paired)
            == [expected, Self.digest(3..<3 + other.count), expected])
      }
    }
  }

  @Test(arguments: ways) func randomSplits(paired: Bool) {
    var random = SeededGenerator(seed: 2)
    Self.bytes.withUnsafeBytes { bytes in
      for _ in 0..<500 {
        var hasher = FileHasher(paired: paired)
        var start = 0
        while start < bytes.count {
          let most = random.next() % 4 == 0 ? 5000 : 150
          let end = min(start + Int(random.next() % UInt64(most)), bytes.count)
          let run = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
          if random.next() % 3 == 0 {
            hasher.update(run)
          } else {
            #expect(hasher.update(chunk: run) == Self.digest(start..<end))
          }
          if random.next() % 50 == 0 { #expect(hasher.finalize() == Self.digest(0..<end)) }
          start = end
        }
        #expect(hasher.finalize() == Self.digest(0..<bytes.count))
      }
    }
  }

  @Test(arguments: ways) func runsOfManyLengths(paired: Bool) {
    var random = SeededGenerator(seed: 3)
    Self.bytes.withUnsafeBytes { bytes in
      for count in 0..<40 {
        let ranges = (0..<count).map { _ in
          let start = Int(random.next() % 15_000)
          return start..<start + Int(random.next() % (random.next() % 2 == 0 ? 5000 : 130))
        }
        let runs = ranges.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }
        #expect(PairedSHA256.hash(runs, paired: paired) == ranges.map(Self.digest))
      }
    }
  }

  @Test(arguments: ways) func nothing(paired: Bool) {
    #expect(FileHasher(paired: paired).finalize() == SHA256Hasher.hash([]))
    #expect(PairedSHA256.hash([], paired: paired) == [])
  }
}
