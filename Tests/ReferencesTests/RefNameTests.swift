import Testing

@testable import References

/// The rules of names.
@Suite struct RefNameTests {
  @Test(arguments: [
    "main", "exp/lr-0.01", "a/b/c", "ünïcode", "v1.2", "x_y", "HEAD2", "a.b", "deadbeef",
    "heads/main", "tags",
  ])
  func goodNames(name: String) throws {
    #expect(try BranchName(validating: name).string == name)
    #expect(try TagName(validating: name).string == name)
  }

  @Test(arguments: [
    "", "HEAD", "-x", "a b", "a@b", "@", "a:b", "a..b", "..", "a~1", "a^", "a?", "a*", "a[b",
    "a\\b", "/a", "a/", "a//b", ".a", "a/.b", "a.", "a.lock", "a.lock/b", "a\u{7}", "a\u{7F}",
    "a\nb", ".git", "x/.mlops/y", String(repeating: "0", count: 64),
    String(repeating: "x", count: 1025),
  ])
  func badNames(name: String) {
    #expect(throws: RefError.self) { try BranchName(validating: name) }
    #expect(throws: RefError.self) { try TagName(validating: name) }
  }

  @Test func theErrorSaysWhy() {
    let error = #expect(throws: RefError.self) { try BranchName(validating: "with space") }
    #expect(error?.code == "invalid-name")
    #expect(
      error?.description == "'with space' cannot be the name of a branch or tag: it holds a space")
    #expect(error?.hint != nil)
  }

  @Test func namesSortByBytes() throws {
    let names = try ["b", "a/b", "a", "A", "a-b"].map { try BranchName(validating: $0) }.sorted()
    #expect(names.map(\.string) == ["A", "a", "a-b", "a/b", "b"])
  }
}
