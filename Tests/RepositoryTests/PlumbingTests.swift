import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// hash-object, cat-file, ls-tree, rev-parse.
@Suite struct PlumbingTests {
  private func project() throws -> (TestRepository, CommitID) {
    let test = try TestRepository()
    var generator = SeededGenerator(seed: 3)
    try test.write("data/big.bin", generator.bytes(300_000))
    return (test, try test.commit("First", ["a.txt": "hello\n", "sub/b.txt": "b"]))
  }

  private let hello = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"

  @Test func theIdOfAFileIsItsHash() throws {
    let (test, _) = try project()
    let path = test.path("data/a.txt")
    #expect(try test.repository.hashObject(path, write: false).hex == hello)
    #expect(try Repository.hash(fileAt: path).hex == hello)
    let empty = try Repository.hash(fileAt: "/dev/null").hex
    #expect(empty == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(throws: FileError.self) { try Repository.hash(fileAt: test.root) }
    #expect(throws: FileError.self) { try test.repository.hashObject(test.root, write: true) }
  }

  @Test func aHashedFileCanBeRead() throws {
    let (test, _) = try project()
    try test.write("loose.txt", "loose")
    let id = try test.repository.hashObject(test.path("loose.txt"), write: true)
    let found = try test.reopened().catFile(id.hex)
    #expect(found.type == "blob")
    #expect(found.size == 5)
    var bytes: [UInt8] = []
    try test.reopened().stream(id) { bytes += $0 }
    #expect(bytes == Array("loose".utf8))
  }

  @Test func objectsByNameAndById() throws {
    let (test, first) = try project()
    let repository = try test.reopened()
    let commit = try repository.catFile("HEAD")
    #expect(commit.type == "commit")
    #expect(commit.id == first.digest)
    #expect(try repository.catFile(first.short) == commit)
    #expect(try repository.catFile("main") == commit)
    let tree = try repository.catFile("HEAD:data")
    #expect(tree.type == "tree")
    guard case .tree(let rows) = tree.content else {
      Issue.record("no rows")
      return
    }
    #expect(rows.map(\.path.string) == ["a.txt", "big.bin", "sub"])
    #expect(tree.size == 300_007)
    #expect(try repository.catFile(tree.id.hex) == tree)
    #expect(try repository.catFile("tree:\(tree.id.hex.prefix(8))") == tree)
    #expect(try repository.catFile("data@HEAD") == tree)
    let small = try repository.catFile(String(hello.prefix(8)))
    #expect(small.type == "blob" && small.size == 6)
    #expect(try repository.catFile("blob:\(hello)") == small)
    let big = try repository.catFile("HEAD:data/big.bin")
    #expect(big.type == "blob" && big.size == 300_000)
    #expect(try repository.catFile(big.id.hex) == big)
    let operation = try repository.operations.current().id
    #expect(try repository.catFile(operation.hex).type == "operation")
  }

  @Test func whatIsNotThere() throws {
    let (test, _) = try project()
    #expect(throws: RefError.self) { try test.repository.catFile("0000000000") }
    let error = #expect(throws: RepositoryError.self) {
      try test.repository.catFile("tree:0000000000")
    }
    #expect(error?.code == "unknown-object")
    #expect(throws: WorkingError.self) { try test.repository.catFile("HEAD:nothing") }
    #expect(throws: (any Error).self) { try test.repository.listTree("nothing") }
  }

  /// A branch that is named like an id is the branch.
  @Test func refsComeBeforeIds() throws {
    let (test, first) = try project()
    try test.repository.createBranch(BranchName(validating: String(hello.prefix(6))))
    #expect(try test.reopened().catFile(String(hello.prefix(6))).id == first.digest)
  }

  @Test func trees() throws {
    let (test, _) = try project()
    let repository = try test.reopened()
    #expect(try repository.listTree("HEAD").map(\.path.string) == ["data"])
    #expect(
      try repository.listTree("HEAD", recursive: true).map(\.path.string)
        == ["data/a.txt", "data/big.bin", "data/sub/b.txt"])
    #expect(
      try repository.listTree("HEAD:data").map(\.path.string) == ["a.txt", "big.bin", "sub"])
    #expect(try repository.listTree("HEAD:data/a.txt").map(\.id.hex) == [hello])
    let tree = try repository.revParse("HEAD:data")[0]
    #expect(try repository.listTree(tree).count == 3)
    #expect(try repository.listTree(String(tree.prefix(10)), recursive: true).count == 3)
  }

  @Test func idsOfEverything() throws {
    let (test, first) = try project()
    let second = try test.commit("Second", ["a.txt": "2"])
    let repository = try test.reopened()
    #expect(try repository.revParse("HEAD") == [second.hex])
    #expect(try repository.revParse("HEAD~1:data/a.txt") == [hello])
    #expect(try repository.revParse("HEAD~1..HEAD") == [second.hex, "^\(first.hex)"])
    #expect(try repository.revParse("HEAD~1..") == [second.hex, "^\(first.hex)"])
    #expect(
      try repository.revParse("HEAD~1...HEAD") == [first.hex, second.hex, "^\(first.hex)"])
    #expect(try repository.revParse("data@HEAD~1") == repository.revParse("HEAD~1:data"))
    #expect(try repository.revParse("HEAD:") == [repository.commit(second).tree.hex])
    #expect(throws: RefError.self) { try repository.revParse("nothing") }
  }

  @Test func aFileOfSeveralChunksByTheBeginningOfItsID() throws {
    let (test, _) = try project()
    let big = try test.reopened().catFile("HEAD:data/big.bin")
    #expect(try test.reopened().catFile(String(big.id.hex.prefix(12))) == big)
    #expect(try test.reopened().catFile("blob:\(big.id.hex.prefix(12))") == big)
    var generator = SeededGenerator(seed: 9)
    try test.write("data/more.bin", generator.bytes(300_000))
    _ = try test.reopened().add([RepositoryPath(validating: "data")])
    let staged = try test.reopened().hashObject(test.path("data/more.bin"), write: false)
    #expect(try test.reopened().catFile(String(staged.hex.prefix(12))).id == staged.digest)
  }

  @Test func refsAreATreeToo() throws {
    let (test, first) = try project()
    try test.repository.createTag(TagName(validating: "v/1"))
    let view = try test.reopened().operations.current().operation.view
    let rows = try test.reopened().listTree(view.hex, recursive: true)
    #expect(rows.map(\.path.string) == ["HEAD", "heads/main", "tags/v/1"])
    #expect(rows.map(\.type) == ["blob", "commit", "commit"])
    #expect(rows.last?.id == first.digest)
    #expect(try test.reopened().listTree(view.hex).map(\.type) == ["blob", "tree", "tree"])
  }
}
