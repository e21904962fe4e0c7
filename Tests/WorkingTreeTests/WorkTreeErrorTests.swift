import FileIO
import Testing

@testable import WorkingTree

@Suite struct WorkTreeErrorTests {
  private static let all: [WorkTreeError] = [
    .pathOutside("p", root: "r"), .pathReserved("p"), .pathInvalid("p", reason: "why"),
    .pathMissing("p"), .nameInvalid("p", reason: "why"), .notStorable("p"),
    .indexDamaged("p", reason: "why"), .indexTooNew("p", version: 9), .wouldLose(["p"]),
    .caseCollision("p", "P"), .pathBlocked("p"),
  ]

  @Test func eachSaysWhatAndWhatToDo() {
    for error in Self.all {
      #expect(error.code.allSatisfy { $0.isLowercase || $0 == "-" })
      #expect(error.description.contains("'p'") && !error.description.hasSuffix("."))
      #expect(error.hint?.isEmpty == false)
    }
    #expect(Set(Self.all.map(\.code)).count == Self.all.count)
  }

  @Test func namesAFewOfManyLosses() {
    let error = WorkTreeError.wouldLose(["f1", "f2", "f3", "f4", "f5", "f6", "f7"])
    let text = "'f1', 'f2', 'f3', 'f4', 'f5' and 2 more have changes that would be overwritten"
    #expect(error.description == text)
  }

  @Test func addsToTimes() {
    let time = FileTime(seconds: 10, nanoseconds: 5)
    #expect(time.advanced(byNanoseconds: -10) == FileTime(seconds: 9, nanoseconds: 999_999_995))
    #expect(
      time.advanced(byNanoseconds: 1_999_999_995) == FileTime(seconds: 12, nanoseconds: 0))
    #expect(time.advanced(byNanoseconds: -2_000_000_005) == FileTime(seconds: 8, nanoseconds: 0))
    #expect(FileTime(seconds: 12, nanoseconds: 1).nanoseconds(since: time) == 1_999_999_996)
  }
}
