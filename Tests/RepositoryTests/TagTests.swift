import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// Tags: making, moving, deleting.
@Suite struct TagTests {
  private func name(_ text: String) throws -> TagName { try TagName(validating: text) }

  @Test func makingMovingDeleting() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    let repository = test.repository
    #expect(
      try repository.createTag(name("v1"), at: Revision(parsing: "HEAD~1"))
        == Tag(name: name("v1"), target: first, previous: nil))
    #expect(try repository.createTag(name("rel/2")).target == second)
    #expect(
      try repository.tags() == [
        TagInfo(name: name("rel/2"), commit: second, subject: "Second"),
        TagInfo(name: name("v1"), commit: first, subject: "First"),
      ])
    let taken = #expect(throws: RefError.self) { try repository.createTag(name("v1")) }
    #expect(taken?.code == "ref-exists")
    #expect(taken?.hint == "run 'mlx tag -f v1 HEAD' to move it")
    #expect(
      try repository.createTag(name("v1"), force: true)
        == Tag(name: name("v1"), target: second, previous: first))
    #expect(try repository.deleteTag(name("v1")).target == second)
    let missing = #expect(throws: RefError.self) { try repository.deleteTag(name("rel/1")) }
    #expect(missing?.code == "unknown-ref")
    #expect(missing?.description == "there is no tag 'rel/1'; did you mean 'rel/2'?")
  }
}
