import Objects
import Testing

@Suite struct TreeCodecTests {
  @Test func smallFoldersAreOneLeaf() throws {
    #expect(
      TreeCodec.emptyID.hex == "303eca917c9454a534fb260a5681764babd3329954bf1db34ded696538e817f5")
    let map = ObjectMap<TreeKind>()
    let entries = Sample.entries(512)
    let id = try Sample.store(entries, .standard, in: map)
    #expect(map.objects.count == 1)
    #expect(try TreeCodec.decode(id, load: map.load) == entries)
    #expect(try TreeCodec.parts(of: id, load: map.load) == [id])
    let larger = try Sample.store(Sample.entries(513), .standard, in: map)
    #expect(try TreeCodec.parts(of: larger, load: map.load).count > 2)
  }

  @Test func fortyEntriesMakeThreeLevels() throws {
    let map = ObjectMap<TreeKind>()
    let entries = Sample.entries(40)
    let id = try Sample.store(entries, Sample.limits, in: map)
    #expect(try Sample.levels(id, in: map) == 3)
    #expect(try TreeCodec.decode(id, load: map.load) == entries)
  }

  @Test(arguments: 0..<60)
  func foldersComeBack(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let entries = Sample.random(Int.random(in: 0..<200, using: &random), using: &random)
    let map = ObjectMap<TreeKind>()
    let id = try Sample.store(entries, Sample.limits, in: map)
    #expect(try TreeCodec.decode(id, load: map.load) == entries)
    for entry in entries {
      #expect(try TreeCodec.entry(named: entry.name, in: id, load: map.load) == entry)
      #expect(try TreeCodec.entry(named: entry.name + "\u{1}", in: id, load: map.load) == nil)
    }
    #expect(try TreeCodec.entry(named: "\u{1}", in: id, load: map.load) == nil)
    #expect(try Set(TreeCodec.parts(of: id, load: map.load)) == Set(map.objects.keys))
  }

  /// Parts are found by names alone, so one more entry changes few of them.
  @Test func oneEntryChangesFewParts() throws {
    let before = ObjectMap<TreeKind>()
    let after = ObjectMap<TreeKind>()
    var entries = Sample.entries(20_000)
    _ = try Sample.store(entries, .standard, in: before)
    entries.insert(Sample.entry("name 10000 and a half"), at: 10_001)
    entries.sort { TreeEntry.precedes($0.name, $1.name) }
    _ = try Sample.store(entries, .standard, in: after)
    #expect(before.objects.count > 100)
    #expect(Set(after.objects.keys).subtracting(before.objects.keys).count <= 4)
  }

  @Test func modesAndOddNamesComeBack() throws {
    let names = ["\u{1}", " ", "-", "e\u{301}", "é", "\u{301}", "\u{FB33}", "😀"]
    var entries = names.map { Sample.entry($0) }
    for mode in TreeMode.allCases {
      entries.append(TreeEntry(mode: mode, name: "m\(mode.rawValue)", size: .max >> 5, id: .zero))
    }
    entries.sort { TreeEntry.precedes($0.name, $1.name) }
    let map = ObjectMap<TreeKind>()
    let id = try Sample.store(entries, .standard, in: map)
    #expect(try TreeCodec.decode(id, load: map.load) == entries)
  }

  @Test func spellingsOfOneLetterAreTwoEntries() {
    let id = Digest.zero
    #expect(
      TreeEntry(mode: .file, name: "é", size: 0, id: id)
        != TreeEntry(mode: .file, name: "e\u{301}", size: 0, id: id))
  }

  @Test func unsortedAndTwiceAreRefused() {
    for names in [["b", "a"], ["a", "a"], ["é", "e\u{301}"], ["a", "B"]] {
      #expect(throws: ObjectError.duplicateName(names[1])) {
        _ = try TreeCodec.encode(names.map { Sample.entry($0) }) { _, _ in }
      }
    }
  }

  @Test func sizesThatDoNotAddUpAreRefused() {
    let entries = ["a", "b"].map { TreeEntry(mode: .file, name: $0, size: .max, id: .zero) }
    #expect(throws: ObjectError.tooLarge(kind: "folder", limit: .max)) {
      _ = try TreeCodec.encode(entries) { _, _ in }
    }
  }

  @Test func whatLoadThrowsComesThrough() throws {
    let map = ObjectMap<TreeKind>()
    let id = TreeID(digest("nowhere"))
    #expect(throws: ObjectMap<TreeKind>.Missing.self) {
      _ = try TreeCodec.decode(id, load: map.load)
    }
  }
}

/// Trees to test with.
enum Sample {
  /// A leaf of up to 4 entries, nodes of up to 4 rows.
  static var limits: TreeLimits {
    var limits = TreeLimits()
    limits.tree = SplitLimits(inlineMax: 4, partMin: 2, partMax: 8, modulus: 3)
    limits.recipe = SplitLimits(inlineMax: 4, partMin: 2, partMax: 8, modulus: 3)
    return limits
  }

  static func entry(_ name: String, _ content: String = "") -> TreeEntry {
    TreeEntry(
      mode: .file, name: name, size: UInt64(name.utf8.count), id: digest(name + content))
  }

  static func entries(_ count: Int) -> [TreeEntry] {
    (0..<count).map { "name \(100_000 + $0)" }.map { entry($0) }
  }

  /// Entries with short names, so that two lists have many in common.
  static func random(_ count: Int, using random: inout SeededGenerator) -> [TreeEntry] {
    var names = Set<String>()
    for _ in 0..<count {
      names.insert("\(Int.random(in: 0..<400, using: &random))")
    }
    return names.map { entry($0) }.sorted { TreeEntry.precedes($0.name, $1.name) }
  }

  static func store(
    _ entries: [TreeEntry], _ limits: TreeLimits, in map: ObjectMap<TreeKind>
  ) throws -> TreeID {
    try TreeCodec.encode(entries, limits: limits) { map.put($0, $1) }
  }

  /// Levels of objects: 1 for a leaf.
  static func levels(_ id: TreeID, in map: ObjectMap<TreeKind>) throws -> Int {
    map.forgetLoads()
    _ = try TreeCodec.entry(named: "name 100000", in: id, load: map.load)
    return map.loads.count
  }
}
