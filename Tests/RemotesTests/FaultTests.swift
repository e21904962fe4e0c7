// A push that is stopped, or whose network is bad, leaves refs that lead to whole data.
import FileIO
import ObjectStore
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct FaultTests {
  /// `MLX_REMOTE_SEEDS=10-14` sets others.
  static let seeds: ClosedRange<Int> = {
    let bounds = (getenv("MLX_REMOTE_SEEDS").map { String(cString: $0) } ?? "10-11")
      .split(separator: "-").compactMap { Int($0) }
    return bounds.count == 2 && bounds[0] <= bounds[1] ? bounds[0]...bounds[1] : 10...11
  }()

  /// Faults of all seeds so far.
  private static let total = Locked((faults: 0, seeds: 0))

  /// Lets so many changes through, then nothing more.
  final class StoppedTransport: Transport {
    private let inner: any Transport
    private let left: Locked<Int>

    init(_ inner: any Transport, after changes: Int) {
      self.inner = inner
      left = Locked(changes)
    }

    var isStopped: Bool { left.withLock { $0 < 0 } }
    var location: String { inner.location }

    private func change() throws(TransportError) {
      let isOver = left.withLock { left in
        left -= 1
        return left < 0
      }
      if isOver { throw .refused(location, reason: "stopped") }
    }

    func size(of name: String) throws(TransportError) -> UInt64? { try inner.size(of: name) }
    func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8] {
      try inner.read(name, at: offset, count: count)
    }
    func list(_ folder: String) throws(TransportError) -> [String] { try inner.list(folder) }
    func create(_ name: String, from source: TransportSource) throws(TransportError) {
      try change()
      try inner.create(name, from: source)
    }
    func delete(_ name: String) throws(TransportError) {
      try change()
      try inner.delete(name)
    }
  }

  /// Everything that the remote's refs lead to arrives elsewhere, whole.
  private func expectWhole(_ folder: RemoteFolder, _ known: [CommitID: [String: [UInt8]]]) throws {
    try expectWhole(folder.transport, known, folder)
  }

  private func expectWhole(
    _ transport: any Transport, _ known: [CommitID: [String: [UInt8]]], _ folder: RemoteFolder?
  ) throws {
    guard try transport.size(of: "format") != nil else { return }
    try folder?.expectSound()
    let reader = try Member(transport, limits: smallLimits, later: 50_000)
    try reader.fetch()
    for commit in try reader.tracked().values {
      #expect(try reader.data(commit.hex) == known[commit])
    }
  }

  @Test func stoppedAfterEachChange() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: smallLimits)
    var known: [CommitID: [String: [UInt8]]] = [:]
    var stops = 0
    for round in 0..<3 {
      let id = try ana.test.commit(
        "\(round)", ["a\(round)": largeText(200_000, seed: UInt64(round)), "b": "\(round)"])
      known[id] = try ana.data(id.hex)
      for changes in 0... {
        let stopped = StoppedTransport(folder.transport, after: changes)
        let failure = code { try ana.push(over: stopped) }
        if failure == nil { break }
        #expect(failure == "remote-refused")
        stops += 1
        try expectWhole(folder, known)
      }
      let reader = try Member(folder.transport, limits: smallLimits, later: 50_000)
      try reader.fetch()
      #expect(try reader.tracked() == ["origin/main": id])
    }
    #expect(stops >= 12, "\(stops)")
  }

  @Test func goesOnWhereItWas() throws {
    let folder = try RemoteFolder()
    var limits = smallLimits
    // No small packs are gathered into one meanwhile.
    limits.smallPacksMax = 1000
    let ana = try Member(folder.transport, limits: limits)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    try ana.test.commit("two", ["large": largeText(2_000_000, seed: 7)])
    #expect(code { try ana.push(over: StoppedTransport(folder.transport, after: 3)) } != nil)
    let before = try Set(folder.transport.list("objects/packs"))
    #expect(before.count >= 4)
    try ana.push()
    let after = try Set(folder.transport.list("objects/packs"))
    #expect(before.isSubset(of: after), "what arrived is used")
    var bytes: UInt64 = 0
    for name in after { bytes += try folder.transport.size(of: "objects/packs/\(name)") ?? 0 }
    #expect(bytes < 2_400_000, "nothing is there twice")
  }

  @Test(arguments: FaultTests.seeds)
  func badNetwork(_ seed: Int) throws {
    // Even seeds are about memory, odd ones about a folder.
    let folder = seed % 2 == 0 ? nil : try RemoteFolder()
    let good: any Transport = folder?.transport ?? MemoryTransport()
    let faulty = FaultyTransport(good, seed: UInt64(seed), percent: 12)
    let bad = RetryingTransport(faulty, attempts: 2, firstPauseSeconds: 0)
    let ana = try Member(good, limits: smallLimits)
    let ben = try Member(good, limits: smallLimits, later: 1000)
    var known: [CommitID: [String: [UInt8]]] = [:]
    for round in 0..<2 {
      for (member, branch) in [(ana, "main"), (ben, "ben")] {
        if branch == "ben", round == 0 {
          _ = try member.repository.switchBranch(try BranchName(validating: "ben"), create: true)
        }
        let id = try member.test.commit(
          "\(round)", ["a\(round)": largeText(100_000, seed: UInt64(seed * 100 + round))])
        known[id] = try member.data(id.hex)
        var attempts = 0
        while let said = failure({ try member.push(over: bad) }) {
          #expect(said.hasPrefix("remote-unreachable"), "\(said)")
          if attempts % 4 == 0 { try expectWhole(good, known, folder) }
          attempts += 1
          try #require(attempts < 300)
        }
        while let said = failure({ try member.fetch(over: bad) }) {
          #expect(said.hasPrefix("remote-unreachable"), "\(said)")
          if attempts % 4 == 0 { try member.expectSound() }
          attempts += 1
          try #require(attempts < 300)
        }
      }
    }
    try expectWhole(good, known, folder)
    #expect(try ana.head() == ben.tracked()["origin/main"])
    #expect(try ben.head() == ben.tracked()["origin/ben"])
    let total = Self.total.withLock { total in
      total.faults += faulty.faults
      total.seeds += 1
      return total
    }
    print("bad network: \(total.faults) faults in \(total.seeds) seeds, none lost anything")
    #expect(faulty.faults > 10)
  }

  @Test func damageOnTheRemoteIsNotTakenIn() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    try ana.test.commit("one", ["a": largeText(200_000, seed: 9)])
    try ana.push()
    var codes: [String: Int] = [:]
    let packs = folder.path.appending("objects").appending("packs")
    for entry in try KernelFileSystem().entries(of: packs) {
      let path = packs.appending(entry.name)
      let bytes = try KernelFileSystem().readFile(path, maxBytes: 1 << 24)
      // In the first payload of the pack.
      var damaged = bytes
      damaged[40] ^= 1
      try KernelFileSystem().unlink(path)
      try File(path, .create, in: KernelFileSystem()).write(damaged, at: 0)
      let ben = try Member(folder.transport, later: 1000)
      let whenDamaged = code { try ben.fetch() }
      codes[whenDamaged ?? "", default: 0] += 1
      #expect(try ben.tracked().isEmpty == (whenDamaged != nil))
      if whenDamaged == nil { #expect(try ben.data("origin/main") == ana.data("main")) }
      try ben.expectSound()
      try KernelFileSystem().unlink(path)
      let whenGone = code { try Member(folder.transport, later: 1000).fetch() }
      if whenDamaged != nil { #expect(whenGone != nil) }
      try File(path, .create, in: KernelFileSystem()).write(bytes, at: 0)
    }
    try Member(folder.transport, later: 1000).fetch()
    // Some packs hold nothing but what came before the newest operation.
    #expect(Set(codes.keys).isSubset(of: ["", "object-corrupt", "head-damaged"]), "\(codes)")
    #expect((codes["object-corrupt"] ?? 0) >= 2, "\(codes)")
  }
}
