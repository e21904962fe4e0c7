import Objects
import References
import TestSupport
import Testing

@testable import Lineage
@testable import ObjectStore
@testable import Repository

/// Which commit counts as the first one that told of something.
@Suite struct HistoryTests {
  private let made = edge(model("m"), blob("m"), input(dataset("d"), blob("d")))

  @Test func ancestorsComeFirstWhateverTheClocksSay() throws {
    let scene = try Scene()
    let late = try scene.commit("Late clock", at: 9_000, .init(edges: [made]))
    try scene.commit("Early clock", at: 1_000, .init(edges: [made]))
    let other = edge(model("n"), blob("n"), input(model("m"), blob("m")))
    try scene.commit("Again", at: 500, .init(edges: [made, other]))
    let history = try LineageHistory.load(scene.repository)
    #expect(history.commits.map(\.subject) == ["Late clock", "Early clock", "Again"])
    #expect(try scene.ask("model/m").edges.map(\.commit.id) == [late])
  }

  @Test func mergesBringNothingNew() throws {
    let scene = try Scene()
    let base = try scene.commit("Base", at: 1)
    let side = try scene.commit("Side", on: "side", parents: [base], at: 2, .init(edges: [made]))
    let main = try scene.commit("Main", parents: [base], at: 3)
    try scene.commit("Merge", parents: [main, side], at: 4, .init(edges: [made]))
    let history = try LineageHistory.load(scene.repository)
    #expect(history.commits.map(\.edges.count) == [0, 1, 0, 0])
    #expect(try scene.ask("model/m").edges.map(\.commit.id) == [side])
  }

  /// Of two branches that tell of the same edge, the one that did so first counts.
  @Test func theOldestOfTwoBranchesCounts() throws {
    let scene = try Scene()
    let base = try scene.commit("Base", at: 1)
    try scene.commit("Later", parents: [base], at: 5, .init(edges: [made]))
    let first = try scene.commit("First", on: "side", parents: [base], at: 3, .init(edges: [made]))
    #expect(try scene.ask("model/m").edges.map(\.commit.id) == [first])
  }

  @Test func commitsThatAreNotHereAreCounted() throws {
    let scene = try Scene()
    let promised = CommitID(SHA256Hasher.hash("promised"))
    try scene.repository.transaction("absent") { transaction in
      transaction.writer.declareAbsent(
        ObjectKey(kind: .record, digest: promised.digest), Absence(.promised, detail: "origin"))
      try transaction.view.setTag(TagName(validating: "promised"), to: promised)
    }
    try scene.commit("Child", parents: [promised], .init(edges: [made]))
    for _ in 0..<2 {
      let report = try scene.ask("model/m")
      #expect(report.edges.count == 1 && report.absentCommits == 1)
    }
  }

  @Test func commitsThatAreLostAreCounted() throws {
    let scene = try Scene()
    let gone = CommitID(SHA256Hasher.hash("none"))
    let child = try scene.commit("Child", parents: [gone], .init(edges: [made]))
    try scene.commit("Grandchild", parents: [child])
    for _ in 0..<2 {
      let report = try scene.ask("model/m")
      #expect(report.edges.count == 1 && report.absentCommits == 0 && report.lostCommits == 1)
    }
    // What its child says may be what it said: known again when it is back.
    let cache = try LineageCache(scene.repository).load()
    #expect(cache[child] == nil)
  }

  @Test func refsOfEveryKindCount() throws {
    let scene = try Scene()
    let main = try scene.commit("Main")
    let far = try scene.commit("Far", on: "far", parents: [main], .init(edges: [made]))
    try scene.edit { view in view.removeBranch(try BranchName(validating: "far")) }
    let store = scene.test.repository.store
    try store.reload()
    // A view with a folder that this version does not know.
    let writer = StoreWriter(store: store, durability: .none)
    func folder(_ entries: [TreeEntry]) throws -> TreeID {
      try TreeCodec.encode(entries) { _, bytes in _ = try writer.putBytes(.tree, bytes) }
    }
    let origin = try folder([TreeEntry(mode: .branch, name: "far", size: 0, id: far.digest)])
    let remotes = try folder([TreeEntry(mode: .tree, name: "origin", size: 0, id: origin.digest)])
    let note = try folder([TreeEntry(mode: .branch, name: "x", size: 0, id: main.digest)])
    let view = try folder([
      TreeEntry(mode: .branch, name: "HEAD", size: 0, id: main.digest),
      TreeEntry(mode: .tree, name: "notes", size: 0, id: note.digest),
      TreeEntry(mode: .tree, name: "remotes", size: 0, id: remotes.digest),
    ])
    try writer.publish(pending: [])
    #expect(try Set(RefTips(store: store).commits(in: view)) == [main, far])
  }
}
