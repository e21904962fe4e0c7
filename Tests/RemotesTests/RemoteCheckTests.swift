import FileIO
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct RemoteCheckTests {
  private let folder: RemoteFolder
  private let ana: Member

  init() throws {
    folder = try RemoteFolder()
    ana = try Member(folder.transport, limits: smallLimits)
    try ana.test.commit("one", ["large": largeText(60_000, seed: 1), "a": "1"])
    try ana.repository.createTag(try TagName(validating: "v1"))
    try ana.test.commit("two", ["a": "2"])
    try ana.push(all: true)
  }

  private func files() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for name in ["heads", "objects/packs", "objects/index", "tmp"] {
      for file in try folder.transport.list(name) {
        let path = folder.path.pushing(FilePath(name)).appending(file)
        found["\(name)/\(file)"] = try KernelFileSystem().readFile(path, maxBytes: 1 << 24)
      }
    }
    return found
  }

  private func put(_ name: String, _ bytes: [UInt8]?) throws {
    let path = folder.path.pushing(FilePath(name))
    try KernelFileSystem().removeTree(path)
    if let bytes { try File(path, .create, in: KernelFileSystem()).write(bytes, at: 0) }
  }

  @Test func findsNothingInWhatWasPushed() throws {
    let before = try files()
    for full in [true, false] {
      let report = try ana.sharing().fsck(full: full)
      #expect(report.problems.isEmpty && report.isSound)
      // Two commits, of which each has a folder with the folder `data` in it.
      #expect(report.checked.commits == 2 && report.checked.blobs >= 3)
      let packs = before.filter { $0.key.hasSuffix(".pack") }
      #expect(report.checked.packs == packs.count)
      #expect(report.checked.bytes == UInt64(packs.values.reduce(0) { $0 + $1.count }))
    }
    let bare = try RemoteCheck(folder.path, full: true, TestRepository.environment()).run()
    #expect(bare.isSound && bare.checked.commits == 2)
    #expect(try files() == before, "nothing is written")
    #expect(code { _ = try Member(MemoryTransport()).sharing().fsck(full: true) } == "not-a-remote")
  }

  @Test func seesEachPackThatIsGoneOrShorter() throws {
    var needed = 0
    for (name, bytes) in try files() where name.hasSuffix(".pack") {
      for left in [nil, Array(bytes.dropLast(70))] {
        try put(name, left)
        let report = try ana.sharing().fsck(full: false)
        #expect(!report.isSound, "\(name)")
        #expect(report.problems.contains { $0.path?.hasSuffix(name) == true }, "\(name)")
        if report.problems.contains(where: { !$0.affected.isEmpty }) { needed += 1 }
        #expect(report.problems.allSatisfy { $0.hint?.contains("--repair") != true })
      }
      try put(name, bytes)
    }
    #expect(needed > 0, "it says what cannot be brought back")
    #expect(try ana.sharing().fsck(full: true).isSound)
  }

  @Test func readsEveryByteWhenAsked() throws {
    for (name, bytes) in try files() where name.hasSuffix(".pack") {
      var damaged = bytes
      // In the first payload.
      damaged[24] ^= 1
      try put(name, damaged)
      let check = try RemoteCheck(folder.path, full: true, TestRepository.environment())
      let codes = Set(try check.run().problems.map(\.code))
      #expect(codes.contains("object-corrupt") || codes.contains("head-damaged"), "\(codes)")
      try put(name, bytes)
    }
  }

  @Test func seesDamageThatACloneHasAWholeCopyOf() throws {
    // The clone keeps copies of segments; the check looks at those of the remote.
    _ = try ana.sharing().survey()
    for (name, bytes) in try files() where name.hasSuffix(".seg") {
      var damaged = bytes
      damaged[damaged.count / 2] ^= 1
      try put(name, damaged)
      let report = try ana.sharing().fsck(full: false)
      #expect(report.problems.contains { $0.path?.hasSuffix(name) == true }, "\(report)")
      try put(name, bytes)
    }
    let heads = try files().keys.filter { $0.hasPrefix("heads/") }
    let newest = try #require(heads.max { $0.count == $1.count ? $0 < $1 : $0.count < $1.count })
    try put(newest, Array("no id\n".utf8))
    #expect(try ana.sharing().fsck(full: false).problems.first?.code == "head-damaged")
  }

  @Test func whatCannotBeReachedIsNotDamaged() throws {
    let faulty = FaultyTransport(folder.transport, seed: 3, percent: 100)
    #expect(code { _ = try ana.sharing(over: faulty).fsck(full: true) } == "remote-unreachable")
  }
}
