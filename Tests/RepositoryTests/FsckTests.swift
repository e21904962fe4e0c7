import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Whatever is damaged is found, named, and mended where it can be.
@Suite struct FsckTests {
  private let fileSystem = KernelFileSystem()

  private func metadata(_ test: TestRepository, _ path: String) -> FilePath {
    test.root.appending(".mlops").pushing(FilePath(path))
  }

  private func files(_ test: TestRepository, _ folder: String) throws -> [FilePath] {
    let path = metadata(test, folder)
    return try fileSystem.entries(of: path).map { path.appending($0.name) }
  }

  private func overwrite(_ path: FilePath, _ text: String) throws {
    try fileSystem.replaceFile(
      path, with: Array(text.utf8), temporary: path.removingLastComponent(), durable: false)
  }

  private func flip(_ path: FilePath, at offset: Int64) throws {
    let file = try File(path, .write, in: fileSystem)
    let byte = try file.readBytes(at: offset, count: 1)
    try file.write([byte[0] ^ 0x40], at: offset)
  }

  private func project() throws -> TestRepository {
    let test = try TestRepository()
    var generator = SeededGenerator(seed: 7)
    try test.write("data/big.bin", generator.bytes(400_000))
    try test.commit("First", ["a.txt": "one"])
    try test.commit("Second", ["a.txt": "two"])
    return test
  }

  @Test func aSoundRepository() throws {
    let test = try project()
    for full in [true, false] {
      let report = try test.reopened().fsck(FsckOptions(full: full))
      #expect(report.isSound, "\(report.problems)")
      #expect(report.checked.commits == 2)
      #expect(report.checked.operations == 3)
      #expect(report.checked.blobs == 4)
      #expect(report.danglingCount == 0)
      #expect(report.absentCount == 0)
    }
  }

