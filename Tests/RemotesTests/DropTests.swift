// Bytes that a remote has, and that are freed here.
import FileIO
import ObjectStore
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct DropTests {
  private let folder: RemoteFolder
  private let ana: Member

  init() throws {
    folder = try RemoteFolder()
    ana = try Member(folder.transport, limits: smallLimits)
  }

  private func drop(
    _ words: String..., allButHead: Bool = false, isDryRun: Bool = false
  ) throws -> DropReport {
    var request = DropRequest()
    request.words = words
    request.allButHead = allButHead
    request.isDryRun = isDryRun
    return try ana.sharing().drop(request)
  }

  private func packBytes() throws -> UInt64 {
    var bytes: UInt64 = 0
    let packs = ana.test.path(".mlops/objects/packs")
    for entry in try KernelFileSystem().entries(of: packs, withStatus: false) {
      let status = try KernelFileSystem().status(
        at: packs.appending(entry.name), followingLinks: false)
      bytes += UInt64(clamping: status?.size ?? 0)
    }
    return bytes
  }

  private func blob(_ text: String) -> BlobID { BlobID(SHA256Hasher.hash(Array(text.utf8))) }

  private func absence(_ text: String) throws -> Absence? {
    try ana.repository.store.absence(
      of: ObjectKey(kind: .chunk, digest: blob(text).digest))
  }

  @Test func freesWhatTheRemoteHasAndNothingElse() throws {
    let old = largeText(160_000, seed: 1)
    let same = largeText(40_000, seed: 2)
    // The second half of the old file: its chunks are shared.
    let new = largeText(30_000, seed: 3) + String(old.dropFirst(80_000))
    try ana.test.commit("one", ["large": old, "same": same, "small": "1"])
    try ana.test.commit("two", ["large": new, "small": "2"])
    #expect(code { _ = try drop("data@HEAD~1") } == "not-a-remote")
    try ana.push()
    let before = try packBytes()
    let dry = try drop("data@HEAD~1", isDryRun: true)
    // What HEAD has too stays: the file `same`.
    #expect(dry.files == 2 && dry.fileBytes == UInt64(old.utf8.count + 1))
    #expect(try packBytes() == before && absence(old) == nil)
    let report = try drop("data@HEAD~1")
    #expect(report.files == 2 && report.freedBytes == dry.freedBytes && report.freedBytes > 25_000)
    let freed = try before - min(before, packBytes())
    #expect(freed > 15_000 && freed < 70_000, "half of the file is shared: \(freed)")
    #expect(try absence(old) == Absence(.promised, detail: "origin"))
    #expect(try absence("1")?.state == .promised && absence("2") == nil)
    #expect(code { _ = try ana.data("HEAD~1") } == "object-absent")
    #expect(
      try ana.data("HEAD") == ["large": Array(new.utf8), "same": Array(same.utf8), "small": [50]])
    let checked = try ana.repository.fsck()
    #expect(checked.problems.isEmpty && checked.absentCount == 2)
    #expect(try ana.repository.status().isClean)
    #expect(try drop("data@HEAD~1").files == 0)
  }

  @Test func whatIsFreedInHeadLeavesTheWorkTreeAlone() throws {
    let text = largeText(120_000, seed: 4)
    try ana.test.commit("one", ["large": text, "small": "1"])
    try ana.push()
    #expect(try drop("data/large").files == 1)
    #expect(try ana.test.text("data/large") == text)
    #expect(try ana.repository.status().isClean)
    // The next versions are made and pushed without the bytes.
    try ana.test.commit("two", ["small": "2"])
    try ana.push()
    try ana.test.commit("back", ["small": "1"])
    try ana.push()
    try folder.expectSound()
    let ben = try Member(folder.transport, later: 1000)
    try ben.fetch()
    #expect(try ben.data("origin/main")["large"] == Array(text.utf8))
    try ana.expectSound()
    _ = try ana.repository.collect(CollectOptions(isImmediate: true))
    try ana.expectSound()
    #expect(try absence(text)?.state == .promised)
    // A file is replaced, since its bytes can be had again.
    try ana.test.commit("three", ["large": "other"])
    #expect(
      code { try ana.repository.checkout(CheckoutOptions(revision: Revision(parsing: "HEAD~1"))) }
        == "object-absent")
    #expect(try ana.test.text("data/large") == "other")
    // Added again, it is here again.
    try ana.test.commit("four", ["large": text])
    #expect(try ana.repository.store.containsBlob(blob(text)))
    #expect(try ana.data("HEAD~2")["large"] == Array(text.utf8))
  }

  @Test func refusesWhatIsNotProven() throws {
    try ana.test.commit("one", ["a": largeText(20_000, seed: 5)])
    try ana.push()
    let unpushed = largeText(20_000, seed: 6)
    try ana.test.commit("two", ["a": unpushed])
    let before = try packBytes()
    let said = try #require(failure { _ = try drop("data") })
    #expect(said.hasPrefix("not-on-remote: 1 file is not proven"), "\(said)")
    #expect(said.contains("'data/a': no ref there leads to it"))
    #expect(try packBytes() == before)
    // Nothing that HEAD has is touched, and what is not proven stays without an error.
    let report = try drop(allButHead: true)
    #expect(report.files == 1 && report.unprovenFiles == 0)
    try ana.test.commit("three", ["a": "3"])
    let second = try drop(allButHead: true)
    #expect(second.files == 0 && second.unprovenFiles == 1)
    #expect(try ana.data("HEAD~1")["a"] == Array(unpushed.utf8))
    try ana.push()
    // A pack of the remote is gone.
    let packs = folder.path.appending("objects").appending("packs")
    for entry in try KernelFileSystem().entries(of: packs, withStatus: false) {
      let path = packs.appending(entry.name)
      let bytes = try KernelFileSystem().readFile(path, maxBytes: 1 << 24)
      guard bytes.count > 9_000 else { continue }
      try KernelFileSystem().unlink(path)
    }
    #expect(try drop(allButHead: true).unprovenFiles == 1)
    #expect(code { _ = try drop("data@HEAD~1") } == "not-on-remote")
    #expect(try ana.data("HEAD~1")["a"] == Array(unpushed.utf8))
  }

  @Test func basesOfOthersStay() throws {
    var random = SeededGenerator(seed: 5)
    var rows = (0..<6_000).map { "\($0),\(random.next() % 1_000_000),\(random.next() % 97)" }
    for version in 1...3 {
      try ana.test.commit("v\(version)", ["table.csv": rows.joined(separator: "\n")])
      for _ in 0..<60 {
        rows.insert("x\(version),\(random.next())", at: Int(random.next() % UInt64(rows.count)))
      }
    }
    #expect(try ana.repository.repack(RepackOptions(isImmediate: true)).chunks > 0)
    try ana.push()
    let all = try (0..<3).map { try ana.data("main~\($0)") }
    _ = try drop("data@HEAD~1")
    _ = try drop("data@HEAD~2")
    #expect(try ana.data("main") == all[0])
    try ana.expectSound()
    let ben = try Member(folder.transport, later: 1000)
    try ben.fetch()
    for back in 0..<3 { #expect(try ben.data("origin/main~\(back)") == all[back]) }
  }

  /// What was staged once stays as long as the log names it, be that longer than a collection keeps it.
  @Test func oldOperationsKeepTheirBytes() throws {
    let old = largeText(600_000, seed: 1)
    let staged = largeText(30_000, seed: 3) + String(old.dropFirst(80_000))
    try ana.test.commit("one", ["large": old])
    try ana.test.write("data/large", staged)
    _ = try ana.repository.add([RepositoryPath(unchecked: "data")])
    try ana.repository.reset(to: .head, mode: .hard, force: true)
    try ana.test.commit("two", ["large": "2"])
    try ana.push()
    ana.test.clock.advance(seconds: 100 * 86_400)
    #expect(try drop(allButHead: true).files == 1)
    #expect(try ana.repository.fsck().problems == [])
    #expect(
      try ana.repository.store.readBlob(blob(staged), maxBytes: 1 << 20) == Array(staged.utf8))
  }

  /// A pack that no segment names has recipes of what is dropped: bringing one file names none of the others, whose
  /// chunks are not here.
  @Test func whatAStoppedCommandLeftNamesNothing() throws {
    let files = ["one": largeText(200_000, seed: 1), "two": largeText(200_000, seed: 2)]
    try ana.test.commit("old", files)
    let packs = try ana.repository.store.packs().filter(\.isMetadata).map { FilePath($0.path) }
    let kept = try packs.map { try KernelFileSystem().readFile($0, maxBytes: 1 << 20) }
    try ana.test.commit("new", ["one": "1", "two": "2"])
    for number in 0..<6 { try ana.test.commit("more", ["small": "\(number)"]) }
    _ = try ana.repository.addRemote(
      .origin, at: RemoteLocation(parsing: folder.path.string), from: ana.test.root)
    try ana.push()
    // As a command leaves them that put them together with others, and was stopped.
    var strays = 0
    for (path, bytes) in zip(packs, kept)
    where try KernelFileSystem().status(at: path, followingLinks: false) == nil {
      try File(path, .create, in: KernelFileSystem(), permissions: 0o444).write(bytes, at: 0)
      strays += 1
    }
    #expect(strays == packs.count)
    #expect(try drop(allButHead: true).files > 2)
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      let repository = try ana.test.reopened()
      repository.store.setSupplier(PromisedFiles(repository))
      var bytes: [UInt8] = []
      try repository.cat("HEAD~7:data/\(name)") { bytes += $0 }
      #expect(bytes == Array(text.utf8), "\(name)")
    }
    #expect(try ana.repository.fsck().problems == [])
  }

  @Test func nobodyWritesMeanwhile() throws {
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    let lock = try FileLock(
      sharing: ana.test.path(".mlops/objects/packs"), in: KernelFileSystem())
    #expect(code { _ = try drop("data") } == "writers-running")
    _ = consume lock
    #expect(try drop("data").files == 1)
  }
}
