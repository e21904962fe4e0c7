// One suite for everything that claims to be a transport.
import FileIO
import ProjectFiles
import Remotes
import SystemPackage
import TestSupport
import Testing

/// What stands behind the protocol.
enum TransportKind: CaseIterable, CustomTestStringConvertible {
  case memory, folder, folderElsewhere, slowFolder, faultyMemory, faultyFolder

  /// - Parameters:
  ///   - folder: for files of the remote.
  ///   - other: on another file system where the machine has one.
  func make(_ folder: FilePath, _ other: FilePath) -> any Transport {
    switch self {
    case .memory: MemoryTransport()
    case .folder: FolderTransport(folder.appending("remote"))
    case .folderElsewhere: FolderTransport(other.appending("remote"))
    case .slowFolder:
      Self.watched(folder.appending("remote"), TransportFlow(limit: ByteRate("100MB")))
    case .faultyMemory: Self.patient(FaultyTransport(MemoryTransport(), seed: 1))
    case .faultyFolder:
      Self.patient(FaultyTransport(FolderTransport(folder.appending("remote")), seed: 2))
    }
  }

  private static func watched(_ folder: FilePath, _ flow: TransportFlow) -> any Transport {
    StallingTransport(FolderTransport(folder, flow: flow), flow: flow, seconds: 30)
  }

  private static func patient(_ transport: FaultyTransport) -> any Transport {
    RetryingTransport(transport, attempts: 100, firstPauseSeconds: 0)
  }

  var testDescription: String { "\(self)" }
}

