import ObjectStore
import Objects
import Testing

@testable import References

/// A view in memory, in the store, and back.
@Suite struct ViewTests {
  @Test func aNewViewIsUnborn() throws {
    let fixture = try RefFixture()
    let view = try fixture.view()
    #expect(view.head == .branch(.main, nil))
    #expect(view.branches.isEmpty)
    #expect(view.tags.isEmpty)
  }

  @Test func refsComeBackAsTheyWere() throws {
    let fixture = try RefFixture()
    let first = try fixture.commit("First")
    let second = try fixture.commit("Second", parents: [first])
    try fixture.edit { view in
      try view.advanceHead(to: second)
      try view.setBranch(branch("exp/a/b"), to: first)
      try view.setTag(tag("v1"), to: first)
      try view.setTag(tag("rel/1"), to: second)
    }
    let view = try fixture.view()
    #expect(view.head == .branch(.main, second))
    #expect(try view.branches == [.main: second, branch("exp/a/b"): first])
    #expect(try view.tags == [tag("v1"): first, tag("rel/1"): second])
    #expect(view.changes.isEmpty)
    for (name, value) in view.refs {
      #expect(try View.value(of: name, in: #require(view.base), from: fixture.store) == value)
    }
    #expect(try View.commit(of: .head, in: #require(view.base), from: fixture.store) == second)
  }

  @Test func deletedRefsLeaveNoFolders() throws {
    let fixture = try RefFixture()
    let first = try fixture.commit("First")
    let before = try fixture.log.current().operation.view
    try fixture.edit { try $0.setBranch(branch("a/b/c"), to: first) }
    try fixture.edit { try $0.removeBranch(branch("a/b/c")) }
    #expect(try fixture.log.current().operation.view == before)
  }

  @Test func headDetachesAndAttaches() throws {
    let fixture = try RefFixture()
    let first = try fixture.commit("First")
    try fixture.edit { $0.detachHead(at: first) }
    #expect(try fixture.view().head == .detached(first))
    try fixture.edit { try $0.advanceHead(to: fixture.commit("Second")) }
    #expect(try fixture.view().branches.isEmpty)
    try fixture.edit { try $0.attachHead(to: branch("later")) }
    #expect(try fixture.view().head == .branch(branch("later"), nil))
  }

  @Test func aNameCannotBeAFolderToo() throws {
    let fixture = try RefFixture()
    let first = try fixture.commit("First")
    var view = try fixture.view()
    try view.setBranch(branch("a"), to: first)
    let error = #expect(throws: RefError.self) { try view.setBranch(branch("a/b"), to: first) }
    #expect(error?.code == "ref-exists")
    try view.setBranch(branch("x/y"), to: first)
    #expect(throws: RefError.self) { try view.setBranch(branch("x"), to: first) }
    // A tag lives elsewhere, and names that only begin alike are apart.
    try view.setTag(tag("a/b"), to: first)
    try view.setBranch(branch("x/yz"), to: first)
    try view.setBranch(branch("a"), to: try fixture.commit("Second"))
    view.removeBranch(try branch("a"))
    try view.setBranch(branch("a/b"), to: first)
  }

  @Test func aBranchCanBecomeAFolderInOneStep() throws {
    let fixture = try RefFixture()
    let first = try fixture.commit("First")
    try fixture.edit { try $0.setBranch(branch("a"), to: first) }
    try fixture.edit { view in
      try view.removeBranch(branch("a"))
      try view.setBranch(branch("a/b"), to: first)
    }
    #expect(try fixture.view().branches == [branch("a/b"): first])
    try fixture.edit { view in
      try view.removeBranch(branch("a/b"))
      try view.setBranch(branch("a"), to: first)
    }
    #expect(try fixture.view().branches == [branch("a"): first])
  }

  /// Later versions put more into a view: rewriting it keeps that as it is.
  @Test func unknownEntriesStay() throws {
    let fixture = try RefFixture()
    let first = try fixture.commit("First")
    let note = SHA256Hasher.hash("a note")
    let writer = StoreWriter(store: fixture.store, durability: .none)
    let put = { (entries: [TreeEntry]) in
      try TreeCodec.encode(entries) { _, bytes in try writer.putBytes(.tree, bytes) }
    }
    let notes = try put([TreeEntry(mode: .note, name: first.hex, size: 0, id: note)])
    let remote = try put([TreeEntry(mode: .branch, name: "main", size: 0, id: first.digest)])
    let remotes = try put([TreeEntry(mode: .tree, name: "origin", size: 0, id: remote.digest)])
    let strange = try put([TreeEntry(mode: .run, name: "odd", size: 0, id: note)])
    let entries = try TreeCodec.decode(fixture.log.current().operation.view) {
      try fixture.store.read(.tree, $0.digest)
    }
    let root = try put(
      entries + [
        TreeEntry(mode: .tree, name: "heads", size: 0, id: strange.digest),
        TreeEntry(mode: .tree, name: "notes", size: 0, id: notes.digest),
        TreeEntry(mode: .tree, name: "remotes", size: 0, id: remotes.digest),
      ])
    try writer.publish(pending: [])

    var view = try View.load(root, from: fixture.store)
    #expect(view.branches.isEmpty)
    try view.setBranch(branch("new"), to: first)
    try view.setTag(tag("t"), to: first)
    let next = StoreWriter(store: fixture.store, durability: .none)
    let written = try view.write(to: next, in: fixture.store)
    try next.publish(pending: [])
    let after = try TreeCodec.decode(written) { try fixture.store.read(.tree, $0.digest) }
    #expect(after.map(\.name) == ["HEAD", "heads", "notes", "remotes", "tags"])
    #expect(after.first { $0.name == "notes" }?.id == notes.digest)
    #expect(after.first { $0.name == "remotes" }?.id == remotes.digest)
    let heads = try TreeCodec.decode(TreeID(#require(after.first { $0.name == "heads" }).id)) {
      try fixture.store.read(.tree, $0.digest)
    }
    #expect(heads.map(\.name) == ["new", "odd"])
  }

  @Test func aViewWithoutHeadIsDamaged() throws {
    let fixture = try RefFixture()
    let writer = StoreWriter(store: fixture.store, durability: .none)
    let empty = try TreeCodec.encode([]) { _, bytes in try writer.putBytes(.tree, bytes) }
    let target = try writer.putSmallBlob(Array("heads/a b".utf8))
    let bad = try TreeCodec.encode([
      TreeEntry(mode: .symbolic, name: "HEAD", size: 0, id: target.digest)
    ]) { _, bytes in try writer.putBytes(.tree, bytes) }
    try writer.publish(pending: [])
    for id in [empty, bad] {
      let error = #expect(throws: RefError.self) { try View.load(id, from: fixture.store) }
      #expect(error?.code == "object-corrupt")
    }
  }

  @Test func changesApplyWhereTheRefsAreAsTheyWere() throws {
    let fixture = try RefFixture()
    let first = try fixture.commit("First")
    let second = try fixture.commit("Second")
    var mine = try fixture.view()
    try mine.advanceHead(to: first)
    var theirs = try fixture.view()
    try theirs.setTag(tag("v1"), to: second)
    try theirs.apply(mine.changes)
    #expect(theirs.head == .branch(.main, first))
    #expect(try theirs.tags == [tag("v1"): second])
    var conflict = try fixture.view()
    try conflict.advanceHead(to: second)
    let error = #expect(throws: RefError.self) { try conflict.apply(mine.changes) }
    #expect(error == .changed(["heads/main"]))
  }
}
