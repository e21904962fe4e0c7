import Objects
import Testing

/// Trees that nobody but an attacker or a broken disk makes. They are refused, and cost little.
@Suite struct TreeDamageTests {
  private let map = ObjectMap<TreeKind>()

  private func name(_ text: String) -> [UInt8] {
    [UInt8(text.utf8.count & 0xFF), UInt8(text.utf8.count >> 8)] + Array(text.utf8)
  }

  private func word(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func leaf(_ names: [String], mode: UInt8 = 1, size: UInt64 = 1) -> TreeID {
    var bytes = Array("MLXTREE\n".utf8)
    for text in names { bytes += [mode] + name(text) + word(size) + Digest.zero.bytes }
    return map.put(bytes)
  }

  private func node(_ rows: [(String, TreeID, UInt64, UInt64)]) -> TreeID {
    var bytes = Array("MLXTNOD\n".utf8)
    for (first, child, entries, size) in rows {
      bytes += name(first) + child.digest.bytes + word(entries) + word(size)
    }
    return map.put(bytes)
  }

  /// All readers refuse the tree.
  private func expectRefused(
    _ id: TreeID, _ reason: String, entry: String? = nil,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let found = malformation { _ = try TreeCodec.decode(id, load: map.load) }
    #expect(found?.contains(reason) == true, "\(found ?? "nothing")", sourceLocation: location)
    let inDiff = malformation {
      try TreeCodec.diff(nil, id, load: map.load) { _, _ in }
    }
    #expect(inDiff == found, sourceLocation: location)
    if let entry {
      let inEntry = malformation {
        _ = try TreeCodec.entry(named: entry, in: id, load: map.load)
      }
      #expect(inEntry != nil, sourceLocation: location)
    }
  }

  @Test func objectsThatAreNone() {
    for bytes: [UInt8] in [[], Array("MLX".utf8), Array("MLXRCPT\n".utf8), Array("MLXTREE ".utf8)] {
      #expect(malformation { _ = try TreeCodec.decode(map.put(bytes), load: map.load) } != nil)
    }
  }

  @Test func entries() {
    expectRefused(leaf(["b", "a"]), "out of order", entry: "a")
    expectRefused(leaf(["a", "a"]), "out of order")
    expectRefused(leaf(["a"], mode: 0), "mode")
    expectRefused(leaf(["a"], mode: 5), "mode")
    expectRefused(leaf(["a"], mode: 22), "mode")
    for hostile in ["..", ".", "", "a/b", ".git", ".MLOPS", "a\u{0}"] {
      expectRefused(leaf([hostile]), "a name is refused", entry: "a")
    }
    expectRefused(leaf([String(repeating: "n", count: 5000)]), "longer than")
    let bytes = Array("MLXTREE\n".utf8) + [1, 1, 0, 0xFF] + word(0) + Digest.zero.bytes
    expectRefused(map.put(bytes), "UTF-8")
  }

  @Test func rowsThatDoNotFitTheirChild() {
    let (a, b) = (leaf(["a", "b"]), leaf(["c"]))
    let good = node([("a", a, 2, 2), ("c", b, 1, 1)])
    #expect(throws: Never.self) { try TreeCodec.decode(good, load: map.load) }
    expectRefused(node([("a", a, 3, 2), ("c", b, 1, 1)]), "count of entries", entry: "a")
    expectRefused(node([("a", a, 2, 9), ("c", b, 1, 1)]), "sum of sizes", entry: "a")
    expectRefused(node([("A", a, 2, 2), ("c", b, 1, 1)]), "its node says 'A'", entry: "a")
    expectRefused(node([("a", a, 2, 2), ("c", leaf([]), 0, 0)]), "empty", entry: "c")
    expectRefused(node([("c", b, 1, 1), ("a", a, 2, 2)]), "out of order", entry: "a")
    expectRefused(node([("a", a, 2, 2), ("a", a, 2, 2)]), "out of order")
    expectRefused(node([]), "no rows", entry: "a")
    expectRefused(node([("..", a, 2, 2)]), "a name is refused")
  }

  @Test func leavesThatOverlap() {
    let (a, b) = (leaf(["a", "d"]), leaf(["c", "e"]))
    expectRefused(node([("a", a, 2, 2), ("c", b, 2, 2)]), "out of order")
    let inner = node([("a", a, 2, 2)])
    let other = node([("c", b, 2, 2)])
    expectRefused(node([("a", inner, 2, 2), ("c", other, 2, 2)]), "out of order")
  }

  @Test func levelsThatDiffer() {
    let (a, b) = (leaf(["a"]), leaf(["b"]))
    let deep = node([("b", b, 1, 1)])
    expectRefused(node([("a", a, 1, 1), ("b", deep, 1, 1)]), "where leaves do")
    let first = node([("a", a, 1, 1)])
    expectRefused(node([("a", first, 1, 1), ("b", b, 1, 1)]), "where nodes do")
  }

  @Test func sumsThatOverflow() {
    let a = leaf(["a", "b"], size: .max)
    expectRefused(node([("a", a, 2, .max &+ .max)]), "sum of sizes")
    let (b, c) = (leaf(["c"], size: .max), leaf(["d"], size: .max))
    let inner = node([("c", b, 1, .max), ("d", c, 1, .max)])
    expectRefused(node([("c", inner, 2, .max &+ .max)]), "sum of sizes")
  }

  @Test func tooManyLevels() throws {
    var id = leaf(["a"])
    for _ in 0..<16 { id = node([("a", id, 1, 1)]) }
    #expect(try TreeCodec.decode(id, load: map.load).count == 1)
    #expect(try TreeCodec.entry(named: "a", in: id, load: map.load) != nil)
    expectRefused(node([("a", id, 1, 1)]), "levels", entry: "a")
  }

  /// Every level names the one below many times: 16 levels would be 10^32 entries.
  @Test func aForgedBombIsRefusedAtOnce() {
    var id = leaf(["a"])
    var entries: UInt64 = 1
    for _ in 0..<16 {
      let rows = (0..<100).map { ($0 == 0 ? "a" : "a\(1000 + $0)", id, entries, entries) }
      id = node(rows)
      entries = entries &* 100
    }
    map.forgetLoads()
    expectRefused(id, "its node says")
    #expect(map.loads.count < 100)
  }

  @Test func everyTruncationAndFlipIsSeen() throws {
    let entries = ["a", "bc", "é"].map { Sample.entry($0) }
    let id = try Sample.store(entries, .standard, in: map)
    let bytes = try map.load(id)
    for end in 0..<bytes.count { try expectSeen(Array(bytes[..<end]), id, entries) }
    for index in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[index] ^= 1 << bit
        try expectSeen(flipped, id, entries)
      }
    }
  }

  private func expectSeen(_ bytes: [UInt8], _ id: TreeID, _ entries: [TreeEntry]) throws {
    guard let found = try? TreeCodec.decode(id, load: { _ in bytes }) else { return }
    #expect(found != entries)
    var again: [UInt8] = []
    #expect(try TreeCodec.encode(found) { again = $1 } != id)
    #expect(again == bytes)
  }
}
