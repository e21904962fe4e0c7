import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct AddTests {
  @Test func stagesAFolder() throws {
    let project = try Project()
    try project.write("d/a", "one")
    try project.write("d/b/run.sh", "two", executable: true)
    try project.link("d/l", to: "a")
    try project.makeFolder("d/none")
    var index = Index()
    let staged = try project.add("d", to: &index)[0]
    #expect(staged.files == 3 && staged.added == 3 && staged.changed == 0 && staged.removed == 0)
    #expect(staged.bytes == 7 && staged.newBytes == 7)
    #expect(index.entry(at: "d/a")?.blob == BlobID(SHA256Hasher.hash("one")))
    #expect(index.entry(at: "d/b/run.sh")?.mode == .executable)
    let link = index.entry(at: "d/l")
    #expect(link?.mode == .symlink && link?.blob == BlobID(SHA256Hasher.hash("a")))
    #expect(index.emptyFolders() == ["d/none"])
    for entry in index.entries() { #expect(project.store.containsBlob(entry.blob)) }
  }

  @Test func countsWhatChanged() throws {
    let project = try Project()
    for name in ["same", "edited", "gone", "mode"] { try project.write("d/\(name)", name) }
    var index = Index()
    try project.add("d", to: &index)
    try project.write("d/edited", "other")
    try project.remove("d/gone")
    try project.write("d/new", "new")
    try project.write("d/mode", "mode", executable: true)
    let staged = try project.add("d", to: &index)[0]
    #expect(staged.added == 1 && staged.changed == 2 && staged.removed == 1)
    #expect(staged.unchanged == 1 && staged.files == 4 && !staged.isUnchanged)
    #expect(index.entry(at: "d/gone") == nil)
    #expect(try project.add("d", to: &index)[0].isUnchanged)
    #expect(try project.status(index).isEmpty)
  }

  @Test func doesNotReadWhatTheStatSaysIsUnchanged() throws {
    let project = try Project(wrap: { try FaultyFileSystem(root: $0) })
    try project.write("d/a", "one")
    try project.write("d/b", "two")
    project.settle()
    var index = Index()
    try project.add("d", to: &index)
    #expect(index.entries().allSatisfy { !$0.isRacy })
    try project.write("d/b", "three")
    let opened = Locked<[String]>([])
    let faulty = try #require(project.fileSystem as? FaultyFileSystem)
    faulty.beforeEachCall { kind, path in
      if kind == .open, let name = path.lastComponent { opened.withLock { $0.append(name.string) } }
    }
    try project.add("d", to: &index)
    faulty.beforeEachCall(nil)
    let names = opened.withLock { $0 }
    #expect(names.contains("b") && !names.contains("a"))
  }

  @Test func aFileChangedJustNowIsRacy() throws {
    let project = try Project()
    var index = Index()
    try project.write("fresh", "12345")
    // On a busy machine the file may have aged by the time that it is added.
    for _ in 0..<100 where index.entry(at: "fresh")?.isRacy != true {
      try project.overwrite("fresh", "12345")
      try project.add("fresh", to: &index)
    }
    #expect(index.entry(at: "fresh")?.isRacy == true)
    // The same size within the clock's granularity: the status must not miss it.
    try project.overwrite("fresh", "54321")
    #expect(try project.status(index) == ["modified fresh"])
  }

  @Test func stagesAPart() throws {
    let project = try Project()
    for name in ["d/a", "d/b/x", "d/b/y"] { try project.write(name, name) }
    var index = Index()
    try project.add("d", to: &index)
    for name in ["d/a", "d/b/x", "d/b/y"] { try project.write(name, name + "!") }
    try project.remove("d/b/y")
    let writer = StoreWriter(store: project.store, durability: .none)
    let declaration = try #require(index.asset(at: "d"))
    let staged = try Add.stage(
      declaration, part: "d/b", in: project.tree, index: &index, writer: writer)
    #expect(staged.changed == 1 && staged.removed == 1 && staged.files == 1)
    #expect(index.entry(at: "d/a")?.size == 3)
    #expect(index.entry(at: "d/b/x")?.size == 6)
    // A deleted path stages its deletion.
    try project.remove("d/a")
    let gone = try Add.stage(
      declaration, part: "d/a", in: project.tree, index: &index, writer: writer)
    #expect(gone.removed == 1 && index.fileCount == 1)
    #expect {
      _ = try Add.stage(
        declaration, part: "d/never", in: project.tree, index: &index, writer: writer)
    } throws: { ($0 as? WorkTreeError)?.code == "path-missing" }
    writer.discard()
  }

  @Test func readsLinksThroughAndSaysSo() throws {
    let project = try Project()
    try project.write(at: project.outside.appending("f"), Array("far".utf8))
    try project.link("model.bin", to: "../outside/f")
    var index = Index()
    let staged = try project.add("model.bin", to: &index)[0]
    #expect(staged.linksReadThrough == ["model.bin"])
    let entry = index.entry(at: "model.bin")
    #expect(entry?.mode == .file && entry?.isLinked == true)
    #expect(entry?.blob == BlobID(SHA256Hasher.hash("far")))
    #expect(try project.status(index).isEmpty)
  }

  @Test func aFolderThatBecameAFile() throws {
    let project = try Project()
    try project.write("m/weights", "w")
    var index = Index()
    try project.add("m", to: &index)
    try project.remove("m")
    try project.write("m", "now a file")
    let staged = try project.add("m", to: &index)[0]
    #expect(staged.added == 1 && staged.removed == 1)
    #expect(index.entries().map(\.path) == ["m"])
    try project.remove("m")
    try project.write("m/again", "w")
    try project.add("m", to: &index)
    #expect(index.entries().map(\.path) == ["m/again"])
  }

  @Test func stagesSingleFiles() throws {
    let project = try Project()
    try project.write("metrics.json", "{}")
    try project.write("d/a", "{}")
    var index = Index()
    let writer = StoreWriter(store: project.store, durability: .none)
    let entry = try Add.stageFile(
      "metrics.json", in: project.tree, index: &index, writer: writer)
    #expect(entry.size == 2 && index.entries() == [entry])
    for path: RepositoryPath in ["d", "nothing"] {
      #expect(throws: WorkTreeError.self) {
        try Add.stageFile(path, in: project.tree, index: &index, writer: writer)
      }
    }
    writer.discard()
  }

  @Test func keepsTheCutterOfAPath() throws {
    let project = try Project()
    var random = SeededGenerator(seed: 3)
    try project.write("big", random.bytes(200_000))
    var index = Index()
    try project.add("big", to: &index)
    #expect(index.entry(at: "big")?.cutter == .gear1)
    try project.write("big", random.bytes(200_000))
    try project.add("big", to: &index)
    #expect(index.entry(at: "big")?.cutter == .gear1)
  }

  @Test func aFileThatVanishesIsAnError() throws {
    let project = try Project(wrap: { try FaultyFileSystem(root: $0) })
    try project.write("d/a", "one")
    let faulty = try #require(project.fileSystem as? FaultyFileSystem)
    let place = project.path("d/a")
    faulty.beforeEachCall { kind, path in
      if kind == .open && path == place { try? KernelFileSystem().unlink(place) }
    }
    var index = Index()
    #expect(throws: FileError.self) { try project.add("d", to: &index) }
    #expect(index.isEmpty)
  }
}
