import TestSupport
import Testing

/// That inputs are what "Fuzz" in Documentation/testing.md says: a mutator that makes the same input over and
/// over finds nothing, and says so.
@Suite struct FuzzMutatorTests {
  private static let count: UInt64 = 400

  @Test(arguments: FuzzTargets.all)
  func inputsDiffer(_ target: FuzzTarget) {
    let mutator = FuzzMutator(target)
    let inputs = Set((1...Self.count).map { mutator.input($0) })
    #expect(inputs.count > Int(Self.count) * 3 / 4, "\(target.name)")
    #expect(mutator.input(7) == mutator.input(7))
  }

  @Test func everySeedAndEveryPlaceIsChanged() {
    let length = 200
    // Three seeds of one byte each, over and over: what is left of one tells which it was.
    let seeds = [1, 2, 3].map { [UInt8](repeating: $0, count: length) }
    let mutator = FuzzMutator(FuzzTarget("test", seeds, tokens: ["word"]) { _ in })
    var taken: [UInt8: Int] = [:]
    var changed = [Int](repeating: 0, count: length)
    var lengths: Set<Int> = []
    for number in 1...4000 {
      let input = mutator.input(UInt64(number))
      lengths.insert(input.count)
      guard let seed = [UInt8(1), 2, 3].max(by: { many($0, input) < many($1, input) }) else {
        continue
      }
      taken[seed, default: 0] += 1
      guard input.count == length else { continue }
      for place in 0..<length where input[place] != seed { changed[place] += 1 }
    }
    #expect(taken.values.allSatisfy { $0 > 1000 }, "\(taken)")
    #expect(taken.count == 3)
    #expect(changed.allSatisfy { $0 > 0 }, "\(changed)")
    #expect(lengths.count > length)
  }

  private func many(_ byte: UInt8, _ input: [UInt8]) -> Int {
    input.count { $0 == byte }
  }

  @Test func numbersBelowAreSpread() {
    var random = SeededGenerator(seed: 1)
    for count in [1, 2, 3, 10, 15, 1000] {
      var counts = [Int](repeating: 0, count: count)
      for _ in 0..<count * 100 { counts[random.below(count)] += 1 }
      #expect(counts.allSatisfy { $0 > 40 && $0 < 200 }, "\(count)")
    }
  }
}
