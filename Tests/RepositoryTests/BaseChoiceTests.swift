import Testing

@testable import Repository

/// Which versions stay whole.
@Suite struct BaseChoiceTests {
  /// Fifty checkpoints that differ the more the further they are apart.
  @Test func basesAreInTheMiddleOfTheirGroups() throws {
    let choice = BaseChoice(
      whole: Array(repeating: 0.84, count: 50), isEligible: Array(repeating: true, count: 50)
    ) { version, base in 0.62 + 0.013 * Double(abs(version - base) - 1) }
    let bases = try choice.bases()
    let whole = bases.indices.filter { bases[$0] == nil }
    #expect((4...8).contains(whole.count))
    var total = 0.0
    for (version, base) in bases.enumerated() {
      if let base {
        #expect(bases[base] == nil)
        #expect(abs(version - base) <= BaseChoice.reach)
        total += 0.62 + 0.013 * Double(abs(version - base) - 1)
      } else {
        total += 0.84
      }
    }
    #expect(total / 50 < 0.67)
  }

  @Test func whatGainsNothingStaysWhole() throws {
    let choice = BaseChoice(whole: [1, 1, 1], isEligible: [true, true, true]) { _, _ in 1 }
    #expect(try choice.bases() == [nil, nil, nil])
    let none = BaseChoice(whole: [], isEligible: []) { _, _ in 1 }
    #expect(try none.bases().isEmpty)
  }

  /// A version that is differences itself is no base.
  @Test func deltasAreNoBases() throws {
    let choice = BaseChoice(whole: [1, 0, 1], isEligible: [true, false, false]) { _, base in
      base == 0 ? 0.2 : 0.1
    }
    #expect(try choice.bases() == [nil, nil, 0])
  }

  @Test func namesAreInNaturalOrder() {
    let names = ["a-10", "a-9", "a-009", "b", "a", "a-10b", "a-2"]
    #expect(
      names.sorted(by: NaturalOrder.precedes) == ["a", "a-2", "a-009", "a-9", "a-10", "a-10b", "b"])
  }
}
