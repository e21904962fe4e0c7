// Two texts, line by line.
import TestSupport
import Testing

@testable import GitBridge

@Suite struct LineDiffTests {
  private func diff(
    _ old: String, _ new: String, context: Int = 3, limits: LineDiff.Limits = .init()
  ) throws -> LineDiff {
    try LineDiff(
      old: Array(old.utf8), new: Array(new.utf8), contextLines: context, limits: limits)
  }

  /// As a unified diff without its header.
  private func text(_ diff: LineDiff) -> String {
    diff.hunks.map { hunk in
      "@@ -\(hunk.oldStart),\(hunk.oldCount) +\(hunk.newStart),\(hunk.newCount) @@\n"
        + hunk.lines.map { line in
          let mark = line.origin == .added ? "+" : line.origin == .deleted ? "-" : " "
          return mark + line.text + (line.hasNewline ? "\n" : "\n\\ No newline at end of file\n")
        }.joined()
    }.joined()
  }

  @Test func equalTexts() throws {
    for same in ["", "a\n", "a", "\0\0"] {
      #expect(try diff(same, same) == LineDiff())
    }
  }

  @Test func insertAndDelete() throws {
    let insert = try diff("a\nc\n", "a\nb\nc\n")
    #expect(text(insert) == "@@ -1,2 +1,3 @@\n a\n+b\n c\n")
    #expect(insert.addedCount == 1)
    #expect(insert.deletedCount == 0)
    let delete = try diff("a\nb\nc\n", "a\nc\n")
    #expect(text(delete) == "@@ -1,3 +1,2 @@\n a\n-b\n c\n")
    #expect(text(try diff("", "a\nb\n")) == "@@ -0,0 +1,2 @@\n+a\n+b\n")
    #expect(text(try diff("a\n", "")) == "@@ -1,1 +0,0 @@\n-a\n")
    #expect(text(try diff("a\nb\nc\n", "a\nB\nc\n", context: 0)) == "@@ -2,1 +2,1 @@\n-b\n+B\n")
  }

  @Test func farChangesAreTwoHunks() throws {
    let lines = (1...40).map { "line \($0)" }
    var other = lines
    other[2] = "changed"
    other[35] = "changed"
    let old = lines.joined(separator: "\n") + "\n"
    let new = other.joined(separator: "\n") + "\n"
    #expect(try diff(old, new).hunks.map(\.oldStart) == [1, 33])
    #expect(try diff(old, new, context: 20).hunks.count == 1)
    #expect(try diff(old, new, context: 1).hunks.map { $0.lines.count } == [4, 4])
    #expect(try diff(old, new, context: -5).hunks.map { $0.lines.count } == [2, 2])
  }

  @Test func theLastNewline() throws {
    #expect(
      text(try diff("a\nb", "a\nb\n"))
        == "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n")
    #expect(
      text(try diff("x\nb", "y\nb"))
        == "@@ -1,2 +1,2 @@\n-x\n+y\n b\n\\ No newline at end of file\n")
    #expect(text(try diff("", "a")) == "@@ -0,0 +1,1 @@\n+a\n\\ No newline at end of file\n")
  }

  @Test func carriageReturnsAndOtherBytesStay() throws {
    let crlf = try diff("a\r\n", "a\n")
    #expect(crlf.hunks[0].lines.map(\.bytes) == [Array("a\r".utf8), Array("a".utf8)])
    let latin = try LineDiff(old: [0xE9, 10], new: [0xE8, 10])
    #expect(latin.hunks[0].lines.map(\.bytes) == [[0xE9], [0xE8]])
    #expect(latin.hunks[0].lines[0].text == "\u{FFFD}")
  }

  @Test func binaryIsNotCompared() throws {
    let binary = try diff("a\0b\n", "a\0c\n")
    #expect(binary.isBinary)
    #expect(binary.hunks.isEmpty)
    #expect(try diff("", "a\0").isBinary)
  }

  @Test func limitsBoundWhatIsKept() throws {
    let new = (0..<1_000).map { "\($0)\n" }.joined()
    let few = try diff("", new, limits: .init(linesMax: 10))
    #expect(few.hunks.map { $0.lines.count } == [10])
    #expect(few.hunks[0].newCount == 1_000)
    #expect(few.addedCount == 1_000)
    #expect(few.isTruncated)
    let every = (0..<1_000).map { $0 % 10 == 0 ? "x\n" : "\($0)\n" }.joined()
    let hunks = try diff(new, every, context: 0, limits: .init(hunksMax: 5))
    #expect(hunks.hunks.count == 5)
    #expect(hunks.addedCount == 100)
    #expect(hunks.deletedCount == 100)
    #expect(hunks.isTruncated)
    #expect(try !diff("", "a\n", limits: .init(hunksMax: 1, linesMax: 1)).isTruncated)
    #expect(try diff("", "a\n", limits: .init(hunksMax: 0)).hunks.isEmpty)
  }

  @Test func aHugeLineIsCut() throws {
    let long = String(repeating: "x", count: 5 << 20)
    let diff = try diff(long + "a\n", long + "b\n")
    #expect(diff.hunks[0].lines.map(\.bytes.count) == [4_096, 4_096])
    #expect(diff.hunks[0].lines.allSatisfy { $0.isCut && $0.hasNewline })
    #expect(!diff.isTruncated)
  }

  @Test func appliedToTheOldTextItGivesTheNew() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      func random() -> [UInt8] {
        (0..<Int.random(in: 0...30, using: &generator)).map { _ in
          [10, 10, 97, 98, 13, 0xFF].randomElement(using: &generator) ?? 10
        }
      }
      let (old, new) = (random(), random())
      let diff = try LineDiff(old: old, new: new, contextLines: 2)
      #expect(apply(diff, to: old) == new)
    }
  }

  private func apply(_ diff: LineDiff, to old: [UInt8]) -> [UInt8] {
    var lines = old.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) + [10] }
    if let last = lines.popLast(), last.count > 1 { lines.append(last.dropLast()) }
    var result: [UInt8] = []
    var next = 0
    for hunk in diff.hunks {
      let start = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
      result += lines[next..<start].joined()
      next = start + hunk.oldCount
      for line in hunk.lines where line.origin != .deleted {
        result += line.bytes + (line.hasNewline ? [10] : [])
      }
    }
    return result + lines[next...].joined()
  }
}
