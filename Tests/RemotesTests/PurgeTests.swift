// Files that are forgotten in all versions, everywhere.
import FileIO
import ObjectStore
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct PurgeTests {
  private let folder: RemoteFolder
  private let ana: Member

  init() throws {
    folder = try RemoteFolder()
    ana = try Member(folder.transport, limits: smallLimits)
    try named(ana)
  }

  private func named(_ member: Member) throws {
    _ = try member.repository.addRemote(
      .origin, at: RemoteLocation(parsing: folder.path.string), from: FilePath("/"))
  }

  private func ben(later: Int64 = 1000) throws -> Member {
    let ben = try Member(folder.transport, limits: smallLimits, later: later)
    try named(ben)
    try ben.fetch()
    return ben
  }

  private func purge(
    _ word: String, by member: Member? = nil, isDryRun: Bool = false
  ) throws -> PurgeReport {
    var request = PurgeRequest(word, reason: "asked to")
    request.isDryRun = isDryRun
    return try (member ?? ana).repository.purge(request)
  }

  /// Bytes that no compression changes.
  private func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  /// Whether any file below a folder has the bytes.
  private func holds(_ folder: FilePath, _ bytes: ArraySlice<UInt8>) throws -> Bool {
    let fileSystem = KernelFileSystem()
    let wanted = Array(bytes)
    for entry in try fileSystem.entries(of: folder, withStatus: false) {
      let path = folder.appending(entry.name)
      guard let status = try fileSystem.status(at: path, followingLinks: false) else { continue }
      if status.type == .directory {
        if try holds(path, bytes) { return true }
        continue
      }
      let all = try fileSystem.readFile(path, maxBytes: 1 << 26)
      var start = 0
      while let found = all[start...].firstIndex(of: wanted[0]) {
        if all[found...].starts(with: wanted) { return true }
        start = found + 1
      }
    }
    return false
  }

  private func absence(_ blob: BlobID, in member: Member) throws -> Absence? {
    try member.repository.store.absence(of: ObjectKey(kind: .chunk, digest: blob.digest))
  }

  private func blob(_ bytes: [UInt8]) -> BlobID { BlobID(SHA256Hasher.hash(bytes)) }

  @Test func forgetsAllVersionsHereAndThere() throws {
    let (first, second) = (noise(150_000, seed: 1), noise(3_000, seed: 2))
    // Its end is in another file too, chunk by chunk.
    let sharing = noise(20_000, seed: 3) + first[50_000...]
    try ana.test.write("data/secret", first)
    try ana.test.write("data/other", sharing)
    let one = try ana.test.commit("one", ["small": "1"])
    try ana.test.write("data/secret", second)
    try ana.test.commit("two", ["small": "2"])
    try ana.test.commit("three", ["secret": nil])
    try ana.push()
    let ben = try ben()
    let before = try ana.data(one.hex)
    #expect(before["secret"] == first)

    let dry = try purge("data/secret", isDryRun: true)
    #expect(dry.files.count == 2 && dry.remotes.map(\.objects) == [dry.objects])
    #expect(try ana.data(one.hex) == before && ana.repository.fsck().purged.isEmpty)

    let report = try purge("data/secret")
    #expect(Set(report.files.map(\.blob)) == [blob(first), blob(second)])
    #expect(report.files.allSatisfy { $0.paths.map(\.string) == ["data/secret"] })
    #expect(report.objects == dry.objects && report.remotes.map(\.name) == [.origin])
    for place in [ana.test.path(".mlops"), folder.path] {
      #expect(try !holds(place, first[0..<48]), "\(place)")
      #expect(try !holds(place, second[100..<148]))
      #expect(try holds(place, sharing[0..<48]), "the test looks at the right place")
    }
    let commit = try ana.repository.commit(one)
    let load: (TreeID) throws -> [UInt8] = { try ana.repository.store.read(.tree, $0.digest) }
    let data = try #require(try TreeCodec.entry(named: "data", in: commit.tree, load: load))
    let other = try #require(
      try TreeCodec.entry(named: "other", in: TreeID(data.id), load: load))
    #expect(
      try ana.repository.store.readBlob(BlobID(other.id), maxBytes: 1 << 20) == sharing,
      "what another file shares stays")
    #expect(code { _ = try ana.data(one.hex) } == "object-absent")
    let note = try #require(report.files.first { $0.blob == blob(first) }).note
    #expect(try absence(blob(first), in: ana) == Absence(.purged, detail: note.hex))
    #expect(try ana.repository.store.note(note).tombstone?.reason == "asked to")
    #expect(try ana.repository.fsck().purged.count == 2)
    try ana.expectSound()
    try folder.expectSound()
    #expect(try ana.sharing().fsck(full: true).purged.count == 2)
    // Again: nothing is left to do.
    let again = try purge("data/secret")
    #expect(again.objects == 0 && again.files == report.files.sorted { $0.blob < $1.blob })

    // Ben still has the bytes, and cannot bring them back.
    #expect(try ben.data(one.hex) == before)
    _ = try ben.sharing().pull()
    try ben.test.write("data/again", first)
    try ben.test.commit("again", ["small": "4"])
    let pushed = try ben.push()
    #expect(pushed.purged == 1)
    #expect(try !holds(folder.path, first[0..<48]))
    try folder.expectSound()
    // His tombstones came with the pull; a collection frees the room.
    try ben.test.commit("without", ["again": nil])
    _ = try ben.repository.collect(CollectOptions(isImmediate: true))
    #expect(try absence(blob(second), in: ben)?.state == .purged)
    try ben.expectSound()
    // Who comes later gets all but the bytes.
    let carol = try self.ben(later: 5000)
    #expect(try absence(blob(first), in: carol)?.state == .purged)
    try carol.expectSound()
    let result = try carol.repository.checkout(
      CheckoutOptions(revision: Revision(parsing: one.hex)))
    #expect(result.notices.contains { $0.hasPrefix("'data/secret' was purged by Ada at ") })
    #expect(try carol.test.bytes("data/other") == sharing && carol.test.text("data/small") == "1")
    #expect(try carol.test.bytes("data/secret") == nil)
    _ = try carol.repository.checkout(
      CheckoutOptions(revision: Revision(parsing: "origin/main")))
    let status = try carol.repository.status()
    // What is in a version and was purged shows as deleted.
    #expect(status.unstaged.flatMap(\.sample).map(\.path.string) == ["data/again"], "\(status)")
    #expect(status.unstaged.map(\.files.deleted) == [1] && status.staged.isEmpty)
    let log = try carol.repository.log(LogOptions())
    #expect(log.last?.purged.map(\.reason) == ["asked to"] && log.first?.purged.isEmpty == true)
  }

  /// The paths of packs with files' contents, or of the others.
  private func packs(isMetadata: Bool) throws -> [FilePath] {
    try ana.repository.store.packs().filter { $0.isMetadata == isMetadata }.map {
      FilePath($0.path)
    }
  }

  @Test func saysWhichPacksNobodyCanRead() throws {
    let secret = noise(150_000, seed: 1)
    try ana.test.write("data/secret", secret)
    try ana.test.commit("one", ["small": "1"])
    #expect(try purge("data/secret", isDryRun: true).damagedPacks == 0)
    let fileSystem = KernelFileSystem()
    let damaged = try packs(isMetadata: false)
    for pack in damaged {
      let size = try #require(try fileSystem.status(at: pack, followingLinks: false)).size
      try fileSystem.setPermissions(0o644, of: pack)
      try File(pack, .write, in: fileSystem).write([0, 0, 0], at: size - 40)
    }
    for isDryRun in [true, false] {
      let report = try purge("data/secret", isDryRun: isDryRun)
      #expect(report.damagedPacks == damaged.count, "\(report)")
    }
    let kept = try holds(ana.test.path(".mlops"), secret[0..<48])
    #expect(kept, "a pack that cannot be read as one stays")
  }

  @Test func saysWhatItCannotTellThePartsOf() throws {
    try ana.test.write("data/secret", noise(150_000, seed: 1))
    try ana.test.commit("one", ["small": "1"])
    let recipes = try ana.repository.store.objectIDs(.recipe, prefix: "")
    #expect(recipes.count == 1)
    let damaged = try recipes.filter { id in
      try packs(isMetadata: true).contains {
        try PackBody($0).flip(ifHolding: id, kind: .recipe, in: KernelFileSystem())
      }
    }
    #expect(damaged == recipes)
    let report = try purge("data/secret")
    #expect(report.damagedPacks == 1, "\(report)")
  }

  @Test func differencesToItAreStoredAnew() throws {
    var random = SeededGenerator(seed: 5)
    var rows = (0..<6_000).map { "\($0),\(random.next() % 1_000_000),\(random.next() % 97)" }
    var blobs: [BlobID] = []
    for version in 1...3 {
      let text = rows.joined(separator: "\n")
      blobs.append(blob(Array(text.utf8)))
      try ana.test.commit("v\(version)", ["table.csv": text])
      for _ in 0..<60 {
        rows.insert("x\(version),\(random.next())", at: Int(random.next() % UInt64(rows.count)))
      }
    }
    #expect(try ana.repository.repack(RepackOptions(isImmediate: true)).chunks > 0)
    try ana.push()
    let all = try (0..<3).map { try ana.data("main~\($0)") }
    // Whichever is the base: the others stay.
    for (number, blob) in blobs.enumerated().dropLast() {
      let profile = try ana.repository.commit(
        ana.repository.resolve(Revision(parsing: "main~\(2 - number)"))
      ).assets.first?.profile
      let report = try purge("blob:\(blob.hex)")
      #expect(report.files.count == 1 && report.objects > 0)
      if let profile {
        let key = ObjectKey(kind: .record, digest: profile.digest)
        #expect(try !ana.repository.store.contains(key), "it quotes the table")
        #expect(try ana.repository.store.absence(of: key)?.state == .purged)
      }
      #expect(code { _ = try ana.data("main~\(2 - number)") } == "object-absent")
      #expect(try ana.data("main") == all[0])
      try ana.expectSound()
      try folder.expectSound()
    }
    let ben = try ben()
    #expect(try ben.data("origin/main") == all[0])
    try ben.expectSound()
  }

  @Test func aPushThatBeganBeforeLeavesItOut() throws {
    let secret = noise(3_000, seed: 7)
    try ana.test.write("data/secret", secret)
    try ana.test.commit("one", ["small": "1"])
    try ana.test.commit("two", ["secret": nil])
    try ana.push()
    let ben = try ben()
    _ = try ben.sharing().pull()
    try ben.test.write("data/copy", secret)
    try ben.test.commit("with a copy", ["small": "2"])
    let racing = RacingTransport(folder.transport) {
      let purged = try purge("data/secret")
      #expect(purged.remotes.first.map { $0.objects > 0 } == true)
    }
    let report = try ben.push(over: racing)
    #expect(racing.isDone && report.purged == 1)
    try folder.expectSound()
    #expect(try !holds(folder.path.appending("objects"), secret[0..<48]))
  }

  @Test func sayWhatIsNotThere() throws {
    try ana.test.commit("one", ["a": "1"])
    #expect(code { _ = try purge("data/nothing") } == "unknown-object")
    #expect(code { _ = try purge("blob:1234567") } == "unknown-object")
  }
}
