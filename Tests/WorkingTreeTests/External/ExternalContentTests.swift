import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import WorkingTree

/// What is hashed outside of the work tree has the ids that it would have inside.
@Suite struct ExternalContentTests {
  private func hash(_ project: Project, _ name: String) throws -> ExternalHash {
    let place = project.outside.pushing(FilePath(name))
    let content = try #require(try ExternalContent.find(at: place, in: project.tree))
    return try content.hash(in: project.tree)
  }

  @Test func aFileHasItsSHA256() throws {
    let project = try Project()
    var random = SeededGenerator(seed: 3)
    let bytes = random.bytes(3_000_000)
    try project.write(at: project.outside.appending("big.bin"), bytes)
    let read = Locked(0)
    let content = try #require(
      try ExternalContent.find(at: project.outside.appending("big.bin"), in: project.tree))
    let hash = try content.hash(in: project.tree) { count in read.withLock { $0 += count } }
    #expect(hash.object == .blob(BlobID(SHA256Hasher.hash(bytes))))
    #expect(content.size == 3_000_000)
    #expect(!content.isFolder)
    #expect(read.withLock { $0 } == 3_000_000)
  }

  @Test func aFolderHasTheTreeOfAnAsset() throws {
    let project = try Project()
    for (name, text) in [("a.txt", "a"), ("sub/b", "bb"), ("sub/deep/c", ""), ("skip.log", "x")] {
      for folder in [project.outside, project.path("data")] {
        try project.write(at: folder.pushing(FilePath(name)), Array(text.utf8))
      }
    }
    for folder in [project.outside, project.path("data")] {
      let kernel = KernelFileSystem()
      try project.write(
        at: folder.appending(".mlxignore"), Array("*.log\n".utf8))
      try project.write(at: folder.appending("run.sh"), [1], executable: true)
      try kernel.makeDirectories(folder.appending("none"))
      try kernel.symlink(target: "a.txt", at: folder.appending("link"))
    }
    let writer = StoreWriter(store: project.store, durability: .none)
    var index = Index()
    let data = RepositoryPath(unchecked: "data")
    _ = try Add.stage(
      AssetDeclaration(kind: .dataset, name: "data", path: data), in: project.tree,
      index: &index, writer: writer)
    let inside = try IndexTree.compute(index, objectsOf: [data]).objects[data]
    let hash = try hash(project, "")
    #expect(hash.object == inside?.object)
    #expect(hash.content.size == inside?.size)
    let blobs = writer.statistics.data.raw
    try hash.writeTrees(writer)
    #expect(writer.statistics.data.raw == blobs)
  }

  @Test func nothingThere() throws {
    let project = try Project()
    #expect(
      try ExternalContent.find(at: project.outside.appending("none"), in: project.tree) == nil)
  }

  @Test func stampsFollowNamesSizesAndTimes() throws {
    let project = try Project()
    let folder = project.outside
    func stamp() throws -> Digest? {
      try ExternalContent.find(at: folder, in: project.tree)?.stamp
    }
    try project.write(at: folder.appending("a"), [1])
    try project.write(at: folder.appending("b"), [2])
    let first = try stamp()
    #expect(try stamp() == first)
    try KernelFileSystem().rename(folder.appending("b"), to: folder.appending("c"))
    let renamed = try stamp()
    #expect(renamed != first)
    try project.write(at: folder.appending("c"), [3])
    let rewritten = try stamp()
    #expect(rewritten != renamed)
    try KernelFileSystem().makeDirectories(folder.appending("d"))
    #expect(try stamp() != rewritten)
  }

  @Test(arguments: ["one.bin", ""])
  func whatChangesWhileItIsReadIsAnError(_ name: String) throws {
    let faulty = Locked<FaultyFileSystem?>(nil)
    let project = try Project {
      let system = try FaultyFileSystem(root: $0)
      faulty.withLock { $0 = system }
      return system
    }
    let file = project.outside.appending("one.bin")
    try project.write(at: file, [1, 2, 3])
    let content = try #require(
      try ExternalContent.find(
        at: name.isEmpty ? project.outside : file, in: project.tree))
    faulty.withLock { $0 }?.beforeEachCall { kind, _ in
      guard kind == .read else { return }
      try? File(file, .write, in: KernelFileSystem()).write([9, 9, 9, 9, 9], at: 0)
    }
    #expect(throws: FileError.changedWhileReading(content.place.string)) {
      try content.hash(in: project.tree)
    }
  }

  @Test func theIndexKeepsWhatIsExternal() throws {
    var index = Index()
    let without = IndexWriterV1.encode(index)
    index.external = [
      ExternalAsset(
        kind: .dataset, name: "corpus", location: "../corpus",
        object: .tree(TreeID(SHA256Hasher.hash("x"))), size: 5, format: nil)
    ]
    let bytes = IndexWriterV1.encode(index)
    #expect(try IndexReaderV1.decode(bytes).external == index.external)
    index.external = []
    #expect(IndexWriterV1.encode(index) == without)
  }
}
