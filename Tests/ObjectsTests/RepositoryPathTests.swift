import Objects
import Testing

@Suite struct RepositoryPathTests {
  private func path(_ text: String) throws -> RepositoryPath {
    try RepositoryPath(validating: text)
  }

  @Test(arguments: ["a", "a/b", "a/b.c/d", "é/e\u{301}", "a/\u{301}b", "a/...", " / "])
  func allowed(_ text: String) throws {
    let path = try path(text)
    #expect(path.string == text)
    #expect(path.components.joined(separator: "/") == text)
    #expect(path.components.last.map(String.init) == path.name)
    let parent = try #require(path.parent)
    #expect(try parent.appending(path.name) == path)
  }

  @Test(arguments: [
    "/", "/a", "a/", "a//b", ".", "..", "./a", "a/..", "a/../b", "../a", "a/.", ".mlops",
    ".mlops/config", "a/.MLOPS/b", ".git", "a/.git", ".Git/hooks/pre-commit", "a/\u{0}",
  ])
  func refused(_ text: String) {
    #expect(throws: ObjectError.self) { try path(text) }
  }

  @Test func theRootIsEmpty() throws {
    let root = try path("")
    #expect(root == .root)
    #expect(root.isRoot && root.components.isEmpty && root.name.isEmpty && root.parent == nil)
    #expect(try root.appending("a").string == "a")
    #expect(try path("a").parent == .root)
    #expect(try root.appending(path("a/b")) == path("a/b"))
    #expect(try path("a").appending(.root) == path("a"))
  }

  @Test func namesThatJoinTheSlashInOneCharacterAreKeptApart() throws {
    let path = try path("folder/\u{301}x")
    #expect(path.components.count == 2)
    #expect(path.name.utf8.elementsEqual("\u{301}x".utf8))
    #expect(path.parent?.string == "folder")
    #expect(path.isWithin(try self.path("folder")))
    #expect(path.relative(to: try self.path("folder"))?.string.utf8.count == 3)
  }

  @Test(arguments: [
    ("a/b", "a", true), ("a/b", "a/b", true), ("a/b", "", true), ("", "", true), ("", "a", false),
    ("ab", "a", false), ("a.b", "a", false), ("a", "a/b", false), ("b/a", "a", false),
  ])
  func within(_ text: String, _ folder: String, _ isWithin: Bool) throws {
    let (path, folder) = (try path(text), try path(folder))
    #expect(path.isWithin(folder) == isWithin)
    #expect(path.relative(to: folder).map { folder.appending($0) } == (isWithin ? path : nil))
  }

  @Test func aFoldersFilesStandTogether() throws {
    let sorted = try ["a", "a/b", "a/b/c", "a/c", "a\u{1}", "a b", "a-b", "a.b", "ab", "é"]
      .map(path)
    #expect(sorted.shuffled().sorted() == sorted)
  }

  @Test func spellingsOfOneLetterAreTwoPaths() throws {
    let (one, two) = (try path("é"), try path("e\u{301}"))
    #expect(one != two)
    #expect(Set([one, two]).count == 2)
  }

  @Test func appendingChecksTheName() throws {
    #expect(throws: ObjectError.self) { try path("a").appending("..") }
    #expect(throws: ObjectError.self) { try path("a").appending("b/c") }
  }
}
