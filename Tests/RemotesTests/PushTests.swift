import FileIO
import ObjectStore
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct PushTests {
  private func expect(_ member: Member, has other: Member, at revision: String) throws {
    let commit = try other.repository.resolve(Revision(parsing: revision))
    #expect(try member.data(commit.hex) == other.data(commit.hex))
  }

  @Test func bringsEverythingToAnEmptyFolder() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    let first = try ana.test.commit(
      "one", ["a": "1", "large": largeText(700_000, seed: 1), "empty": ""])
    try ana.repository.createTag(try TagName(validating: "v1"))
    try ana.test.commit("two", ["a": "2", "sub/b": "3"])
    let note = try ana.repository.addNote(NoteRequest("HEAD", body: .text("good"))).note.id
    try ana.repository.createBranch(try BranchName(validating: "side"), at: Revision(parsing: "v1"))

    let report = try ana.push(all: true)
    #expect(report.refs.map(\.name.description) == ["heads/main", "heads/side", "tags/v1"])
    #expect(report.refs.allSatisfy { $0.from == nil })
    #expect(report.commits == 2 && report.notes == 1)
    #expect(report.provenObjects >= report.objects && report.objects > 8)
    #expect(try ana.tracked() == ["origin/main": ana.head(), "origin/side": first])
    try folder.expectSound()
    try ana.expectSound()

    let ben = try Member(folder.transport, later: 1000)
    let fetched = try ben.fetch()
    #expect(fetched.commits == 2 && fetched.notes == 1 && fetched.objects == report.objects)
    #expect(fetched.headBranch == .main)
    #expect(try ben.tracked() == ana.tracked())
    let view = try ben.repository.currentView()
    #expect(view.tags == [try TagName(validating: "v1"): first])
    #expect(view.branches.isEmpty && view.head == .branch(.main, nil))
    try expect(ben, has: ana, at: "main")
    try expect(ben, has: ana, at: "v1")
    #expect(try ben.repository.store.note(note).body == ["text": "good"])
    #expect(try ben.repository.resolve(Revision(parsing: "origin/main")) == ana.head())
    try ben.expectSound()
    #expect(try !ben.fetch().isChange && !ana.push(all: true).isChange)
  }

  /// A dataset whose files are all gone is an asset still, and in no tree.
  @Test func anEmptyDatasetArrives() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    try ana.test.commit("one", ["a": "1"])
    try ana.test.commit("none", ["a": nil])
    try ana.push()
    let ben = try Member(folder.transport, later: 1000)
    try ben.fetch()
    let head = try ben.repository.commit(ana.head())
    #expect(head.assets.map(\.object) == [.tree(TreeCodec.emptyID)])
    try ben.expectSound()
  }

  @Test func sendsOnlyWhatIsMissing() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    var text = largeText(4_000_000, seed: 2)
    try ana.test.commit("one", ["large": text, "same": largeText(300_000, seed: 3)])
    let first = try ana.push()
    #expect(first.storedBytes > 1_500_000)
    // A few bytes in the middle: one or two chunks of some 64 KiB.
    let middle = text.index(text.startIndex, offsetBy: 2_000_000)
    text.replaceSubrange(middle..<text.index(middle, offsetBy: 3), with: "xyz")
    try ana.test.commit("two", ["large": text])
    let second = try ana.push()
    #expect(second.storedBytes < 600_000, "\(second)")
    #expect(second.objects < 20)
    try folder.expectSound()
    let ben = try Member(folder.transport, later: 1000)
    try ben.fetch()
    try expect(ben, has: ana, at: "main")
    try ana.test.commit("three", ["same": nil])
    try ana.push()
    let more = try ben.fetch()
    #expect(more.commits == 1 && more.objects < 10 && more.storedBytes < 5_000, "\(more)")
  }

  @Test func refusesToLeaveCommitsBehind() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    let ben = try Member(remote, later: 1000)
    try ben.test.commit("other", ["b": "1"])
    #expect(code { try ben.push() } == "non-fast-forward")
    try ben.fetch()
    #expect(code { try ben.push() } == "non-fast-forward", "histories that do not meet")
    // A new branch is no trouble.
    try ben.repository.createBranch(try BranchName(validating: "ben"))
    #expect(try ben.push("ben").refs.count == 1)
    try ana.fetch()
    #expect(try ana.tracked() == ["origin/ben": ben.head(), "origin/main": ana.head()])
    // Back to an earlier commit: the remote has more.
    let one = try ana.head()
    try ana.test.commit("two", ["a": "2"])
    try ana.push()
    try ana.repository.reset(to: Revision(parsing: one.hex), mode: .hard)
    #expect(code { try ana.push() } == "non-fast-forward")
  }

  @Test func tagsNeverMove() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    try ana.test.commit("one", ["a": "1"])
    let name = try TagName(validating: "v1")
    try ana.repository.createTag(name)
    let tagged = try ana.head()
    try ana.push("v1")
    try ana.test.commit("two", ["a": "2"])
    try ana.repository.createTag(name, force: true)
    #expect(code { try ana.push("v1") } == "ref-exists")
    let ben = try Member(remote, later: 1000)
    let own = try ben.test.commit("mine", ["x": "1"])
    try ben.repository.createTag(name)
    #expect(try ben.fetch().keptTags == [name])
    #expect(try ben.repository.currentView()[name] == own && own != tagged)
  }

  @Test func namesMustBeOfSomething() throws {
    let ana = try Member(MemoryTransport())
    #expect(code { try ana.push() } == "no-commit")
    try ana.test.commit("one", ["a": "1"])
    #expect(code { try ana.push("mian") } == "unknown-ref")
    try ana.repository.checkout(CheckoutOptions(revision: Revision(parsing: ana.head().hex)))
    #expect(code { try ana.push() } == "no-branch")
    #expect(try ana.push("main").refs.count == 1)
  }

  @Test func bothWinOnDifferentBranches() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    let ben = try Member(remote, later: 1000)
    try ben.fetch()
    _ = try ben.repository.switchBranch(
      try BranchName(validating: "ben"), create: true, start: Revision(parsing: "origin/main"))
    try ben.test.commit("of ben", ["b": "1"])
    try ana.test.commit("two", ["a": "2"])
    // Ben's push comes right before Ana's head.
    let racing = RacingTransport(remote) { try ben.push("ben") }
    let report = try ana.push(over: racing)
    #expect(racing.isDone && report.refs.count == 1)
    try ana.fetch()
    #expect(try ana.tracked() == ["origin/ben": ben.head(), "origin/main": ana.head()])
  }

  @Test func oneWinsOnOneBranch() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    let ben = try Member(remote, later: 1000)
    try ben.fetch()
    _ = try ben.repository.switchBranch(
      try BranchName(validating: "main"), create: true, start: Revision(parsing: "origin/main"))
    try ben.test.commit("of ben", ["b": "1"])
    try ana.test.commit("two", ["a": "2"])
    let racing = RacingTransport(remote) { try ben.push() }
    #expect(code { try ana.push(over: racing) } == "non-fast-forward")
    try ana.fetch()
    #expect(try ana.tracked() == ["origin/main": ben.head()])
    #expect(code { _ = try ana.sharing().pull() } == "diverged")
  }

  @Test func refusesAFolderOfSomethingElse() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    try ana.test.commit("one", ["a": "1"])
    try KernelFileSystem().makeDirectories(folder.path.appending("photos"))
    #expect(code { try ana.push() } == "folder-not-empty")
    #expect(code { try ana.fetch() } == "folder-not-empty")
    #expect(code { try Member(MemoryTransport()).fetch() } == "not-a-remote")
    let later = MemoryTransport()
    try later.create(
      "format", from: .bytes(Array("mlx repository 1\nread: wings\nwrite:\ncollect:\n".utf8)))
    #expect(code { try ana.push(over: later) } == "unsupported-format")
  }

  @Test func dryRunsChangeNothing() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    try ana.test.commit("one", ["a": "1"])
    var request = PushRequest()
    request.isDryRun = true
    let report = try ana.sharing().push(request)
    #expect(report.commits == 1 && report.isChange && report.isDryRun)
    #expect(try remote.list("") == [])
    try ana.push()
    #expect(try !ana.sharing().push(request).isChange)
  }

  @Test func differencesArriveWithTheirBases() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    var random = SeededGenerator(seed: 5)
    var rows = (0..<6_000).map { "\($0),\(random.next() % 1_000_000),\(random.next() % 97)" }
    for version in 1...4 {
      try ana.test.commit("v\(version)", ["table.csv": rows.joined(separator: "\n")])
      for _ in 0..<60 {
        rows.insert("x\(version),\(random.next())", at: Int(random.next() % UInt64(rows.count)))
      }
    }
    let report = try ana.repository.repack(RepackOptions(isImmediate: true))
    #expect(report.chunks > 0)
    let pushed = try ana.push()
    try folder.expectSound()
    let rawBytes = try (0..<4).reduce(0) {
      try $0 + (ana.data("main~\($1)")["table.csv"]?.count ?? 0)
    }
    #expect(Int(pushed.storedBytes) * 2 < rawBytes, "they stay differences")
    let ben = try Member(folder.transport, later: 1000)
    try ben.fetch()
    for back in 0..<4 { try expect(ben, has: ana, at: "main~\(back)") }
    try ben.expectSound()
    // A branch with a part of the history: bases may be in what is not sent.
    let part = try RemoteFolder()
    for back in 0..<4 {
      let name = "part\(back)"
      let cut = try Member(part.transport, later: 2000 + Int64(back))
      let tip = try ana.repository.resolve(Revision(parsing: "main~\(back)"))
      try ana.repository.createBranch(
        try BranchName(validating: name), at: Revision(parsing: tip.hex))
      try ana.push(name, over: part.transport)
      try part.expectSound()
      try cut.fetch()
      try expect(cut, has: ana, at: name)
    }
  }
}

/// Something else happens once, right before a head is made.
final class RacingTransport: Transport {
  private let inner: any Transport
  private let other: @Sendable () throws -> Void
  private let state = Locked(false)

  init(_ inner: any Transport, _ other: @escaping @Sendable () throws -> Void) {
    self.inner = inner
    self.other = other
  }

  var isDone: Bool { state.withLock { $0 } }
  var location: String { inner.location }

  func size(of name: String) throws(TransportError) -> UInt64? { try inner.size(of: name) }
  func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8] {
    try inner.read(name, at: offset, count: count)
  }
  func list(_ folder: String) throws(TransportError) -> [String] { try inner.list(folder) }
  func create(_ name: String, from source: TransportSource) throws(TransportError) {
    let isFirst = state.withLock { isDone in
      defer { if name.hasPrefix("heads/") { isDone = true } }
      return !isDone && name.hasPrefix("heads/")
    }
    if isFirst {
      do { try other() } catch { throw .refused(name, reason: "\(error)") }
    }
    try inner.create(name, from: source)
  }
  func delete(_ name: String) throws(TransportError) { try inner.delete(name) }
}
