// The file system that fails on demand: its faults, and its log.
import FileIO
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct FaultyFileSystemTests {
  let folder: TemporaryDirectory
  let fileSystem: FaultyFileSystem
  var root: FilePath { folder.path }

  init() throws {
    folder = try TemporaryDirectory()
    try KernelFileSystem().makeDirectory(folder.path.appending("tmp"), permissions: 0o755)
    fileSystem = try FaultyFileSystem(root: folder.path)
  }

  private func replace(with bytes: [UInt8]) throws {
    try fileSystem.replaceFile(
      root.appending("a"), with: bytes, temporary: root.appending("tmp"), durable: true)
  }

  @Test func everyChangeCanFail() throws {
    try replace(with: [1])
    let count = fileSystem.changeCount
    #expect(count == 5)  // create, write, sync, rename, sync folder
    for number in 1...count {
      fileSystem.clearFaults()
      fileSystem.inject(Fault(at: number, errno: EIO))
      #expect(throws: FileError.self) { try replace(with: [2]) }
      #expect(!fileSystem.isStopped)
      #expect(try fileSystem.entries(of: root.appending("tmp")).isEmpty)
      let content = try fileSystem.readFile(root.appending("a"), maxBytes: 9)
      #expect(content == (number == count ? [2] : [1]))
    }
    fileSystem.clearFaults()
    try replace(with: [3])
  }

  @Test func aFullDiskStaysFull() throws {
    fileSystem.inject(Fault(at: 1, errno: ENOSPC, effect: .persisting, counting: .only(.write)))
    for _ in 0..<2 {
      #expect {
        try replace(with: [1])
      } throws: { ($0 as? FileError)?.code == "disk-full" }
    }
    fileSystem.clearFaults()
    try replace(with: [1])
  }

  @Test func halfAWriteReachesTheDisk() throws {
    fileSystem.inject(
      Fault(at: 1, errno: ENOSPC, effect: .halfWriting, counting: .only(.write)))
    let path = root.appending("b")
    let file = try File(path, .create, in: fileSystem)
    #expect(throws: FileError.self) { try file.write([1, 2, 3, 4, 5], at: 0) }
    #expect(try fileSystem.readFile(path, maxBytes: 9) == [1, 2])
    #expect(fileSystem.log.lines.last == "write 2 bytes at 0 of b")
  }

  @Test func withoutPowerNothingWorks() throws {
    fileSystem.inject(Fault(at: 3, errno: EIO, effect: .stopping))
    #expect(throws: FileError.self) { try replace(with: [1]) }
    #expect(fileSystem.isStopped)
    #expect(throws: FileError.self) { try fileSystem.entries(of: root) }
    #expect(throws: FileError.self) { try replace(with: [1]) }
    // Not even the clean-up.
    #expect(try KernelFileSystem().entries(of: root.appending("tmp")).count == 1)
  }

  @Test func readsCanFail() throws {
    try replace(with: [1])
    fileSystem.inject(Fault(at: 2, errno: EIO, counting: .only(.read)))
    _ = try fileSystem.readFile(root.appending("a"), maxBytes: 9)
    #expect(throws: FileError.self) { try fileSystem.readFile(root.appending("a"), maxBytes: 9) }
  }

  @Test func anotherCommandCanSlipIn() throws {
    let (target, rival) = (root.appending("heads-2"), KernelFileSystem())
    try replace(with: [1])
    fileSystem.beforeEachCall { kind, path in
      if kind == .link, path == target { _ = try? File(path, .create, in: rival) }
    }
    #expect(throws: FileError.exists(target.string)) {
      try fileSystem.link(root.appending("a"), to: target)
    }
  }

  @Test func theLogSaysWhatHappened() throws {
    let a = root.appending("a")
    try File(a, .create, in: fileSystem).write([1, 2], at: 4)
    try File(a, .write, in: fileSystem).truncate(to: 3)
    try fileSystem.link(a, to: root.appending("b"))
    try fileSystem.rename(a, to: root.appending("b"))  // one file: nothing happens
    try fileSystem.unlink(a)
    try fileSystem.makeDirectory(root.appending("d"), permissions: 0o755)
    try fileSystem.rename(root.appending("b"), to: root.appending("d/c"))
    try fileSystem.symlink(target: "c", at: root.appending("d/l"))
    try fileSystem.setPermissions(0o755, of: root.appending("d/c"))
    try File(root.appending("d/c"), .read, in: fileSystem).sync()
    try fileSystem.syncDirectory(root.appending("d"))
    try fileSystem.removeTree(root.appending("tmp"))
    #expect(
      fileSystem.log.lines == [
        "create a", "write 2 bytes at 4 of a", "truncate to 3 a", "link b", "remove a",
        "make folder d", "rename b to d/c", "make link to 'c' d/l", "set permissions of d/c",
        "sync d/c", "sync folder d", "remove tmp",
      ])
    try fileSystem.restartLog()
    #expect(fileSystem.log.count == 0)
  }

  /// Work trees are written by other programs too.
  @Test func takesInWhatOthersWrote() throws {
    let kernel = KernelFileSystem()
    try kernel.makeDirectories(root.appending("data/sub"))
    try File(root.appending("data/sub/x"), .create, in: kernel).write([7], at: 0)
    try fileSystem.rename(root.appending("data/sub/x"), to: root.appending("data/sub/y"))
    let disk = CrashDisk(fileSystem.log)
    let place = try TemporaryDirectory()
    let states = disk.states(prefix: fileSystem.log.count)
    #expect(states.count == 2)  // renamed or not
    for (number, state) in states.enumerated() {
      let copy = place.path.appending("\(number)")
      try disk.materialize(state, at: copy)
      let names = try kernel.entries(of: copy.appending("data/sub")).map(\.name)
      #expect(names == ["x"] || names == ["y"])
      #expect(try kernel.readFile(copy.appending("data/sub/\(names[0])"), maxBytes: 9) == [7])
    }
  }
}
