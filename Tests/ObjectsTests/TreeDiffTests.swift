import Objects
import Testing

@Suite struct TreeDiffTests {
  private struct Change: Equatable {
    let before: TreeEntry?
    let after: TreeEntry?
  }

  private func diff(
    _ a: TreeID?, _ b: TreeID?, _ map: ObjectMap<TreeKind>
  ) throws -> [Change] {
    var changes: [Change] = []
    try TreeCodec.diff(a, b, load: map.load) { changes.append(Change(before: $0, after: $1)) }
    return changes
  }

  private func naive(_ a: [TreeEntry], _ b: [TreeEntry]) -> [Change] {
    let old = Dictionary(uniqueKeysWithValues: a.map { ($0.name, $0) })
    let new = Dictionary(uniqueKeysWithValues: b.map { ($0.name, $0) })
    return Set(old.keys).union(new.keys).sorted { TreeEntry.precedes($0, $1) }
      .filter { old[$0] != new[$0] }.map { Change(before: old[$0], after: new[$0]) }
  }

  /// A few edits of a list.
  private func edited(
    _ entries: [TreeEntry], _ edits: Int, using random: inout SeededGenerator
  ) -> [TreeEntry] {
    var entries = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
    for _ in 0..<edits {
      let name = "\(Int.random(in: 0..<400, using: &random))"
      switch Int.random(in: 0..<3, using: &random) {
      case 0: entries[name] = nil
      case 1: entries[name] = Sample.entry(name, "changed")
      default: entries[name] = Sample.entry(name)
      }
    }
    return entries.values.sorted { TreeEntry.precedes($0.name, $1.name) }
  }

  @Test(arguments: 0..<300)
  func diffsAreTheNaiveOnes(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let before = Sample.random([0, 3, 30, 300][seed % 4], using: &random)
    let after =
      seed % 3 == 0
      ? Sample.random([300, 0, 4, 40][seed / 4 % 4], using: &random)
      : edited(before, Int.random(in: 0..<20, using: &random), using: &random)
    let map = ObjectMap<TreeKind>()
    let a = try Sample.store(before, Sample.limits, in: map)
    let b = try Sample.store(after, Sample.limits, in: map)
    #expect(try diff(a, b, map) == naive(before, after))
    #expect(try diff(b, a, map) == naive(after, before))
    #expect(try diff(nil, b, map) == naive([], after))
    #expect(try diff(a, nil, map) == naive(before, []))
  }

  @Test func historyDoesNotMatter() throws {
    var random = SeededGenerator(seed: 7)
    let map = ObjectMap<TreeKind>()
    for _ in 0..<50 {
      let entries = Sample.random(150, using: &random)
      var other = edited(entries, 30, using: &random)
      // Back to the first list, one name at a time: every step is a tree, the last one is the same.
      let first = try Sample.store(entries, Sample.limits, in: map)
      for change in naive(other, entries) {
        let name = change.before?.name ?? change.after?.name
        other.removeAll { $0.name == name }
        if let after = change.after { other.append(after) }
        other.sort { TreeEntry.precedes($0.name, $1.name) }
        _ = try Sample.store(other, Sample.limits, in: map)
      }
      #expect(try Sample.store(other, Sample.limits, in: map) == first)
    }
  }

  @Test func equalPartsAreNotRead() throws {
    let map = ObjectMap<TreeKind>()
    let before = Sample.entries(20_000)
    var after = before
    after[15_000] = Sample.entry(after[15_000].name, "changed")
    let a = try Sample.store(before, .standard, in: map)
    let b = try Sample.store(after, .standard, in: map)
    map.forgetLoads()
    #expect(
      try diff(a, b, map) == [Change(before: before[15_000], after: after[15_000])])
    // Both roots; the first leaf of each, to see how deep they are; the leaf that differs.
    #expect(map.loads.count <= 6)
    map.forgetLoads()
    #expect(try diff(a, a, map).isEmpty)
    #expect(map.loads.isEmpty)
  }

  @Test func equalPartsAreNotReadOverThreeLevels() throws {
    let map = ObjectMap<TreeKind>()
    let before = Sample.entries(4_000)
    let after = Array(before.dropLast())
    let a = try Sample.store(before, Sample.limits, in: map)
    let b = try Sample.store(after, Sample.limits, in: map)
    #expect(try Sample.levels(a, in: map) > 4)
    map.forgetLoads()
    #expect(try diff(a, b, map) == [Change(before: before.last, after: nil)])
    #expect(map.loads.count < 120)
  }

  @Test func anEmptyFolderIsAsNone() throws {
    let map = ObjectMap<TreeKind>()
    let empty = try Sample.store([], .standard, in: map)
    #expect(empty == TreeCodec.emptyID)
    #expect(try diff(nil, empty, map).isEmpty)
    #expect(try diff(nil, nil, map).isEmpty)
  }

  @Test func whatTheClosureThrowsComesThrough() throws {
    struct Stop: Error {}
    let map = ObjectMap<TreeKind>()
    let id = try Sample.store(Sample.entries(3), .standard, in: map)
    #expect(throws: Stop.self) {
      try TreeCodec.diff(nil, id, load: map.load) { _, _ in throw Stop() }
    }
  }
}
