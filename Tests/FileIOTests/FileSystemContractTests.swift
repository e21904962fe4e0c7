// One suite for everything that claims to be a file system.
import FileIO
import SystemPackage
import TestSupport
import Testing

/// What stands behind the protocol.
enum Implementation: CaseIterable, CustomTestStringConvertible {
  case kernel, faulty

  func make(root: FilePath) throws -> any FileSystem {
    switch self {
    case .kernel: KernelFileSystem()
    case .faulty: try FaultyFileSystem(root: root)
    }
  }

  var testDescription: String { "\(self)" }
}

@Suite struct FileSystemContractTests {
  let folder: TemporaryDirectory
  var root: FilePath { folder.path }

  init() throws { folder = try TemporaryDirectory() }

  @Test(arguments: Implementation.allCases)
  func writesAndReads(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    var generator = SeededGenerator(seed: 1)
    let bytes = generator.bytes(700_001)
    let path = root.appending("a")
    let file = try File(path, .create, in: fileSystem, permissions: 0o755)
    try file.write(bytes, at: 3)
    try file.sync()
    file.startWriteback(at: 0, count: 4096)

    #expect(try file.readBytes(at: 3, count: bytes.count) == bytes)
    #expect(try file.readUpTo(10, at: 700_000) == bytes.suffix(4))
    #expect(try file.readUpTo(10, at: 800_000) == [])
    #expect(try file.readBytes(at: 0, count: 3) == [0, 0, 0])
    let status = try file.status()
    #expect(status.size == 700_004 && status.type == .regular && status.isExecutable)
    #expect(try fileSystem.status(at: path, followingLinks: false) == status)

    try file.truncate(to: 2)
    #expect(try fileSystem.readFile(path, maxBytes: 2) == [0, 0])
  }

