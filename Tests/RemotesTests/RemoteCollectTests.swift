// Collections of a remote, beside pushes and without.
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

@Suite struct RemoteCollectTests {
  private static let day: Int64 = 86_400

  /// Somebody whose clock is so many days ahead collects.
  @discardableResult
  private func collect(_ remote: any Transport, day: Int64) throws -> RemoteCollectReport {
    try Member(remote, limits: smallLimits, later: day * Self.day).sharing().collect()
  }

  private func packs(_ remote: any Transport) throws -> Set<String> {
    try Set(remote.list("objects/packs"))
  }

  /// What a fresh clone has of a branch.
  private func expect(_ remote: any Transport, _ branch: String, is member: Member) throws {
    let reader = try Member(remote, limits: smallLimits, later: 90_000)
    try reader.fetch()
    #expect(try reader.tracked()["origin/\(branch)"] == member.head())
    #expect(try reader.data("origin/\(branch)") == member.data("HEAD"))
  }

  private func onBranch(_ name: String, _ remote: any Transport, later: Int64) throws -> Member {
    let member = try Member(remote, limits: smallLimits, later: later)
    _ = try member.repository.switchBranch(try BranchName(validating: name), create: true)
    return member
  }

  @Test func takesWhatAStoppedPushLeftAfterTheGrace() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: smallLimits)
    try ana.test.commit("one", ["a": largeText(200_000, seed: 1)])
    try ana.push()
    let whole = try packs(folder.transport)
    let ben = try onBranch("ben", folder.transport, later: 1000)
    try ben.test.commit("lost", ["b": largeText(300_000, seed: 2)])
    // Some packs have arrived, and nothing names them.
    #expect(
      code { try ben.push(over: FaultTests.StoppedTransport(folder.transport, after: 2)) } != nil)
    let stray = try packs(folder.transport).subtracting(whole)
    #expect(stray.count == 2)
    let dry = try ana.sharing().collect(isDryRun: true)
    #expect(dry.condemned.packs >= 2 && dry.isDryRun)
    let first = try collect(folder.transport, day: 1)
    #expect(first.condemned.packs == dry.condemned.packs && first.deleted.packs == 0)
    #expect(first.condemned.bytes > 100_000)
    #expect(first.nextDeletion.map { $0.seconds > 981_173_106 + 14 * Self.day } == true)
    let early = try collect(folder.transport, day: 14)
    #expect(early.deleted.packs == 0 && early.waiting.packs >= 2)
    #expect(try stray.isSubset(of: packs(folder.transport)))
    let second = try collect(folder.transport, day: 16)
    #expect(second.deleted.packs >= 2)
    #expect(try packs(folder.transport).isDisjoint(with: stray))
    try folder.expectSound()
    try expect(folder.transport, "main", is: ana)
    // Ben comes back, and sends all of it again.
    try ben.push()
    try folder.expectSound()
    try expect(folder.transport, "ben", is: ben)
  }

  @Test func forgetsOldOperationsAndKeepsTheBoundary() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: smallLimits)
    for round in 0..<6 {
      try ana.test.commit("\(round)", ["a": "\(round)"])
      try ana.push()
    }
    let heads = try folder.transport.list("heads").count
    #expect(heads == 7)
    try collect(folder.transport, day: 100)
    let report = try collect(folder.transport, day: 120)
    #expect(report.deleted.packs > 0 && report.keptOperations <= 3)
    #expect(try folder.transport.list("heads").count <= 3)
    try folder.expectSound()
    #expect(try ana.sharing().fsck(full: true).isSound)
    try expect(folder.transport, "main", is: ana)
    try ana.test.commit("more", ["a": "more"])
    try ana.push()
    try expect(folder.transport, "main", is: ana)
  }

  @Test func aPushThatBeganBeforeKeepsWhatItSent() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: smallLimits)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    try ana.test.commit("two", ["a": largeText(200_000, seed: 3)])
    // All of it has arrived, and no ref leads to it: the collection condemns it.
    let racing = RacingTransport(folder.transport) {
      let report = try collect(folder.transport, day: 1)
      #expect(report.condemned.bytes > 90_000)
    }
    let report = try ana.push(over: racing)
    #expect(racing.isDone)
    #expect(report.storedBytes < 150_000, "nothing was sent twice: \(report.storedBytes)")
    try folder.expectSound()
    try collect(folder.transport, day: 16)
    try collect(folder.transport, day: 17)
    try folder.expectSound()
    try expect(folder.transport, "main", is: ana)
  }

  @Test func aPushThatLastsLongerThanTheGraceSendsAgain() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: smallLimits)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    try ana.test.commit("two", ["a": largeText(100_000, seed: 4)])
    let racing = RacingTransport(folder.transport) {
      try collect(folder.transport, day: 1)
      #expect(try collect(folder.transport, day: 16).deleted.packs > 0)
    }
    try ana.push(over: racing)
    #expect(racing.isDone)
    try folder.expectSound()
    try expect(folder.transport, "main", is: ana)
  }

  @Test func nobodyReliesOnWhatIsCondemned() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: smallLimits)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    let text = largeText(100_000, seed: 5)
    let ben = try onBranch("ben", folder.transport, later: 1000)
    try ben.test.commit("same bytes", ["b": text])
    // Named by the index, and by no ref: everything but the head has arrived.
    var changes = 1
    while try packs(folder.transport).count < 3 || changes < 8 {
      _ = code {
        try ben.push(over: FaultTests.StoppedTransport(folder.transport, after: changes))
      }
      changes += 1
    }
    try collect(folder.transport, day: 1)
    try ana.test.commit("two", ["c": text])
    try ana.push()
    try collect(folder.transport, day: 16)
    try folder.expectSound()
    try expect(folder.transport, "main", is: ana)
  }

  @Test func removesFilesThatStoppedTransfersLeft() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    let tmp = folder.path.appending("tmp")
    try KernelFileSystem().makeDirectories(tmp)
    for name in ["incoming-old", "incoming-new", "of-somebody"] {
      try File(tmp.appending(name), .create, in: KernelFileSystem()).write([1], at: 0)
    }
    #expect(try folder.transport.removeLeftovers(olderThan: 3600, isDryRun: false) == 0)
    #expect(try folder.transport.removeLeftovers(olderThan: 0, isDryRun: true) == 2)
    #expect(try folder.transport.list("tmp").count == 3)
    #expect(try folder.transport.removeLeftovers(olderThan: 0, isDryRun: false) == 2)
    #expect(try folder.transport.list("tmp") == ["of-somebody"])
    #expect(try ana.sharing().collect().leftovers == 0)
  }

  /// Pushes of several people, of which many are stopped, beside collections that find no grace left.
  /// `MLX_REMOTE_GC_SECONDS=300` makes it longer.
  @Test func besidePushes() throws {
    let seconds = getenv("MLX_REMOTE_GC_SECONDS").flatMap { Double(String(cString: $0)) } ?? 2
    let transport = MemoryTransport()
    let end = MonotonicClock.seconds() + seconds
    let counts = Locked<[String: Int]>([:])
    let pushers = 3
    let members = try (0..<pushers).map {
      try onBranch("b\($0)", transport, later: Int64(1000 * ($0 + 1)))
    }
    try members[0].test.commit("first", ["a": "1"])
    try members[0].push()
    let pushed = Locked<[Int: CommitID]>([:])
    try Threads.run(pushers + 1) { thread in
      var generator = SeededGenerator(seed: UInt64(thread + 1))
      var round = 0
      while MonotonicClock.seconds() < end || round < 3 {
        round += 1
        if thread == pushers {
          let failure = code { try collect(transport, day: Int64(round) * 15) }
          counts.withLock { $0["gc \(failure ?? "done")", default: 0] += 1 }
          continue
        }
        let member = members[thread]
        // Some of it is what others have, too, or had.
        let seed = generator.next() % 6
        try member.test.commit("\(round)", ["a\(round % 3)": largeText(20_000, seed: seed)])
        let isStopped = generator.next() % 2 == 0
        let over: any Transport =
          isStopped
          ? FaultTests.StoppedTransport(transport, after: Int(generator.next() % 9)) : transport
        let failure = code { try member.push(over: over) }
        if failure == nil {
          let head = try member.head()
          pushed.withLock { $0[thread] = head }
        } else {
          #expect(failure == "remote-refused")
        }
        counts.withLock { $0["push \(failure ?? "done")", default: 0] += 1 }
      }
    }
    print("pushes beside gc --remote: \(counts.withLock { $0 }.sorted { $0.key < $1.key })")
    #expect(counts.withLock { $0["gc done", default: 0] } > 2)
    #expect(counts.withLock { $0["push done", default: 0] } > 2)
    #expect(try members[0].sharing().fsck(full: true).problems.isEmpty)
    for member in members { try member.push() }
    try collect(transport, day: 36_500)
    try collect(transport, day: 36_520)
    #expect(try members[0].sharing().fsck(full: true).problems.isEmpty)
    for (number, member) in members.enumerated() {
      try expect(transport, "b\(number)", is: member)
    }
  }
}
