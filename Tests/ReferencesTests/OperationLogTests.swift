import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import References

/// `heads/<n>`: the pointer and its swap.
@Suite struct OperationLogTests {
  private let fileSystem = KernelFileSystem()

  @Test func theHighestNumberIsTheNewest() throws {
    let fixture = try RefFixture()
    let commit = try fixture.commit("First")
    for step in 1...12 {
      try fixture.edit("step \(step)") { try $0.setTag(tag("t\(step)"), to: commit) }
    }
    let head = try fixture.log.current()
    #expect(head.number == 13)
    #expect(head.operation.description == "step 12")
    #expect(try fixture.log.numbers() == Array(1...13))
  }

  @Test func aLostRaceChangesNothing() throws {
    let fixture = try RefFixture()
    let head = try fixture.log.current()
    let mine = try fixture.operation(fixture.view(), after: head, "mine")
    let theirs = try fixture.operation(fixture.view(), after: head, "theirs")
    try fixture.log.swap(expected: head.number, to: theirs)
    #expect(throws: RefError.lostRace) { try fixture.log.swap(expected: head.number, to: mine) }
    #expect(try fixture.log.current().id == theirs)
    #expect(try fixture.log.numbers() == [1, 2])
    let left = try fileSystem.entries(of: fixture.metadata.appending("tmp"))
    #expect(left.allSatisfy { !$0.name.hasPrefix("head") })
  }

  @Test func theNewestFilesAreKept() throws {
    let fixture = try RefFixture()
    try swapOften(fixture, 140)
    #expect(try fixture.log.numbers() == Array(14...141))
  }

  private func swapOften(_ fixture: RefFixture, _ times: UInt64) throws {
    let head = try fixture.log.current()
    let id = try fixture.operation(fixture.view(), after: head, "again and again")
    for number in head.number..<head.number + times {
      try fixture.log.swap(expected: number, to: id)
    }
  }

  /// A slow writer may find its number free again because it was pruned.
  @Test func aPrunedSlotIsALostRace() throws {
    let fixture = try RefFixture()
    let slow = try fixture.log.current()
    let late = try fixture.operation(fixture.view(), after: slow, "late")
    try swapOften(fixture, 130)
    let newest = try fixture.log.current().id
    #expect(throws: RefError.lostRace) { try fixture.log.swap(expected: slow.number, to: late) }
    #expect(try fixture.log.current().id == newest)
    #expect(try !fixture.log.numbers().contains(slow.number + 1))
  }

  /// Another command may already build on ours when we list the folder: that is no lost race.
  @Test func aSwapThatWasBuiltUponHasLanded() throws {
    let faulty = Locked<FaultyFileSystem?>(nil)
    let fixture = try RefFixture { root in
      let fileSystem = try FaultyFileSystem(root: root)
      faulty.withLock { $0 = fileSystem }
      return fileSystem
    }
    let head = try fixture.log.current()
    let mine = try fixture.operation(fixture.view(), after: head, "mine")
    let operation = try fixture.store.operation(mine)
    let mineAsHead = OperationHead(number: head.number + 1, id: mine, operation: operation)
    let next = try fixture.operation(fixture.view(), after: mineAsHead, "next")
    let (folder, temporary) = (fixture.log.folder, fixture.metadata.appending("tmp"))
    faulty.withLock { $0 }?.beforeEachCall { kind, path in
      guard kind == .list, path == folder else { return }
      try? KernelFileSystem().replaceFile(
        folder.appending("3"), with: Array("\(next.hex)\n".utf8), temporary: temporary,
        durable: false)
    }
    try fixture.log.swap(expected: head.number, to: mine)
    #expect(try fixture.log.current().id == next)
  }

  @Test(arguments: [
    "", "\n", "zz\n", "abc", String(repeating: "0", count: 64),
    String(repeating: "0", count: 64) + "\n", String(repeating: "0", count: 64) + "\n\n",
    String(repeating: "A", count: 64) + "\n", String(repeating: "x", count: 10_000),
  ])
  func aDamagedHeadIsNeverPassedOver(content: String) throws {
    let fixture = try RefFixture()
    let path = fixture.log.path(of: 7)
    try fileSystem.replaceFile(
      path, with: Array(content.utf8), temporary: fixture.metadata.appending("tmp"),
      durable: false)
    let error = #expect(throws: RefError.self) { try fixture.log.current() }
    #expect(error?.code == "head-damaged")
    #expect(error?.description.contains(path.string) == true)
    #expect(error?.hint?.contains("mlx fsck") == true)
  }

  @Test func anEmptyFolderIsDamage() throws {
    let fixture = try RefFixture()
    try fileSystem.unlink(fixture.log.path(of: 1))
    let error = #expect(throws: RefError.self) { try fixture.log.current() }
    #expect(error?.code == "head-damaged")
  }

  @Test func strangersInTheFolderArePassedOver() throws {
    let fixture = try RefFixture()
    for name in ["09", "x", "99.damaged", "-5", "0", "+3", "18446744073709551616"] {
      _ = try File(fixture.log.folder.appending(name), .create, in: fileSystem)
    }
    #expect(try fixture.log.numbers() == [1])
    #expect(try fixture.log.current().number == 1)
  }

  /// What may not be read is not damaged.
  @Test func aRefusalIsNoDamage() throws {
    let fixture = try RefFixture()
    let faulty = try FaultyFileSystem(root: fixture.directory.path)
    var refusals = 0
    for number in 1...10 {
      let store = ObjectStore(root: fixture.metadata, fileSystem: faulty)
      let log = OperationLog(metadata: fixture.metadata, store: store, durability: .none)
      faulty.clearFaults()
      faulty.inject(Fault(at: number, errno: 13, counting: .only(.open)))
      do {
        _ = try log.current()
      } catch let error as FileError {
        #expect(error.code == "permission-denied")
        refusals += 1
      } catch {
        Issue.record("\(error)")
      }
    }
    // The head, the segment and the pack.
    #expect(refusals == 3)
  }
}
