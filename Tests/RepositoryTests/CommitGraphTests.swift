import Objects
import TestSupport
import Testing

@testable import Repository

/// Ancestors and merge bases.
@Suite struct CommitGraphTests {
  @Test func bases() throws {
    let test = try TestRepository()
    let root = try test.record("root", parents: [])
    let a = try test.record("a", parents: [root])
    let b = try test.record("b", parents: [root])
    let ab = try test.record("ab", parents: [a, b])
    let ba = try test.record("ba", parents: [b, a])
    let lone = try test.record("lone", parents: [])
    let graph = CommitGraph(store: try test.reopened().store)
    #expect(try graph.mergeBases(a, b) == [root])
    #expect(try graph.mergeBases(a, a) == [a])
    #expect(try graph.mergeBases(ab, a) == [a])
    #expect(try graph.mergeBases(a, lone) == [])
    // A criss-cross has two.
    #expect(try Set(graph.mergeBases(ab, ba)) == [a, b])
  }

  @Test func ancestors() throws {
    let test = try TestRepository()
    let root = try test.record("root", parents: [])
    let a = try test.record("a", parents: [root])
    let b = try test.record("b", parents: [root])
    let merge = try test.record("merge", parents: [a, b])
    let graph = CommitGraph(store: try test.reopened().store)
    #expect(try graph.isAncestor(root, of: merge))
    #expect(try graph.isAncestor(b, of: merge))
    #expect(try graph.isAncestor(a, of: a))
    #expect(try !graph.isAncestor(merge, of: a))
    #expect(try !graph.isAncestor(a, of: b))
  }

  /// The machine that made the older commit has its clock a hundred days ahead.
  @Test func clocksMayDiffer() throws {
    let test = try TestRepository()
    test.clock.advance(seconds: 100 * 86_400)
    let first = try test.commit("first", ["a.txt": "1"])
    test.clock.advance(seconds: -100 * 86_400)
    let second = try test.commit("second", ["a.txt": "2"])
    let third = try test.commit("third", ["a.txt": "3"])
    let graph = CommitGraph(store: try test.reopened().store)
    #expect(try graph.isAncestor(first, of: third))
    #expect(try graph.isAncestor(second, of: third))
    #expect(try !graph.isAncestor(third, of: first))
  }
}
