import Objects
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct IndexEditTests {
  @Test func replacesAFolder() {
    var index = Index()
    index.apply(["a/1", "a/b/2", "ab/3", "z"].map { .set(.sample($0)) })
    index.replace(
      within: "a", with: [.sample("a/b/2", "new"), .sample("a/c/4")], emptyFolders: ["a/e"])
    #expect(index.entries().map(\.path.string).sorted() == ["a/b/2", "a/c/4", "ab/3", "z"])
    #expect(index.entry(at: "a/b/2") == .sample("a/b/2", "new"))
    #expect(index.emptyFolders() == ["a/e"])
  }

  @Test func replacesAFileByAFolderAndBack() {
    var index = Index()
    index.apply([.set(.sample("m/model")), .set(.sample("m/other"))])
    index.replace(within: "m/model", with: [.sample("m/model/weights"), .sample("m/model/config")])
    #expect(index.entry(at: "m/model") == nil)
    #expect(index.fileCount == 3)
    index.replace(within: "m/model", with: [.sample("m/model", "file")])
    #expect(index.entries().map(\.path.string).sorted() == ["m/model", "m/other"])
    index.remove(within: "m/model")
    #expect(index.entries().map(\.path.string) == ["m/other"])
    index.remove(within: "m")
    #expect(index.isEmpty)
  }

  @Test func emptyFoldersGoWhenSomethingIsInThem() {
    var index = Index()
    index.apply([.emptyFolder("a"), .emptyFolder("b/c")])
    index.apply([.set(.sample("a/x/file"))])
    #expect(index.emptyFolders() == ["b/c"])
    index.apply([.emptyFolder("b/c/d")])
    #expect(index.emptyFolders() == ["b/c/d"])
    index.apply([.removeEmptyFolder("b/c/d"), .remove("a/x/file")])
    #expect(index.isEmpty)
  }

  @Test func movesWithStats() throws {
    var index = Index()
    index.apply([.set(.sample("a/1")), .set(.sample("a/b/2")), .emptyFolder("a/e")])
    let before = index.entry(at: "a/b/2")
    try index.move("a", to: "new/place")
    #expect(index.entries().map(\.path.string).sorted() == ["new/place/1", "new/place/b/2"])
    #expect(index.emptyFolders() == ["new/place/e"])
    var moved = index.entry(at: "new/place/b/2")
    moved?.path = "a/b/2"
    #expect(moved == before)
    try index.move("new/place/1", to: "one")
    #expect(index.entry(at: "one")?.size == 3)
  }

  @Test(arguments: 1...20)
  func behavesLikeADictionary(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var index = Index()
    var model: [RepositoryPath: IndexEntry] = [:]
    let names = ["a", "a.b", "a-b", "b", "é", "zz", "a/b", "b/a"]
    func randomPath() -> RepositoryPath {
      let depth = Int.random(in: 1...3, using: &random)
      let parts = (0..<depth).compactMap { _ in names.randomElement(using: &random) }
      return RepositoryPath(unchecked: parts.joined(separator: "/") + ".f")
    }
    for round in 0..<60 {
      if Int.random(in: 0..<4, using: &random) == 0 {
        let scope = randomPath().parent ?? .root
        let fresh = (0..<Int.random(in: 0...3, using: &random)).map { number in
          IndexEntry.sample(scope.appending(unchecked: "n\(number).f").string, "\(round)")
        }
        model = model.filter { !$0.key.isWithin(scope) }
        for entry in fresh { model[entry.path] = entry }
        index.replace(within: scope, with: fresh)
      } else {
        let changes = (0..<8).map { _ -> IndexChange in
          let path = randomPath()
          return Bool.random(using: &random)
            ? .set(.sample(path.string, "\(round)")) : .remove(path)
        }
        for change in changes {
          if case .set(let entry) = change {
            model[entry.path] = entry
          } else {
            model[change.path] = nil
          }
        }
        index.apply(changes)
      }
      let expected = model.values.sorted { $0.path < $1.path }
      #expect(index.entries().sorted { $0.path < $1.path } == expected)
      for path in model.keys { #expect(index.entry(at: path) == model[path]) }
    }
    #expect(try IndexReaderV1.decode(IndexWriterV1.encode(index)).entries() == index.entries())
  }
}
