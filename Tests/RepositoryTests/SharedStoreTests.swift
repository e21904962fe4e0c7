// Several clones keep their objects in one folder.
import FileIO
import ObjectStore
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct SharedStoreTests {
  let place: TemporaryDirectory
  let ana: TestRepository
  let ben: TestRepository
  var store: FilePath { place.path.appending("store") }

  init() throws {
    place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    ana = try TestRepository(store: place.path.appending("store"))
    ben = try TestRepository(store: place.path.appending("store"))
    // Whose commits would else be the same.
    ben.clock.advance(seconds: 1000)
  }

  private func expectSound() throws {
    for clone in [ana, ben] {
      let report = try clone.reopened().fsck()
      #expect(report.problems.isEmpty, "\(report.problems)")
    }
  }

  private func text(_ name: String, at commit: CommitID, in clone: TestRepository) throws -> String
  {
    let repository = try clone.reopened()
    let load: (TreeID) throws -> [UInt8] = { try repository.store.read(.tree, $0.digest) }
    let tree = try repository.commit(commit).tree
    let folder = try #require(try TreeCodec.entry(named: "data", in: tree, load: load))
    let entry = try #require(try TreeCodec.entry(named: name, in: TreeID(folder.id), load: load))
    return String(
      decoding: try repository.store.readBlob(BlobID(entry.id), maxBytes: 1 << 20), as: UTF8.self)
  }

  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let error as any MLXError {
      return error.code
    } catch {
      return "\(error)"
    }
  }

  @Test func objectsAreStoredOnce() throws {
    let noise = (0..<3000).map { "\($0 &* 7919)" }.joined(separator: ",")
    try ana.commit("one", ["a": noise])
    let before = try ana.reopened().store.statistics().packBytes
    let report = try ben.commit("one", ["a": noise])
    #expect(try text("a", at: report, in: ben) == noise)
    let after = try ben.reopened().store.statistics().packBytes
    #expect(after - before < 4000, "only records are new: \(after - before)")
    let objects = ana.root.appending(".mlops").appending("objects")
    #expect(try KernelFileSystem().status(at: objects, followingLinks: true) == nil)
    try expectSound()
  }

  @Test func collectionsKeepWhatOthersNeed() throws {
    let kept = try ben.commit("of ben", ["b": "kept\n"])
    try ben.write("data/staged", "staged\n")
    _ = try ben.reopened().add([try RepositoryPath(validating: "data/staged")])
    try ana.commit("of ana", ["a": "1\n"])
    try ana.commit("next", ["a": "2\n"])
    try ana.reopened().reset(to: Revision(parsing: "HEAD~1"), mode: .hard)
    // Operations of 90 days lead to what a reset left.
    ana.clock.advance(seconds: 100 * 86_400)
    try ana.commit("later", ["c": "3\n"])
    let report = try ana.reopened().collect()
    #expect(report.clones == 1)
    #expect(report.deleted.packs > 0, "\(report)")
    #expect(try ana.reopened().operations.current().operation.condemned.isEmpty)
    #expect(try text("b", at: kept, in: ben) == "kept\n")
    #expect(try text("b", at: kept, in: ana) == "kept\n")
    let next = try ben.commit("staged", [:])
    #expect(try text("staged", at: next, in: ben) == "staged\n")
    try expectSound()
    // A pack of a name that was dropped may come again.
    let again = try ben.commit("again", ["a": "2\n"])
    _ = try ana.commit("more", ["d": "4\n"])
    #expect(try text("a", at: again, in: ben) == "2\n")
    try expectSound()
    let undone = try ana.reopened().undoCollection()
    #expect(undone.packs == report.deleted.packs)
    try expectSound()
  }

  @Test func nothingIsCollectedWhenACloneCannotBeRead() throws {
    try ben.commit("of ben", ["b": "kept\n"])
    try ana.commit("of ana", ["a": "1\n"])
    let away = place.path.appending("away")
    try KernelFileSystem().rename(ben.root, to: away)
    #expect(code { _ = try ana.reopened().collect() } == "clone-unreachable")
    #expect(
      code { _ = try ana.reopened().collect(CollectOptions(isDryRun: true)) }
        == "clone-unreachable")
    // Where it is now it says so itself.
    _ = try Repository.open(at: away, ben.environment)
    #expect(try ana.reopened().collect().clones == 1)
    #expect(
      code {
        _ = try ana.reopened().collect(CollectOptions(forgetting: [away]))
      } == "clone-is-there")
    #expect(
      code {
        _ = try ana.reopened().collect(CollectOptions(forgetting: [ben.root]))
      } == "unknown-clone")
    try KernelFileSystem().removeTree(away)
    #expect(code { _ = try ana.reopened().collect() } == "clone-unreachable")
    let report = try ana.reopened().collect(CollectOptions(forgetting: [away]))
    #expect(report.clones == 0 && report.condemned.packs > 0)
  }

  @Test func aCopyIsACloneOfItsOwn() throws {
    let commit = try ana.commit("one", ["a": "1\n"])
    let copy = place.path.appending("copy")
    let metadata = copy.appending(".mlops")
    try KernelFileSystem().makeDirectories(metadata.appending("heads"))
    try KernelFileSystem().makeDirectories(metadata.appending("tmp"))
    let own = ana.root.appending(".mlops")
    for name in ["format", "store"] {
      let bytes = try KernelFileSystem().readFile(own.appending(name), maxBytes: 1 << 16)
      try File(metadata.appending(name), .create, in: KernelFileSystem()).write(bytes, at: 0)
    }
    for entry in try KernelFileSystem().entries(of: own.appending("heads")) {
      let bytes = try KernelFileSystem().readFile(
        own.appending("heads").appending(entry.name), maxBytes: 1 << 16)
      try File(metadata.appending("heads").appending(entry.name), .create, in: KernelFileSystem())
        .write(bytes, at: 0)
    }
    _ = try Repository.open(at: copy, ana.environment)
    #expect(try ben.reopened().collect().clones == 2)
    let clones = try KernelFileSystem().entries(of: store.appending("clones"))
    #expect(clones.count == 3)
    // What the copy leads to stays, whatever becomes of the first one.
    try KernelFileSystem().removeTree(ana.root)
    _ = try ben.reopened().collect(CollectOptions(forgetting: [ana.root]))
    let repository = try Repository.open(at: copy, ana.environment)
    #expect(try repository.commit(commit).message == "one")
  }

  @Test func groupsMayWrite() throws {
    try ana.commit("one", ["a": "1\n"])
    let fileSystem = KernelFileSystem()
    func mode(_ path: FilePath) throws -> UInt16? {
      try fileSystem.status(at: path, followingLinks: false)?.permissions
    }
    for name in ["", "objects", "objects/packs", "objects/index", "clones", "tmp"] {
      #expect(try mode(store.pushing(FilePath(name))) == 0o2775, "\(name)")
    }
    for folder in ["objects/packs", "objects/index"] {
      for entry in try fileSystem.entries(of: store.pushing(FilePath(folder))) {
        #expect(try mode(store.pushing(FilePath(folder)).appending(entry.name)) == 0o444)
      }
    }
    #expect(try mode(store.appending("format")) == 0o664)
  }

  @Test func olderProgramsRefuse() throws {
    for path in [store, ana.root.appending(".mlops")] {
      let bytes = try KernelFileSystem().readFile(path.appending("format"), maxBytes: 4096)
      #expect(String(decoding: bytes, as: UTF8.self).contains("\nread: shared-store\n"))
    }
  }

  @Test func refusesWhatIsNoStore() throws {
    let folder = place.path.appending("full")
    try KernelFileSystem().makeDirectories(folder)
    try File(folder.appending("letter"), .create, in: KernelFileSystem()).write([1], at: 0)
    let root = place.path.appending("new")
    #expect(
      code { _ = try Repository.initialize(at: root, store: folder, ana.environment) }
        == "folder-not-empty")
    #expect(
      code { _ = try Repository.initialize(at: ana.root, store: folder, ana.environment) }
        == "store-is-set")
    #expect(
      try Repository.initialize(at: ana.root, store: store, ana.environment).isReinitialized)
    try KernelFileSystem().rename(store, to: place.path.appending("gone"))
    #expect(code { _ = try ana.reopened() } == "store-unreachable")
  }
}
