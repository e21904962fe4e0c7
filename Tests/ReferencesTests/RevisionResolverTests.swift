import Objects
import Testing

@testable import References

/// From revisions to commits.
@Suite struct RevisionResolverTests {
  /// main: first - second - third (a merge of second and side); side: first - side.
  private func history() throws -> (RefFixture, [String: CommitID]) {
    let fixture = try RefFixture()
    let first = try fixture.commit("First")
    try fixture.edit("commit: First") { try $0.advanceHead(to: first) }
    let second = try fixture.commit("Second", parents: [first])
    try fixture.edit("commit: Second") { try $0.advanceHead(to: second) }
    let side = try fixture.commit("Side", parents: [first])
    try fixture.edit("branch") { try $0.setBranch(branch("side"), to: side) }
    let third = try fixture.commit("Third", parents: [second, side])
    try fixture.edit("commit: Third") { view in
      try view.advanceHead(to: third)
      try view.setTag(tag("v1"), to: second)
    }
    return (fixture, ["first": first, "second": second, "side": side, "third": third])
  }

  @Test func stepsAndNames() throws {
    let (fixture, ids) = try history()
    let expected = [
      "HEAD": "third", "@": "third", "main": "third", "heads/main": "third", "v1": "second",
      "tags/v1": "second", "HEAD^": "second", "HEAD^2": "side", "HEAD~2": "first",
      "HEAD^2~1": "first", "HEAD^0": "third", "side^": "first", "v1~0": "second",
    ]
    for (text, name) in expected { #expect(try fixture.resolve(text) == ids[name], "\(text)") }
  }

  @Test func stepsThatLeadNowhere() throws {
    let (fixture, _) = try history()
    let far = try #require(fixture.failure("HEAD~7"))
    #expect(far.code == "unknown-revision")
    #expect(far.description == "there is no \'HEAD~7\': 'HEAD' has 2 commits before it")
    let parent = try #require(fixture.failure("side^2"))
    #expect(parent.description == "there is no \'side^2\': 'side' has one parent")
    #expect(fixture.failure("HEAD~2^1")?.code == "unknown-revision")
    let before = try #require(fixture.failure("HEAD~2~1"))
    #expect(before.description == "there is no 'HEAD~2~1': 'HEAD~2' is the first commit")
  }

  @Test func idsWholeAndInPart() throws {
    let (fixture, ids) = try history()
    let first = try #require(ids["first"])
    #expect(try fixture.resolve(first.hex) == first)
    #expect(try fixture.resolve(String(first.hex.prefix(12))) == first)
    #expect(try fixture.resolve(String(first.hex.prefix(12)).uppercased()) == first)
    #expect(fixture.failure(String(first.hex.prefix(3)))?.code == "unknown-revision")
    #expect(fixture.failure(String(repeating: "0", count: 64))?.code == "unknown-revision")
  }

  @Test func otherRecordsAreNoCommits() throws {
    let (fixture, _) = try history()
    let operation = try fixture.log.current().id
    #expect(fixture.failure(operation.hex)?.code == "unknown-revision")
  }

  @Test func anAbbreviationOfTwoIsRefusedWithBoth() throws {
    let fixture = try RefFixture()
    func numbered(_ number: Int) -> Commit {
      Commit(
        parents: [], tree: TreeCodec.emptyID, assets: [],
        author: Author(name: "A", email: "a", time: fixture.now), message: "Number \(number)")
    }
    var seen: [String: Int] = [:]
    var pair: (Int, Int)?
    for number in 0..<5_000 where pair == nil {
      let prefix = String(numbered(number).id.hex.prefix(4))
      if let other = seen[prefix] { pair = (other, number) }
      seen[prefix] = number
    }
    let (first, second) = try #require(pair)
    let a = CommitID(try fixture.put(numbered(first).encode()))
    let b = CommitID(try fixture.put(numbered(second).encode()))
    let prefix = String(a.hex.prefix(4))
    let error = try #require(fixture.failure(prefix))
    #expect(error.code == "ambiguous-revision")
    #expect(error.description.contains(String(a.hex.prefix(7))))
    #expect(error.description.contains(String(b.hex.prefix(7))))
    #expect(error.description.contains("'Number "))
    #expect(try fixture.resolve(String(a.hex.prefix(40))) == a)
  }

  @Test func aTagAndABranchOfOneName() throws {
    let (fixture, ids) = try history()
    let second = try #require(ids["second"])
    try fixture.edit { try $0.setBranch(branch("v1"), to: second) }
    #expect(try fixture.resolve("v1") == second)
    try fixture.edit { try $0.setBranch(branch("v1"), to: #require(ids["first"])) }
    let error = try #require(fixture.failure("v1"))
    #expect(error.code == "ambiguous-revision")
    #expect(error.description == "'v1' may be 'tags/v1' or 'heads/v1'")
    #expect(try fixture.resolve("heads/v1") == ids["first"])
    #expect(try fixture.resolve("tags/v1") == ids["second"])
  }

  @Test func unknownNamesComeWithSuggestions() throws {
    let (fixture, _) = try history()
    let error = try #require(fixture.failure("sied"))
    #expect(error.code == "unknown-revision")
    #expect(error.description == "nothing is known as 'sied'; did you mean 'side'?")
    #expect(fixture.failure("git")?.code == "unknown-revision")
  }

  @Test func anUnbornBranchHasNoCommit() throws {
    let fixture = try RefFixture()
    for text in ["HEAD", "@", "main", "HEAD~1"] {
      #expect(fixture.failure(text)?.code == "no-commit", "\(text)")
    }
  }

  @Test func whereRefsHaveBeen() throws {
    let (fixture, ids) = try history()
    try fixture.edit("checkout: side") { try $0.attachHead(to: branch("side")) }
    let expected = [
      "main@{0}": "third", "main@{1}": "second", "main@{2}": "first", "HEAD@{0}": "side",
      "HEAD@{1}": "third", "HEAD@{2}": "second", "@{0}": "side", "side@{0}": "side",
      "tags/v1@{0}": "second", "main@{1}~1": "first",
    ]
    for (text, name) in expected { #expect(try fixture.resolve(text) == ids[name], "\(text)") }
    let error = try #require(fixture.failure("main@{3}"))
    #expect(error.code == "unknown-revision")
    #expect(
      error.description == "there is no \'main@{3}\': the branch 'main' has held 3 commits")
    #expect(fixture.failure("nothing@{1}")?.code == "unknown-revision")
  }

  @Test func whatRefsHeldAtATime() throws {
    let (fixture, ids) = try history()
    let start = fixture.now
    fixture.seconds += 86_400 * 2
    let fourth = try fixture.commit("Fourth")
    try fixture.edit("commit: Fourth") { try $0.advanceHead(to: fourth) }
    #expect(try fixture.resolve("main@{now}") == fourth)
    #expect(try fixture.resolve("main@{yesterday}") == ids["third"])
    #expect(try fixture.resolve("@{1 hour ago}") == ids["third"])
    let day = String(start.description.prefix(10))
    #expect(try fixture.resolve("main@{\(day)}") == ids["third"])
    let time = start.description.dropLast().split(separator: "T")
    #expect(try fixture.resolve("main@{\(time[0]) \(time[1])}") == ids["third"])
    let error = try #require(fixture.failure("main@{5 years ago}"))
    #expect(error.code == "unknown-revision")
    #expect(error.description.contains("first held a commit at 2001-"))
  }

  @Test func aDeletedBranchCanBeFoundAgain() throws {
    let (fixture, ids) = try history()
    try fixture.edit("branch: deleted side") { try $0.removeBranch(branch("side")) }
    #expect(fixture.failure("side")?.code == "unknown-revision")
    #expect(try fixture.resolve("side@{0}") == ids["side"])
  }
}
