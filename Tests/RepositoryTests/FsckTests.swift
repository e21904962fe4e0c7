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

  @Test(arguments: [true, false])
  func withoutAnySoundHeadTheOnlyNewestOperationComesBack(isGone: Bool) throws {
    let test = try project()
    let head = try test.reopened().resolve(.head)
    if isGone {
      try fileSystem.removeTree(metadata(test, "heads"))
    } else {
      for number in 1...3 { try overwrite(metadata(test, "heads/\(number)"), "") }
    }
    let found = try test.reopened().fsck()
    #expect(found.problems.map(\.code) == ["head-damaged"], "\(found.problems)")
    #expect(found.problems[0].hint?.contains("it puts back 'commit: Second'") == true)
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(report.isSound, "\(report.problems)")
    #expect(report.repaired.first?.contains("as head 3") == true)
    #expect(try test.reopened().resolve(.head) == head)
    #expect(try test.reopened().operationLog(limit: 1).map(\.number) == [3])
  }

  @Test func severalNewestOperationsAreTold() throws {
    let test = try project()
    let repository = try test.reopened()
    var other = try repository.operations.current().operation
    other.description = "never landed"
    let writer = repository.makeWriter()
    _ = try writer.putBytes(.record, other.encode())
    try writer.publish(pending: [])
    for number in 1...3 { try overwrite(metadata(test, "heads/\(number)"), "") }
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(report.problems.map(\.code) == ["head-damaged"], "\(report.problems)")
    let hint = try #require(report.problems.first?.hint)
    #expect(hint.contains("backup") && hint.contains("2 operations"))
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

  @Test func anOlderHeadThatIsDamagedIsNoted() throws {
    let test = try project()
    try overwrite(metadata(test, "heads/1"), "garbage\n")
    let report = try test.reopened().fsck()
    #expect(report.isSound && report.problems.map(\.code) == ["head-damaged"])
    #expect(report.problems.first?.path == metadata(test, "heads/1").string)
  }

  @Test func aLostHeadIsFoundByTheIndex() throws {
    let test = try project()
    let lost = try test.reopened().resolve(.head)
    try fileSystem.unlink(metadata(test, "heads/3"))
    let report = try test.reopened().fsck()
    let problem = try #require(report.problems.first)
    #expect(!report.isSound && problem.code == "head-damaged")
    #expect(problem.hint?.contains("mlx branch NAME \(lost.short)") == true)
    let kept = try test.reopened().createBranch(
      BranchName(validating: "kept"), at: Revision(parsing: lost.short))
    #expect(kept.target == lost)
  }

  @Test func aDamagedRecordOfACheckoutIsSetAside() throws {
    let test = try project()
    try overwrite(metadata(test, "checkout.pending"), "{")
    let found = try test.reopened().fsck()
    #expect(found.problems.map(\.code) == ["checkout-pending-damaged"])
    #expect(found.problems.first?.hint?.contains("mlx fsck --repair") == true)
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    #expect(report.isSound && report.repaired.count == 1, "\(report)")
    try test.commit("Third", ["a.txt": "three"])
    #expect(try test.bytes(".mlops/checkout.pending.damaged") == Array("{".utf8))
  }

  @Test func aStoreThatIsGoneIsReported() throws {
    let test = try project()
    try fileSystem.removeTree(metadata(test, "objects"))
    for repair in [false, true] {
      let report = try test.reopened().fsck(FsckOptions(repair: repair))
      let problem = try #require(report.problems.first)
      #expect(problem.code == "object-missing" && problem.path?.hasSuffix("objects/packs") == true)
      #expect(report.problems.contains { $0.code == "head-damaged" })
      #expect(report.repaired.isEmpty)
    }
  }

  /// As a later version would write it: another number, and all the rest right.
  private func makeNewer(_ test: TestRepository) throws -> FilePath {
    let path = try #require(try files(test, "objects/index").first)
    var bytes = try fileSystem.readFile(path, maxBytes: 1 << 20)
    bytes[8] = 2
    let id = SHA256Hasher.hash(Array(bytes.dropLast(40)))
    bytes.replaceSubrange(bytes.count - 40..<bytes.count - 8, with: id.bytes)
    let newer = path.removingLastComponent().appending("\(id.hex).seg")
    try fileSystem.replaceFile(
      newer, with: bytes, temporary: path.removingLastComponent(), durable: false)
    try fileSystem.unlink(path)
    return newer
  }

  @Test func whatALaterVersionWroteIsNeverReplaced() throws {
    let test = try project()
    let segment = try makeNewer(test)
    #expect(code { _ = try test.reopened().resolve(.head) } == "unsupported-format")
    for repair in [false, true] {
      let report = try test.reopened().fsck(FsckOptions(repair: repair))
      #expect(report.problems.map(\.code) == ["unsupported-format"], "\(report.problems)")
      #expect(report.problems.first?.path == segment.string)
      #expect(try files(test, "objects/index") == [segment])
    }
  }

  /// A byte of one object is wrong: the rest stays, and its file can be stored anew.
  @Test func damageIsHealedFromAFile() throws {
    let test = try project()
    let pack = try #require(
      files(test, "objects/packs").first {
        try fileSystem.status(at: $0, followingLinks: false)?.size ?? 0 > 300_000
      })
    try flip(pack, at: 200_000)
    try test.delete("data/big.bin")
    let report = try test.reopened().fsck(FsckOptions(repair: true))
    let problem = try #require(report.problems.first)
    #expect(report.problems.map(\.code) == ["object-missing"], "\(report.problems)")
    #expect(problem.hint?.contains("a file of the work tree") == true)
    #expect(problem.affected.contains { $0.hasPrefix("data/big.bin in ") })
    var generator = SeededGenerator(seed: 7)
    try test.write("data/big.bin", generator.bytes(400_000))
    _ = try test.reopened().add([RepositoryPath(validating: "data")])
    let healed = try test.reopened().fsck()
    #expect(healed.isSound, "\(healed.problems)")
  }
}
