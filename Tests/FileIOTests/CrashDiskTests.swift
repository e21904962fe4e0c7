// The model of a crash, on sequences short enough to know every outcome.
import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite struct CrashDiskTests {
  let folder: TemporaryDirectory
  let fileSystem: FaultyFileSystem
  var root: FilePath { folder.path }
  var a: FilePath { root.appending("a") }
  var b: FilePath { root.appending("b") }

  init() throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let file = try File(folder.path.appending("a"), .create, in: KernelFileSystem())
    try file.write(Array("old".utf8), at: 0)
    fileSystem = try FaultyFileSystem(root: folder.path)
  }

  /// Each disk that a crash at the end can leave, as "name=content" texts.
  private func outcomes(
    prefix: Int? = nil, variants: [CrashVariant] = CrashVariant.handful
  ) throws -> Set<String> {
    let place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let disk = CrashDisk(fileSystem.log)
    var outcomes: Set<String> = []
    let states = disk.states(prefix: prefix ?? fileSystem.log.count, variants: variants)
    for (number, state) in states.enumerated() {
      let copy = place.path.appending("\(number)")
      try disk.materialize(state, at: copy)
      outcomes.insert(try Self.describe(copy))
    }
    #expect(outcomes.count == states.count, "each disk once")
    return outcomes
  }

  private static func describe(_ directory: FilePath) throws -> String {
    let kernel = KernelFileSystem()
    let entries = try kernel.entries(of: directory).sorted { $0.name < $1.name }
    return try entries.map { entry in
      let path = directory.appending(entry.name)
      switch entry.type {
      case .directory: return "\(entry.name)/(\(try describe(path)))"
      case .symlink: return "\(entry.name)->\(try kernel.readLink(path))"
      default:
        let bytes = try kernel.readFile(path, maxBytes: 1 << 20)
        let text = bytes.map { $0 == 0 ? "0" : String(UnicodeScalar($0)) }.joined()
        return "\(entry.name)=\(text)"
      }
    }.joined(separator: " ")
  }

  private func write(_ text: String, to path: FilePath, sync: Bool) throws {
    let file = try File(path, .create, in: fileSystem)
    try file.write(Array(text.utf8), at: 0)
    if sync { try file.sync() }
  }

  @Test func renameWithoutSyncCanLeaveAnEmptyFile() throws {
    try write("new!", to: b, sync: false)
    try fileSystem.rename(b, to: a)
    let outcomes = try outcomes()
    #expect(outcomes.isSuperset(of: ["a=old", "a=", "a=0000", "a=ne", "a=new!"]))
  }

  @Test func sectorsOf512BytesAreTorn() throws {
    let bytes = (0..<8).flatMap { [UInt8](repeating: UInt8($0) + 1, count: 512) }
    let file = try File(b, .create, in: fileSystem)
    try fileSystem.syncDirectory(root)
    try file.write(bytes, at: 0)
    let place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    for contents in [CrashVariant.Contents.firstSectors, .sectors] {
      let disk = CrashDisk(fileSystem.log)
      let variant = CrashVariant(names: .kept, contents: contents)
      let state = try #require(disk.states(prefix: fileSystem.log.count, variants: [variant]).first)
      try disk.materialize(state, at: place.path)
      let found = try KernelFileSystem().readFile(place.path.appending("b"), maxBytes: 1 << 20)
      let kept = stride(from: 0, to: found.count, by: 512).map { found[$0] }
      #expect(found == kept.flatMap { [UInt8](repeating: $0, count: 512) }, "whole sectors")
      if contents == .firstSectors {
        #expect(found.elementsEqual(bytes.prefix(found.count)) && found.count < bytes.count)
      } else {
        #expect(kept.count == 8 && kept.contains(0) && kept.contains { $0 > 0 })
      }
      place.empty()
    }
  }

  @Test func oneDiskCrashesAlone() throws {
    let (d, e) = (root.appending("d"), root.appending("e"))
    for path in [d, e] { try KernelFileSystem().makeDirectory(path, permissions: 0o755) }
    let disks = try FaultyFileSystem(root: root, hasDisks: true)
    for folder in [d, e] {
      let file = try File(folder.appending("x"), .create, in: disks)
      try file.write([0x31], at: 0)
    }
    #expect(throws: FileError.self) { try disks.rename(d.appending("x"), to: e.appending("y")) }
    #expect(throws: FileError.self) { try disks.link(d.appending("x"), to: e.appending("y")) }
    let place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let disk = CrashDisk(disks.log, crashing: "d")
    var found: Set<String> = []
    for state in disk.states(prefix: disks.log.count) {
      try disk.materialize(state, at: place.path)
      found.insert(try Self.describe(place.path))
      place.empty()
    }
    #expect(
      found == [
        "a=old d/() e/(x=1)", "a=old d/(x=) e/(x=1)", "a=old d/(x=0) e/(x=1)",
        "a=old d/(x=1) e/(x=1)",
      ])
  }

  @Test func syncedContentSurvivesTheRename() throws {
    try write("new!", to: b, sync: true)
    try fileSystem.rename(b, to: a)
    // The creation of b may be on the disk without the rename, or the rename without the creation.
    #expect(try outcomes() == ["a=old", "a=old b=new!", "a=new!"])
    try fileSystem.syncDirectory(root)
    #expect(try outcomes() == ["a=new!"])
  }

  @Test func replaceFileIsAtomicAtEveryPrefix() throws {
    let temporary = root.appending("tmp")
    try KernelFileSystem().makeDirectory(temporary, permissions: 0o755)
    try fileSystem.restartLog()
    try fileSystem.replaceFile(a, with: Array("new!".utf8), temporary: temporary, durable: true)
    let place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let disk = CrashDisk(fileSystem.log)
    let states = disk.distinctStates()
    #expect(states.count > 5)
    for (number, state) in states.enumerated() {
      let copy = place.path.appending("\(number)")
      try disk.materialize(state, at: copy)
      let text = try KernelFileSystem().readFile(copy.appending("a"), maxBytes: 9)
      #expect(text == Array("old".utf8) || text == Array("new!".utf8), "\(state)")
    }
    #expect(try outcomes().allSatisfy { $0.hasPrefix("a=new!") })
  }

  @Test func aSyncedFileCanStillLackItsName() throws {
    try write("x", to: b, sync: true)
    #expect(try outcomes() == ["a=old", "a=old b=x"])
    try fileSystem.syncDirectory(root)
    #expect(try outcomes() == ["a=old b=x"])
  }

  @Test func linksAndRemovalsNeedTheirFolderSynced() throws {
    try fileSystem.link(a, to: b)
    #expect(try outcomes() == ["a=old", "a=old b=old"])
    try fileSystem.syncDirectory(root)
    try fileSystem.unlink(a)
    #expect(try outcomes() == ["a=old b=old", "b=old"])
    try fileSystem.syncDirectory(root)
    #expect(try outcomes() == ["b=old"])
  }

  @Test func linkedNamesStayOneFile() throws {
    try fileSystem.link(a, to: b)
    try fileSystem.syncDirectory(root)
    let file = try File(b, .write, in: fileSystem)
    try file.write(Array("NEW".utf8), at: 0)
    try file.sync()
    #expect(try outcomes() == ["a=NEW b=NEW"])
    let place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let disk = CrashDisk(fileSystem.log)
    let state = try #require(disk.states(prefix: fileSystem.log.count).first)
    try disk.materialize(state, at: place.path.appending("copy"))
    let copy = place.path.appending("copy/a")
    #expect(try KernelFileSystem().status(at: copy, followingLinks: false)?.links == 2)
  }

  @Test func onlyThatFolderIsSafe() throws {
    let (d, e) = (root.appending("d"), root.appending("e"))
    for path in [d, e] { try fileSystem.makeDirectory(path, permissions: 0o755) }
    try fileSystem.syncDirectory(root)
    try write("x", to: d.appending("x"), sync: true)
    try fileSystem.rename(d.appending("x"), to: e.appending("y"))
    try fileSystem.syncDirectory(d)
    #expect(try outcomes().contains("a=old d/(x=x) e/()"))
    try fileSystem.syncDirectory(e)
    #expect(try outcomes() == ["a=old d/() e/(y=x)"])
  }

  @Test func aFolderThatIsNotSafeTakesItsFilesAlong() throws {
    let d = root.appending("d")
    try fileSystem.makeDirectory(d, permissions: 0o755)
    try write("x", to: d.appending("x"), sync: true)
    try fileSystem.syncDirectory(d)
    #expect(try outcomes() == ["a=old", "a=old d/(x=x)"])
  }

  @Test func truncationIsAChangeOfContent() throws {
    let file = try File(a, .write, in: fileSystem)
    try file.truncate(to: 1)
    #expect(try outcomes() == ["a=old", "a=o"])
    try file.sync()
    try file.truncate(to: 2)
    #expect(try outcomes() == ["a=o", "a=o0"])
  }

  @Test func pagesAreWrittenOneByOne() throws {
    let text = String(repeating: "1", count: 4096) + String(repeating: "2", count: 4096)
    try write(text, to: b, sync: false)
    try fileSystem.syncDirectory(root)
    let outcomes = try outcomes(variants: [.init(names: .kept, contents: .pages)])
    let torn = String(repeating: "0", count: 4096) + String(repeating: "2", count: 4096)
    #expect(outcomes == ["a=old b=" + torn])
  }

  @Test func symbolicLinksAreNames() throws {
    try fileSystem.symlink(target: "a", at: b)
    #expect(try outcomes() == ["a=old", "a=old b->a"])
  }

  @Test func unsyncedChangesReachTheDiskInAnyOrder() throws {
    for number in 1...4 { try write("\(number)", to: root.appending("n\(number)"), sync: true) }
    let outcomes = try outcomes()
    #expect(outcomes.contains("a=old n1=1 n2=2"))
    #expect(outcomes.contains("a=old n3=3 n4=4"))
  }

  @Test func isTheSameEveryTime() throws {
    for number in 0..<40 { try write("\(number)", to: root.appending("n\(number)"), sync: false) }
    let (first, second) = (CrashDisk(fileSystem.log), CrashDisk(fileSystem.log))
    #expect(first.distinctStates().map(\.description) == second.distinctStates().map(\.description))
  }

  /// Some hundred operations like those of a commit: every prefix, within seconds.
  @Test(.timeLimit(.minutes(1))) func isQuickEnoughForEveryPrefix() throws {
    var generator = SeededGenerator(seed: 7)
    let temporary = root.appending("tmp")
    try fileSystem.makeDirectory(temporary, permissions: 0o755)
    try fileSystem.syncDirectory(root)
    for number in 0..<50 {
      let path = root.appending("pack-\(number % 20)")
      let bytes = generator.bytes(5000)
      try fileSystem.replaceFile(path, with: bytes, temporary: temporary, durable: number % 2 == 0)
    }
    let disk = CrashDisk(fileSystem.log)
    let states = disk.distinctStates()
    #expect(fileSystem.log.count > 200)
    let place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    for state in states {
      try disk.materialize(state, at: place.path)
      place.empty()
    }
  }
}
