import Objects
import References
import TestSupport
import Testing

@testable import ObjectStore
@testable import Repository

/// What refs may be made to lead to.
@Suite struct ResolveTargetTests {
  private let test: TestRepository
  private let first: CommitID

  init() throws {
    test = try TestRepository()
    first = try test.commit("First", ["a.txt": "1"])
  }

  /// A commit that nothing leads to and that was changed before it was stored.
  private func leftOver(_ change: (inout Commit) -> Void) throws -> Revision {
    var commit = try test.repository.commit(first)
    commit.message = "Left over"
    change(&commit)
    let writer = test.repository.makeWriter()
    let id = CommitID(try writer.putBytes(.record, commit.encode()))
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    return try Revision(parsing: id.hex)
  }

  private func expectRefused(_ left: Revision) throws {
    let name = try BranchName(validating: "x")
    var options = CheckoutOptions(revision: left)
    options.detach = true
    let commands: [(Repository) throws -> Void] = [
      { _ = try $0.checkout(options) },
      { _ = try $0.switchBranch(name, create: true, start: left) },
      { _ = try $0.createBranch(name, at: left) },
      { _ = try $0.createTag(TagName(validating: "x"), at: left) },
      { _ = try $0.reset(to: left, mode: .soft) },
      { _ = try $0.reset(to: left, mode: .hard) },
      { _ = try $0.revert(left) },
    ]
    for command in commands {
      #expect(code { try command(test.reopened()) } == "commit-collected")
    }
    #expect(try test.reopened().resolve(.head) == first)
    #expect(try test.reopened().fsck().isSound)
    // It can still be looked at.
    #expect(try test.reopened().resolve(left) != first)
  }

  @Test func notACommitWithoutItsParent() throws {
    try expectRefused(leftOver { $0.parents = [CommitID(.zero)] })
  }

  @Test func notACommitWithoutItsFiles() throws {
    try expectRefused(leftOver { $0.tree = TreeID(.zero) })
  }

  @Test func aCommitThatIsWhole() throws {
    let left = try leftOver { $0.parents = [first] }
    #expect(try test.reopened().reset(to: left, mode: .hard).subject == "Left over")
    #expect(try test.reopened().fsck().isSound)
  }

  /// A collection that was stopped after its swap leaves rows of packs that it dropped.
  @Test func notACommitInADroppedPack() throws {
    let left = try leftOver { $0.parents = [first] }
    let store = try test.reopened().store
    let record = ObjectKey(kind: .record, digest: try test.reopened().resolve(left).digest)
    let pack = try #require(try store.locate(record)?.pack.id)
    let repository = try test.reopened()
    let head = try repository.operations.current()
    let writer = repository.makeWriter()
    var operation = head.operation
    operation.parents = [head.id]
    operation.condemned = [
      CondemnedPack(pack: pack, since: Timestamp(seconds: 0), isDropped: true)
    ]
    let id = OperationID(try writer.putBytes(.record, operation.encode()))
    try writer.publish(pending: [])
    try repository.operations.swap(expected: head.number, to: id)
    writer.finishAfterSwap()
    try expectRefused(left)
  }

  /// By its id, and by what its branch was before.
  @Test(arguments: ["id", "main@{1}"]) func whatAnAmendReplaced(_ way: String) throws {
    let second = try test.commit("Second", ["a.txt": "2"])
    var request = CommitRequest(message: "Amended")
    request.amend = true
    _ = try test.reopened().commit(request)
    let revision = try Revision(parsing: way == "id" ? second.hex : way)
    try test.reopened().reset(to: revision, mode: .hard)
    #expect(try test.reopened().resolve(.head) == second)
  }

  /// History that refs lead to is not asked for its files: a damaged repository can be worked in.
  @Test func whatARefLeadsToIsTaken() throws {
    let second = try test.commit("Second", ["a.txt": "2"])
    let third = try test.commit("Third", ["a.txt": "3"])
    for id in [first, second, third] {
      #expect(try test.repository.resolveTarget(Revision(parsing: id.hex)) == id)
    }
  }
}