@Suite struct TransportContractTests {
  let folder: TemporaryDirectory
  let other: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    other = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
  }

  private func make(_ kind: TransportKind) -> any Transport { kind.make(folder.path, other.path) }

  @Test(arguments: TransportKind.allCases)
  func createsAndReads(_ kind: TransportKind) throws {
    let transport = make(kind)
    let bytes: [UInt8] = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    #expect(try transport.size(of: "objects/packs/a.pack") == nil)
    try transport.create("objects/packs/a.pack", from: .bytes(bytes))
    #expect(try transport.size(of: "objects/packs/a.pack") == 1000)
    #expect(try transport.read("objects/packs/a.pack", at: 0, count: 1000) == bytes)
    #expect(
      try transport.read("objects/packs/a.pack", at: 990, count: 10) == Array(bytes.suffix(10)))
    #expect(try transport.read("objects/packs/a.pack", at: 1000, count: 0) == [])
    try transport.create("empty", from: .bytes([]))
    #expect(try transport.size(of: "empty") == 0)
    #expect(try transport.size(of: "objects") == nil, "a folder is no file")
  }

  @Test(arguments: TransportKind.allCases)
  func refusesToReadWhatIsNotThere(_ kind: TransportKind) throws {
    let transport = make(kind)
    try transport.create("a", from: .bytes([1, 2, 3]))
    for (offset, count) in [(UInt64(0), 4), (3, 1), (4, 1), (.max, 1), (1, Int.max)] {
      let error = #expect(throws: TransportError.self) {
        try transport.read("a", at: offset, count: count)
      }
      guard case .shorter = error else {
        Issue.record("\(offset), \(count): \(String(describing: error))")
        continue
      }
    }
    let error = #expect(throws: TransportError.self) {
      try transport.read("b", at: 0, count: 0)
    }
    guard case .missing = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: TransportKind.allCases)
  func neverReplaces(_ kind: TransportKind) throws {
    let transport = make(kind)
    try transport.create("heads/1", from: .bytes([1]))
    let error = #expect(throws: TransportError.self) {
      try transport.create("heads/1", from: .bytes([2]))
    }
    guard case .exists = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.isRetryable == false)
    #expect(try transport.read("heads/1", at: 0, count: 1) == [1])
  }

  @Test(arguments: TransportKind.allCases)
  func letsOneOfManyWin(_ kind: TransportKind) throws {
    let transport = make(kind)
    for round in 1...5 {
      let winners = Locked<[UInt8]>([])
      try Threads.share(8, grain: 1) { range in
        for index in range {
          do {
            try transport.create("heads/\(round)", from: .bytes([UInt8(index), 9]))
            winners.withLock { $0.append(UInt8(index)) }
          } catch let error as TransportError {
            guard case .exists = error else { throw error }
          }
        }
      }
      let won = winners.withLock { $0 }
      #expect(won.count == 1)
      #expect(try transport.read("heads/\(round)", at: 0, count: 2) == won + [9])
    }
  }

  @Test(arguments: TransportKind.allCases)
  func listsFolders(_ kind: TransportKind) throws {
    let transport = make(kind)
    #expect(try transport.list("heads") == [])
    for name in ["heads/1", "heads/2", "headsman", "objects/index/a.seg"] {
      try transport.create(name, from: .bytes([0]))
    }
    #expect(try Set(transport.list("heads")) == ["1", "2"])
    #expect(try transport.list("objects") == ["index"])
    #expect(try Set(transport.list("")).subtracting(["tmp"]) == ["heads", "headsman", "objects"])
    #expect(try transport.list("heads/1") == [])
  }

  @Test(arguments: TransportKind.allCases)
  func deletes(_ kind: TransportKind) throws {
    let transport = make(kind)
    try transport.delete("heads/1")
    try transport.create("heads/1", from: .bytes([1]))
    try transport.delete("heads/1")
    #expect(try transport.size(of: "heads/1") == nil)
    #expect(try transport.list("heads") == [])
    try transport.create("heads/1", from: .bytes([2]))
    #expect(try transport.read("heads/1", at: 0, count: 1) == [2])
  }

  @Test(arguments: TransportKind.allCases)
  func takesFilesOfThisMachine(_ kind: TransportKind) throws {
    let transport = make(kind)
    var generator = SeededGenerator(seed: 3)
    let bytes = generator.bytes(9_000_001)
    let path = folder.path.appending("local")
    try File(path, .create, in: KernelFileSystem()).write(bytes, at: 0)
    try transport.create("objects/packs/b.pack", from: .file(path))
    // The file here may go once it is sent.
    try KernelFileSystem().unlink(path)
    #expect(try transport.size(of: "objects/packs/b.pack") == 9_000_001)
    #expect(try transport.read("objects/packs/b.pack", at: 0, count: bytes.count) == bytes)
    #expect(throws: TransportError.self) {
      try transport.create("c", from: .file(path))
    }
    #expect(try transport.size(of: "c") == nil)
  }

  @Test(arguments: ["", "/a", "a/", "a//b", "../a", "a/..", ".", "a b", "a\u{0}", "ä", "a\\b"])
  func refusesNames(_ name: String) throws {
    for kind in TransportKind.allCases {
      #expect(throws: TransportError.invalidName(name)) {
        try make(kind).create(name, from: .bytes([]))
      }
    }
  }

  @Test func leavesNothingBehind() throws {
    let transport = FolderTransport(folder.path.appending("remote"))
    try transport.create("heads/1", from: .bytes([1]))
    _ = try? transport.create("heads/1", from: .bytes([1]))
    #expect(try transport.list("tmp") == [])
  }

  @Test func givesUpInTheEnd() throws {
    let faulty = FaultyTransport(MemoryTransport(), seed: 4, percent: 100)
    var failures = 0
    for round in 0..<20 {
      let transport = RetryingTransport(faulty, attempts: 2, firstPauseSeconds: 0)
      do {
        try transport.create("a\(round)", from: .bytes([1]))
      } catch {
        #expect(error.isRetryable && error.code == "remote-unreachable" && error.hint != nil)
        failures += 1
      }
    }
    #expect(failures > 0)
    #expect(faulty.faults >= 20)
  }
}
