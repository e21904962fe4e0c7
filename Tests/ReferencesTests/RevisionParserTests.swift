import Objects
import Testing

@testable import References

/// The grammar of revisions.
@Suite struct RevisionParserTests {
  @Test(arguments: [
    ("HEAD", Revision.head), ("@", .head), ("main", .name("main")),
    ("tags/v1", .name("tags/v1")), ("12ab", .name("12ab")),
    ("HEAD~", .ancestor(.head, 1)), ("HEAD~2", .ancestor(.head, 2)), ("@~3", .ancestor(.head, 3)),
    ("HEAD^", .parent(.head, 1)), ("HEAD^2", .parent(.head, 2)), ("HEAD^0", .parent(.head, 0)),
    ("main~2^2~", .ancestor(.parent(.ancestor(.name("main"), 2), 2), 1)),
    ("HEAD^^", .parent(.parent(.head, 1), 1)),
    ("@{1}", .move(nil, 1)), ("main@{2}", .move("main", 2)), ("HEAD@{0}", .move("HEAD", 0)),
    ("HEAD@{1}~2", .ancestor(.move("HEAD", 1), 2)),
  ])
  func whatIsMeant(text: String, revision: Revision) throws {
    #expect(try Revision(parsing: text) == revision)
  }

  @Test(arguments: [
    "", "~1", "^", "a b", "a@b", "a..b", "main@", "main@{", "main@{}", "main@{soon}",
    "main@{-1}", "a:b", "HEAD~99999999999999999999", "HEAD@{99999999999}", "main@{1}x", "-x",
    "a?", "x.lock",
  ])
  func whatIsNoRevision(text: String) {
    let error = #expect(throws: RefError.self) { try Revision(parsing: text) }
    #expect(error?.code == "invalid-revision")
  }

  @Test(arguments: ["HEAD", "main", "HEAD~2", "main^", "main^2~3", "@{1}", "main@{2 days ago}"])
  func textComesBack(text: String) throws {
    #expect(try Revision(parsing: text).description == text)
  }

  @Test func ranges() throws {
    #expect(try RevisionRange(parsing: "a") == .single(.name("a")))
    #expect(try RevisionRange(parsing: "a..b") == .difference(from: .name("a"), to: .name("b")))
    #expect(try RevisionRange(parsing: "a..") == .difference(from: .name("a"), to: .head))
    #expect(try RevisionRange(parsing: "..b") == .difference(from: .head, to: .name("b")))
    #expect(
      try RevisionRange(parsing: "a...b~1") == .symmetric(.name("a"), .ancestor(.name("b"), 1)))
    #expect(throws: RefError.self) { try RevisionRange(parsing: "a..b..c") }
    #expect(throws: RefError.self) { try RevisionRange(parsing: "a....b") }
  }

  @Test func objects() throws {
    let path = try RepositoryPath(validating: "data/a.csv")
    #expect(try ObjectSpec(parsing: "v1:data/a.csv") == .path(.name("v1"), path))
    #expect(try ObjectSpec(parsing: "v1:data/a.csv/") == .path(.name("v1"), path))
    #expect(try ObjectSpec(parsing: "HEAD:") == .path(.head, .root))
    #expect(
      try ObjectSpec(parsing: "main@{2026-11-20 10:00}:data/a.csv")
        == .path(Revision(parsing: "main@{2026-11-20 10:00}"), path))
    #expect(try ObjectSpec(parsing: "fraud@v1") == .asset(kind: nil, name: "fraud", .name("v1")))
    #expect(
      try ObjectSpec(parsing: "model/fraud@HEAD~1")
        == .asset(kind: .model, name: "fraud", .ancestor(.head, 1)))
    #expect(
      try ObjectSpec(parsing: "fraud@main@{1}")
        == .asset(kind: nil, name: "fraud", .move("main", 1)))
    #expect(try ObjectSpec(parsing: "main@{1}") == .revision(.move("main", 1)))
    #expect(try ObjectSpec(parsing: "@~1") == .revision(.ancestor(.head, 1)))
    #expect(throws: (any Error).self) { try ObjectSpec(parsing: "HEAD:../x") }
    #expect(throws: (any Error).self) { try ObjectSpec(parsing: ":x") }
    #expect(throws: (any Error).self) { try ObjectSpec(parsing: "fraud@") }
  }
}
