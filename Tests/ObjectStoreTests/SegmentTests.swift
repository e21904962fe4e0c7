// Segments on their own: look-ups in large ones, merges, absent rows, and what is live.
import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct SegmentTests {
  private let fixture: StoreFixture

  init() throws { fixture = try StoreFixture() }

  private func pack(_ number: UInt64) -> PackEntry {
    PackEntry(
      id: SHA256Hasher.hash("pack \(number)"), bytes: 1_000_000 + number, flags: UInt32(number % 2))
  }

  private func rows(_ range: Range<Int>, pack entry: PackEntry) -> PackedRows {
    var packed = PackedRows()
    packed.add(
      entry,
      range.map { number in
        ObjectRow(
          id: SHA256Hasher.hash("object \(number)"), offset: UInt64(16 + number), stored: 1, raw: 1,
          inner: 0, base: 0, pack: 0, kind: number % 5 == 0 ? .tree : .chunk, encoding: 0)
      })
    packed.add(
      range.map {
        BlobRecipe(
          blob: SHA256Hasher.hash("blob \($0 / 3)"), root: SHA256Hasher.hash("root \($0)"))
      })
    packed.sort()
    return packed
  }

  private func write(
    _ sources: [MergeSource], absent: [AbsentRow] = [], replaced: [Digest] = [],
    folded: Set<Digest> = [], missing: Set<Digest> = [],
    hasOtherCopy: @escaping (ObjectKey) throws -> Bool = { _ in false }, loadBelow: Int = 0
  ) throws -> SegmentReader {
    let merge = SegmentMerge(
      sources: sources, absent: absent, replaced: replaced,
      isThere: { !missing.contains($0.id) }, folded: folded, hasOtherCopy: hasOtherCopy)
    let kernel = KernelFileSystem()
    let (path, id, bytes) = try merge.write(
      in: fixture.root.appending("tmp"), fileSystem: kernel, sync: false)
    let place = fixture.root.appending("objects/index/\(id.hex).seg")
    try kernel.rename(path, to: place)
    let segment = try SegmentReader(place, id: id, in: kernel, loadBelow: loadBelow)
    #expect(Int64(segment.fileBytes) == bytes)
    #expect(try segment.contentChecksum() == id)
    return segment
  }

  @Test(arguments: [0, 1, 2, 511, 512, 513, 20_000], [0, Int.max])
  func lookUps(_ count: Int, _ loadBelow: Int) throws {
    let packed = rows(0..<count, pack: pack(1))
    let segment = try write([.packed(packed)], loadBelow: loadBelow)
    for number in stride(from: 0, to: count, by: max(1, count / 2000)) {
      let kind: StoredKind = number % 5 == 0 ? .tree : .chunk
      let id = SHA256Hasher.hash("object \(number)")
      #expect(try segment.row(kind, id)?.offset == UInt64(16 + number))
      #expect(try segment.row(kind == .tree ? .chunk : .tree, id) == nil)
      #expect(try segment.row(kind, SHA256Hasher.hash("nothing \(number)")) == nil)
      let blob = SHA256Hasher.hash("blob \(number / 3)")
      let expected = (number / 3 * 3..<min(number / 3 * 3 + 3, count))
        .map { SHA256Hasher.hash("root \($0)") }
      #expect(try Set(segment.recipes(of: blob)) == Set(expected))
    }
    #expect(try segment.row(.chunk, .zero) == nil)
    let highest = try #require(Digest(bytes: [UInt8](repeating: 255, count: 32)))
    #expect(try segment.row(.chunk, highest) == nil)
    #expect(try segment.lowerBound(.chunks, .zero) == 0)
    #expect(try segment.lowerBound(.chunks, highest) == segment.count(.chunks))
  }

  /// What a hostile remote may say: sums of it would overflow.
  @Test func impossibleSizesAreDamage() throws {
    var huge = pack(1)
    huge.bytes = .max
    #expect(throws: StoreError.self) { try write([.packed(rows(0..<10, pack: huge))]) }
    huge.bytes = PackFormatV1.fileBytesMax
    _ = try write([.packed(rows(0..<10, pack: huge))])
    var short = pack(2)
    short.bytes = 20
    let segment = try write([.packed(rows(0..<10, pack: short))])
    #expect(try segment.row(.chunk, SHA256Hasher.hash("object 3"))?.offset == 19)
    #expect(throws: StoreError.self) {
      try segment.row(.chunk, SHA256Hasher.hash("object 4"))
    }
    #expect(throws: StoreError.self) { try segment.rows(.chunk, 0..<segment.count(.chunks)) }
  }

  @Test func mergeKeepsOneCopy() throws {
    let (a, b) = (pack(1), pack(2))
    let first = try write([.packed(rows(0..<1000, pack: a))])
    let second = try write([.packed(rows(500..<1500, pack: b))])
    let both = try write([.segment(first), .segment(second)], replaced: [first.id, second.id])
    #expect(both.count(.chunks) + both.count(.trees) == 1500)
    #expect(both.count(.blobRecipes) == 1500)
    #expect(Set(both.packs) == [a, b])
    #expect(Set(both.replaced) == [first.id, second.id])
    let shared = try #require(try both.row(.chunk, SHA256Hasher.hash("object 501")))
    #expect(both.packs[Int(shared.pack)] == a)
    // One pack is gone: the copies in the other one stay, and the rest of its rows as well.
    let lost = try write([.segment(first), .segment(second)], missing: [a.id])
    let now = try #require(try lost.row(.chunk, SHA256Hasher.hash("object 501")))
    #expect(lost.packs[Int(now.pack)] == b)
    #expect(lost.count(.chunks) + lost.count(.trees) == 1500)
    // They are dropped when a segment outside of the merge has them.
    let dropped = try write([.segment(first)], missing: [a.id], hasOtherCopy: { _ in true })
    #expect(dropped.count(.chunks) == 0)
    #expect(dropped.packs.isEmpty)
    // Rows of folded packs go, since the new pack's rows come with them.
    let folded = try write(
      [.packed(rows(0..<1000, pack: b)), .segment(first)], folded: [a.id])
    #expect(folded.packs == [b])
    #expect(folded.count(.chunks) + folded.count(.trees) == 1000)
  }

  @Test func absentRowsSurviveMerges() throws {
    let keys = (0..<4).map {
      ObjectKey(kind: StoredKind.allCases[$0], digest: SHA256Hasher.hash("absent \($0 / 2)"))
    }
    let states: [Absence] = [
      Absence(.promised, detail: "origin"), Absence(.external, detail: "s3://lake/part-0"),
      Absence(.purged, detail: ""), Absence(.boundary, detail: "é"),
    ]
    let absent = zip(keys, states).map { AbsentRow(key: $0, absence: $1) }
    let first = try write([], absent: absent)
    let newer = AbsentRow(key: keys[0], absence: Absence(.purged, detail: "note"))
    for loadBelow in [0, Int.max] {
      let merged = try write(
        [.packed(rows(0..<10, pack: pack(1))), .segment(first)], absent: [newer],
        loadBelow: loadBelow)
      #expect(merged.count(.absent) == 4)
      #expect(try merged.absence(of: keys[0]) == newer.absence)
      for index in 1..<4 { #expect(try merged.absence(of: keys[index]) == states[index]) }
      #expect(try merged.absence(of: ObjectKey(kind: .record, digest: .zero)) == nil)
    }
  }

  @Test func absentObjectsOfAStore() throws {
    let writer = fixture.writer()
    let key = ObjectKey(kind: .chunk, digest: SHA256Hasher.hash("elsewhere"))
    let absence = Absence(.external, detail: "s3://lake/x")
    writer.declareAbsent(key, absence)
    try writer.publish(pending: [])
    try fixture.commit(["another"])
    try fixture.commit(["and another"])
    let store = fixture.open()
    #expect(store.absence(of: key) == absence)
    #expect(!store.contains(key))
    #expect(throws: StoreError.absent(key, absence)) { try store.read(.chunk, key.digest) }
    #expect(throws: StoreError.absent(key, absence)) { try store.recipe(of: BlobID(key.digest)) }
    var listed: [ObjectKey] = []
    try store.forEachAbsent { key, _ in listed.append(key) }
    #expect(listed == [key])
    // An object that is here is not absent, whatever was declared.
    let second = fixture.writer()
    try second.putSmallBlob(Array("elsewhere".utf8))
    try second.publish(pending: [])
    #expect(fixture.open().absence(of: key) == nil)
    #expect(try fixture.open().read(.chunk, key.digest) == Array("elsewhere".utf8))
  }

  @Test func replacedSegmentsAreNotLive() throws {
    let first = try write([.packed(rows(0..<10, pack: pack(1)))])
    let second = try write([.segment(first)], replaced: [first.id])
    let third = try write([.segment(second)], replaced: [first.id, second.id])
    let layout = StoreLayout(root: fixture.root)
    func live() throws -> [Digest] {
      try SegmentSet.load(layout, in: KernelFileSystem(), limits: .shrunk, previous: nil)
        .live.map(\.id)
    }
    #expect(try live() == [third.id])
    // A crash between the deletions revives nothing.
    try KernelFileSystem().unlink(layout.segment(second.id))
    #expect(try live() == [third.id])
    try KernelFileSystem().unlink(layout.segment(third.id))
    #expect(try live() == [first.id])
  }

  /// A power cut may bring back files whose deletion was not on the disk: S2 does not name A, since A was deleted when it was
  /// written. Whoever takes S2 in must not revive A by deleting S1, which alone replaces it.
  @Test(arguments: [false, true]) func whatAPowerCutBringsBackStaysDead(isCollection: Bool) throws {
    let kernel = KernelFileSystem()
    let folder = fixture.root.appending("objects/index")
    var files: [String: [UInt8]] = [:]
    for number in 1...3 {
      try fixture.commit(["record \(number)"])
      for name in try fixture.names("objects/index") where files[name] == nil {
        files[name] = try kernel.readFile(folder.appending(name), maxBytes: 1 << 20)
      }
    }
    let live = try fixture.open().snapshot().segments.live.map(\.id)
    #expect(files.count == 3 && live.count == 1)
    for (name, bytes) in files where name != "\(live[0].hex).seg" {
      try File(folder.appending(name), .create, in: kernel).write(bytes, at: 0)
    }
    #expect(try fixture.open().snapshot().segments.live.map(\.id) == live)

    if isCollection {
      let store = fixture.open()
      let pack = try #require(try store.snapshot().segments.live.first?.packs.first?.id)
      let removal = PackRemoval(store: store, durability: .full, packs: [pack])
      _ = try removal.run(absent: [], to: nil)
    } else {
      try fixture.commit(["record 4"])
    }
    #expect(try fixture.names("objects/index").count == 1, "the dead are deleted")
    let after = try fixture.open().snapshot().segments
    #expect(after.live.count == 1 && after.dead.isEmpty && !live.contains(after.live[0].id))
  }
}