  @Test(arguments: Implementation.allCases)
  func opensInEachMode(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let path = root.appending("a")
    #expect(throws: FileError.notFound(path.string)) { try File(path, .write, in: fileSystem) }
    #expect(throws: FileError.notFound(path.string)) { try File(path, .read, in: fileSystem) }
    _ = try File(path, .create, in: fileSystem)
    #expect(throws: FileError.exists(path.string)) { try File(path, .create, in: fileSystem) }
    try File(path, .write, in: fileSystem).write([1, 2], at: 0)
    #expect(try File(path, .readNoFollow, in: fileSystem).readBytes(at: 0, count: 2) == [1, 2])

    let link = root.appending("link")
    try fileSystem.symlink(target: "a", at: link)
    #expect(try File(link, .read, in: fileSystem).readBytes(at: 0, count: 2) == [1, 2])
    #expect(throws: FileError.changedWhileReading(link.string)) {
      try File(link, .readNoFollow, in: fileSystem)
    }
  }

  @Test(arguments: Implementation.allCases)
  func refusesLengthsThatTheFileDoesNotHave(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let file = try File(root.appending("a"), .create, in: fileSystem)
    try file.write([1, 2, 3], at: 0)
    for (offset, count) in [
      (0, 4), (3, 1), (0, -1), (-1, 1), (0, .max), (.max, .max), (2, 1 << 40),
    ] {
      #expect(throws: FileError.self, "\(offset) \(count)") {
        try file.readBytes(at: Int64(offset), count: count)
      }
    }
    #expect(throws: FileError.tooLarge(file.path.string, limitBytes: 2)) {
      try fileSystem.readFile(file.path, maxBytes: 2)
    }
  }

  @Test(arguments: Implementation.allCases)
  func listsDirectories(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let names = ["..x", ".hidden", "Ünï", "a b", "e\u{301}"] + (0..<300).map { "file \($0)" }
    for name in names { _ = try File(root.appending(name), .create, in: fileSystem) }
    try fileSystem.makeDirectory(root.appending("sub"), permissions: 0o755)
    try fileSystem.symlink(target: "nowhere", at: root.appending("link"))

    let entries = try fileSystem.entries(of: root, withStatus: true)
    #expect(Set(entries.map { Array($0.name.utf8) }).count == names.count + 2)
    for entry in entries {
      let kind: FileKind =
        switch entry.name {
        case "sub": .directory
        case "link": .symlink
        default: .regular
        }
      #expect(entry.type == kind && entry.isValid)
      let path = root.appending(entry.name)
      #expect(try fileSystem.status(at: path, followingLinks: false) == entry.status)
    }
    #expect(try fileSystem.entries(of: root).allSatisfy { $0.status == nil })
    #expect(throws: FileError.notFound(root.appending("none").string)) {
      try fileSystem.entries(of: root.appending("none"))
    }
    #expect(throws: FileError.notADirectory(root.appending("a b").string)) {
      try fileSystem.entries(of: root.appending("a b"))
    }
  }

  @Test(arguments: Implementation.allCases)
  func reportsNamesThatAreNotUTF8(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let name = [0x61, 0xFF].map { CChar(truncatingIfNeeded: $0) } + [0]
    let bad = name.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { FilePath.Component(platformString: $0) }
    }
    _ = try File(root.appending(try #require(bad)), .create, in: fileSystem)
    let entries = try fileSystem.entries(of: root)
    #expect(entries.map(\.isValid) == [false])
    #expect(entries.map(\.name) == ["a\u{FFFD}"])
    #expect(throws: FileError.notEmpty(root.string)) { try fileSystem.removeTree(root) }
    try fileSystem.unlink(root.appending(try #require(bad)))
  }

  @Test(arguments: Implementation.allCases)
  func looksAtLinks(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let (link, loop) = (root.appending("link"), root.appending("loop"))
    let target = String(repeating: "é/", count: 300) + "x"
    try fileSystem.symlink(target: target, at: link)
    #expect(try fileSystem.readLink(link) == target)
    #expect(try fileSystem.status(at: link, followingLinks: true) == nil)
    #expect(try fileSystem.status(at: link, followingLinks: false)?.type == .symlink)
    #expect(try fileSystem.status(at: root.appending("none/below"), followingLinks: true) == nil)
    try fileSystem.symlink(target: "loop", at: loop)
    #expect {
      try fileSystem.status(at: loop, followingLinks: true)
    } throws: { error in
      if case .io(_, "stat", _)? = error as? FileError { true } else { false }
    }
    #expect(throws: FileError.invalidName("a\0b")) {
      try fileSystem.symlink(target: "a\0b", at: root.appending("nul"))
    }
  }

  @Test(arguments: Implementation.allCases)
  func renamesAndLinks(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let (a, b, c) = (root.appending("a"), root.appending("b"), root.appending("c"))
    try File(a, .create, in: fileSystem).write([1], at: 0)
    try File(b, .create, in: fileSystem).write([2], at: 0)
    try fileSystem.rename(a, to: b)
    #expect(try fileSystem.readFile(b, maxBytes: 9) == [1])
    #expect(try fileSystem.status(at: a, followingLinks: false) == nil)
    #expect(throws: FileError.notFound(c.string)) { try fileSystem.rename(a, to: c) }

    try fileSystem.link(b, to: c)
    #expect(try fileSystem.status(at: b, followingLinks: false)?.links == 2)
    #expect(throws: FileError.exists(c.string)) { try fileSystem.link(b, to: c) }
    try fileSystem.rename(b, to: c)
    #expect(try fileSystem.status(at: b, followingLinks: false)?.links == 2)
    try fileSystem.unlink(b)
    #expect(throws: FileError.notFound(b.string)) { try fileSystem.unlink(b) }
    #expect(try fileSystem.readFile(c, maxBytes: 9) == [1])
    try fileSystem.setPermissions(0o600, of: c)
    #expect(try fileSystem.status(at: c, followingLinks: false)?.permissions == 0o600)
    try fileSystem.syncDirectory(root)
    #expect(throws: FileError.notFound(a.string)) { try fileSystem.syncDirectory(a) }
  }

  @Test(arguments: Implementation.allCases)
  func exchangesTwoNames(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let (a, b, none) = (root.appending("a"), root.appending("b"), root.appending("none"))
    try File(a, .create, in: fileSystem).write([1], at: 0)
    try File(b, .create, in: fileSystem).write([2], at: 0)
    if try fileSystem.exchange(a, b) {
      #expect(try fileSystem.readFile(a, maxBytes: 9) == [2])
      #expect(try fileSystem.readFile(b, maxBytes: 9) == [1])
      #expect(throws: FileError.notFound(none.string)) { try fileSystem.exchange(a, none) }
    } else {
      #expect(try fileSystem.readFile(a, maxBytes: 9) == [1])
    }
  }

  @Test(arguments: Implementation.allCases)
  func setsSpaceAsideWithoutChangingTheLength(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let file = try File(root.appending("a"), .create, in: fileSystem)
    try file.write([1, 2, 3], at: 0)
    file.reserve(1 << 20)
    #expect(try file.status().size == 3)
    try file.write([4], at: 3)
    #expect(try fileSystem.readFile(root.appending("a"), maxBytes: 9) == [1, 2, 3, 4])
    try file.truncate(to: 4)
    #expect(try file.status().size == 4)
  }

  @Test(arguments: Implementation.allCases)
  func makesAndRemovesDirectories(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let (top, deep) = (root.appending("x"), root.appending("x/y/z"))
    try fileSystem.makeDirectories(deep)
    try fileSystem.makeDirectories(deep)
    #expect(throws: FileError.exists(top.string)) {
      try fileSystem.makeDirectory(top, permissions: 0o755)
    }
    let file = deep.appending("file")
    try File(file, .create, in: fileSystem).write([1], at: 0)
    #expect(throws: FileError.notADirectory(file.string)) { try fileSystem.makeDirectories(file) }
    #expect(throws: FileError.notEmpty(deep.string)) { try fileSystem.removeDirectory(deep) }

    let kept = root.appending("kept")
    try File(kept, .create, in: fileSystem).write([1], at: 0)
    try fileSystem.symlink(target: "../kept", at: top.appending("link"))
    try fileSystem.removeTree(top)
    try fileSystem.removeTree(top)
    #expect(try fileSystem.entries(of: root).map(\.name) == ["kept"])
    #expect(try fileSystem.freeBytes(at: root) > 0)
  }

  @Test(arguments: Implementation.allCases)
  func replacesAFile(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    // The folder need not be there yet, but what it is in.
    let (path, temporary) = (root.appending("config"), root.appending("tmp"))
    #expect(throws: FileError.notFound(temporary.appending("tmp").string)) {
      try fileSystem.replaceFile(
        path, with: [1], temporary: temporary.appending("tmp"), durable: true)
    }
    #expect(try fileSystem.entries(of: root).isEmpty)
    for (content, isDurable) in [([1, 2, 3], true), ([], false), ([9], true)] as [([UInt8], Bool)] {
      try fileSystem.replaceFile(path, with: content, temporary: temporary, durable: isDurable)
      #expect(try fileSystem.readFile(path, maxBytes: 9) == content)
    }
    // A rename that fails leaves nothing behind, and the old content.
    try fileSystem.makeDirectory(root.appending("folder"), permissions: 0o755)
    #expect(throws: FileError.self) {
      try fileSystem.replaceFile(
        root.appending("folder"), with: [1], temporary: temporary, durable: true)
    }
    #expect(try fileSystem.entries(of: temporary).isEmpty)
  }

  @Test(arguments: Implementation.allCases)
  func oneLinkWinsTheRace(_ implementation: Implementation) throws {
    let fileSystem = try implementation.make(root: root)
    let (root, wins) = (root, Locked([Int](repeating: 0, count: 100)))
    try Threads.run(4) { thread in
      let mine = root.appending("mine-\(thread)")
      try File(mine, .create, in: fileSystem).write([UInt8(thread)], at: 0)
      for slot in 0..<100 {
        do {
          try fileSystem.link(mine, to: root.appending("slot-\(slot)"))
          wins.withLock { $0[slot] += 1 }
        } catch FileError.exists {}
      }
    }
    #expect(wins.withLock { $0 } == [Int](repeating: 1, count: 100))
  }
}