  @Test func aFlippedByteIsFoundAndWhatItAffects() throws {
    let test = try project()
    let pack = try #require(
      files(test, "objects/packs").first {
        try fileSystem.status(at: $0, followingLinks: false)?.size ?? 0 > 300_000
      })
    try flip(pack, at: 200_000)
    let report = try test.reopened().fsck()
    let problem = try #require(report.problems.first { $0.path == pack.string })
    #expect(problem.code == "object-corrupt")
    #expect(problem.object?.hasPrefix("chunk ") == true)
    #expect(problem.affected.contains { $0.hasPrefix("data/big.bin in ") })
    #expect(problem.hint?.contains("backup") == true)
  }

  @Test func aLostPackIsFound() throws {
    let test = try project()
    for pack in try files(test, "objects/packs") {
      let status = try fileSystem.status(at: pack, followingLinks: false)
      if status?.size ?? 0 > 300_000 { try fileSystem.unlink(pack) }
    }
    let report = try test.reopened().fsck()
    #expect(!report.isSound)
    #expect(report.problems.contains { $0.code == "object-missing" })
    #expect(
      report.problems.contains { $0.affected.contains { $0.contains("data/big.bin") } })
  }

  @Test func theObjectIndexIsRebuilt() throws {
    let test = try project()
    let head = try test.reopened().resolve(.head)
    for segment in try files(test, "objects/index") { try fileSystem.unlink(segment) }
    let found = try test.reopened().fsck()
    #expect(found.problems.contains { $0.code == "head-damaged" })
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(report.isSound, "\(report.problems)")
    #expect(report.repaired.count == 1)
    #expect(try test.reopened().resolve(.head) == head)
    #expect(try test.reopened().fsck().isSound)
  }

  @Test func aDamagedSegmentIsRebuilt() throws {
    let test = try project()
    for segment in try files(test, "objects/index") { try flip(segment, at: 100) }
    let found = try test.reopened().fsck()
    #expect(found.problems.contains { $0.path?.hasSuffix(".seg") == true })
    #expect(try test.reopened().fsck(FsckOptions(repair: true)).isSound)
    #expect(try test.reopened().log().count == 2)
  }

  /// The operation that the head named is still in the store: it is found by the one before it.
  @Test func aDamagedHeadIsExplainedAndMadeAnew() throws {
    let test = try project()
    let head = try test.reopened().resolve(.head)
    try overwrite(metadata(test, "heads/3"), "garbage\n")
    let error = #expect(throws: RefError.self) { try test.reopened().resolve(.head) }
    #expect(error?.code == "head-damaged")
    let found = try test.reopened().fsck()
    let problem = try #require(found.problems.first)
    #expect(problem.code == "head-damaged")
    #expect(problem.path == metadata(test, "heads/3").string)
    #expect(problem.hint?.contains("it puts back 'commit: Second'") == true)
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(report.isSound, "\(report.problems)")
    #expect(report.repaired.count == 1)
    #expect(report.repaired.first?.hasPrefix("made head 3 anew: ") == true)
    #expect(try test.reopened().resolve(.head) == head)
    #expect(
      try fileSystem.status(at: metadata(test, "heads/3.damaged"), followingLinks: false) != nil)
    try test.commit("Third", ["a.txt": "three"])
    #expect(try test.reopened().fsck().isSound)
  }

  /// With two operations that could have come next, it is safer to go back.
  @Test func aDamagedHeadThatNobodyCanTellIsPutAside() throws {
    let test = try project()
    let repository = try test.reopened()
    let earlier = try repository.operations.operation(repository.operations.id(at: 3)).parents[0]
    let writer = repository.makeWriter()
    var other = try repository.operations.operation(repository.operations.id(at: 3))
    other.description = "never landed"
    #expect(other.parents == [earlier])
    _ = try writer.putBytes(.record, other.encode())
    try writer.publish(pending: [])
    try overwrite(metadata(test, "heads/3"), "")
    let found = try test.reopened().fsck()
    #expect(
      found.problems.first?.hint?.contains(
        "it goes back to head 2, as of 'commit (initial): First'")
        == true)
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(report.isSound, "\(report.problems)")
    #expect(report.repaired.contains { $0.hasPrefix("went back from head 3 to head 2: ") })
    #expect(try test.reopened().log().map(\.commit.message) == ["First"])
    #expect(try test.reopened().fsck().isSound)
  }

  @Test func withoutAnySoundHeadItSaysSo() throws {
    let test = try project()
    for number in 1...3 { try overwrite(metadata(test, "heads/\(number)"), "") }
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(report.problems.map(\.code) == ["head-damaged"])
    #expect(report.problems[0].hint?.contains("backup") == true)
  }

  @Test func aDamagedIndexIsFoundAndRebuilt() throws {
    let test = try project()
    try overwrite(metadata(test, "index"), "x")
    let report = try test.reopened().fsck()
    #expect(report.problems.map(\.code) == ["index-damaged"])
    let repaired = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(repaired.isSound, "\(repaired.problems)")
    #expect(try test.reopened().status(rehash: true).isClean)
  }

  @Test func whatNothingNamesIsCounted() throws {
    let test = try project()
    try test.write("loose.txt", "loose")
    _ = try test.reopened().hashObject(test.path("loose.txt"), write: true)
    let report = try test.reopened().fsck()
    #expect(report.isSound)
    #expect(report.danglingCount == 1)
  }

  @Test func anAssetThatIsNotInTheTreeIsFound() throws {
    let test = try project()
    let repository = try test.reopened()
    var commit = try repository.commit(repository.resolve(.head))
    commit.assets[0].object = .blob(BlobID(SHA256Hasher.hash("other")))
    try repository.transaction("forged") { transaction in
      let id = CommitID(try transaction.writer.putBytes(.record, commit.encode()))
      try transaction.view.advanceHead(to: id)
    }
    let report = try test.reopened().fsck()
    #expect(report.problems.count == 1)
    #expect(report.problems.first?.reason.contains("dataset/data") == true)
  }

  @Test func stagedFilesAreChecked() throws {
    let test = try project()
    try test.write("data/new.txt", "staged and lost")
    _ = try test.reopened().add(
      [RepositoryPath(validating: "data")], kind: nil, name: nil, all: false)
    let report = try test.reopened().fsck()
    #expect(report.isSound, "\(report.problems)")
    let before = Set(try files(test, "objects/packs"))
    try test.write("data/newer.txt", "staged and lost too")
    _ = try test.reopened().add(
      [RepositoryPath(validating: "data")], kind: nil, name: nil, all: false)
    for pack in try files(test, "objects/packs") where !before.contains(pack) {
      try fileSystem.unlink(pack)
    }
    let lost = try test.reopened().fsck()
    #expect(lost.problems.contains { $0.affected.contains("data/newer.txt, staged") })
  }
}
