import ObjectStore
import Objects
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct IndexTreeTests {
  /// Trees kept in memory.
  final class Memory {
    var objects: [TreeID: [UInt8]] = [:]

    func build(_ index: Index, of paths: [RepositoryPath] = []) throws -> WrittenTree {
      try IndexTree.build(index, objectsOf: paths, limits: .standard) { self.objects[$0] = $1 }
    }

    func load(_ id: TreeID) throws -> [UInt8] {
      guard let bytes = objects[id] else {
        throw ObjectError.malformed(kind: "tree", id: id.hex, reason: "not there")
      }
      return bytes
    }
  }

  @Test func makesATreeAFolder() throws {
    var index = Index()
    index.apply(["top", "a/x", "a.b", "a/c/deep"].map { .set(.sample($0)) } + [.emptyFolder("e")])
    let memory = Memory()
    let written = try memory.build(index, of: ["a", "a/x", "a/c", "e", "nothing", ""])
    let root = try TreeWalk.list(written.root, load: memory.load)
    #expect(root.map(\.name) == ["a", "a.b", "e", "top"])
    #expect(root.map(\.mode) == [.tree, .file, .tree, .file])
    #expect(root.map(\.size) == [6, 3, 0, 3])
    #expect(written.size == 12)
    #expect(written.objects["a/x"]?.object == .blob(IndexEntry.sample("a/x").blob))
    #expect(written.objects["a"]?.object == .tree(TreeID(root[0].id)))
    #expect(written.objects["a"]?.size == 6)
    #expect(written.objects["e"]?.object == .tree(TreeCodec.emptyID))
    #expect(written.objects[""]?.object == .tree(written.root))
    #expect(written.objects["nothing"] == nil)
    #expect(try IndexTree.compute(index).root == written.root)
  }

  @Test func theTreeOfNothing() throws {
    #expect(try IndexTree.compute(Index()).root == TreeCodec.emptyID)
    #expect(try TreeWalk.list(TreeCodec.emptyID) { _ in [] }.isEmpty)
    #expect(try TreeWalk.find("a", in: TreeCodec.emptyID) { _ in [] } == nil)
  }

  @Test func aFileAndAFolderOfOneNameAreRefused() throws {
    var index = Index()
    index.apply([.set(.sample("a")), .set(.sample("a/b"))])
    #expect(throws: ObjectError.self) { try IndexTree.compute(index) }
  }

  @Test func findsPaths() throws {
    var index = Index()
    index.apply(["a/b/c", "d"].map { .set(.sample($0)) })
    let memory = Memory()
    let root = try memory.build(index).root
    #expect(try TreeWalk.find("a/b/c", in: root, load: memory.load)?.mode == .file)
    #expect(try TreeWalk.find("a/b", in: root, load: memory.load)?.mode == .tree)
    #expect(try TreeWalk.find("", in: root, load: memory.load)?.id == root.digest)
    for path: RepositoryPath in ["a/b/c/d", "x", "d/e", "a/x"] {
      #expect(try TreeWalk.find(path, in: root, load: memory.load) == nil)
    }
  }

  @Test func refusesRefsAmongFiles() throws {
    let memory = Memory()
    let entry = TreeEntry(mode: .branch, name: "main", size: 0, id: .zero)
    let id = try TreeCodec.encode([entry], limits: .standard) { memory.objects[$0] = $1 }
    #expect(throws: ObjectError.self) { try TreeWalk.list(id, load: memory.load) }
    #expect(throws: ObjectError.self) {
      try TreeWalk.diff(nil, id, load: memory.load) { _ in }
    }
  }

  @Test func comesBackAsAnIndexWithItsStats() throws {
    var index = Index()
    index.apply(["top", "a/x", "a/y"].map { .set(.sample($0)) } + [.emptyFolder("e/f")])
    let memory = Memory()
    let root = try memory.build(index).root
    let back = try IndexTree.index(from: root, load: memory.load, keeping: index)
    #expect(back.entries() == index.entries() && back.emptyFolders() == ["e/f"])
    let bare = try IndexTree.index(from: root, load: memory.load, keeping: nil)
    #expect(bare.entries().allSatisfy { $0.isRacy && $0.inode == 0 })
    #expect(try IndexTree.compute(bare).root == root)
    #expect(try IndexTree.index(from: nil, load: memory.load, keeping: nil).isEmpty)
    #expect(try IndexTree.index(from: TreeCodec.emptyID, load: memory.load, keeping: nil).isEmpty)
  }

  @Test(arguments: 1...25)
  func diffsAreTheDifference(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let memory = Memory()
    let (old, new) = (Self.random(&random), Self.random(&random))
    let (oldRoot, newRoot) = (try memory.build(old).root, try memory.build(new).root)
    func flat(_ root: TreeID) throws -> [RepositoryPath: TreeEntry] {
      var found: [RepositoryPath: TreeEntry] = [:]
      var order: [RepositoryPath] = []
      try TreeWalk.files(root, load: memory.load) {
        found[$0] = $1
        order.append($0)
      }
      #expect(order == order.sorted())
      return found
    }
    let (left, right) = (try flat(oldRoot), try flat(newRoot))
    #expect(left.filter { $0.value.mode != .tree }.count == old.fileCount)
    var changes: [TreeChange] = []
    try TreeWalk.diff(oldRoot, newRoot, load: memory.load) { changes.append($0) }
    #expect(changes.map(\.path) == changes.map(\.path).sorted())
    var applied = left
    for change in changes {
      #expect(change.old == left[change.path])
      #expect(change.new == right[change.path])
      #expect(change.old != change.new)
      applied[change.path] = change.new
    }
    #expect(applied == right)
  }

  static func random(_ random: inout SeededGenerator) -> Index {
    var changes: [IndexChange] = []
    for _ in 0..<Int.random(in: 0...40, using: &random) {
      let depth = Int.random(in: 1...3, using: &random)
      let folder = (1..<depth).map { _ in "d\(Int.random(in: 0..<4, using: &random))" }
      let name = "f\(Int.random(in: 0..<5, using: &random))"
      let path = (folder + [name]).joined(separator: "/")
      if Int.random(in: 0..<8, using: &random) == 0 {
        changes.append(.emptyFolder(RepositoryPath(unchecked: path + "-e")))
      } else {
        let word = "\(Int.random(in: 0..<3, using: &random))"
        changes.append(.set(.sample(path, word)))
      }
    }
    var index = Index()
    index.apply(changes)
    return index
  }
}
