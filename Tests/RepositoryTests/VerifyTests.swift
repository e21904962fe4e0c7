import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Every byte that a revision reaches is what its id says, or it is said which is not.
@Suite struct VerifyTests {
  private let project: Project
  private let fileSystem = KernelFileSystem()

  init() throws {
    project = try Project()
    var random = SeededGenerator(seed: 5)
    try project.write("model.bin", bytes: random.bytes(300_000))
    try project.write("data.csv", table(rows: 2000, seed: 1))
    try project.write("train.py", "print()\n")
    try project.write("metrics.json", #"{"a": 1}"#)
    let corpus = try file.string
    let wishes = try ["data", "hf:org/base@main:base"].map { try LineageRequest(parsing: $0) }
    let root = project.root
    let paths = ["model.bin", "data.csv", "metrics.json"].map(project.path)
    try project.commit {
      $0.models = [NamedPath(path: paths[0])]
      $0.datasets = [NamedPath(path: paths[1])]
      $0.metrics = [MetricsRequest(path: paths[2])]
      $0.external = [ExternalWish(corpus, from: root)]
      $0.from = wishes
    }
  }

  private var file: FilePath {
    get throws {
      let path = project.test.directory.path.appending("corpus.txt")
      if try fileSystem.status(at: path, followingLinks: true) == nil { try write("corpus") }
      return path
    }
  }

  private func write(_ text: String) throws {
    try fileSystem.replaceFile(
      project.test.directory.path.appending("corpus.txt"), with: Array(text.utf8),
      temporary: project.test.directory.path, durable: false)
  }

  private func results(_ report: VerifyReport) -> [String] {
    report.items.map { "\($0.asset?.text ?? $0.part.rawValue) \($0.result.rawValue)" }
  }

  private func packs() throws -> [FilePath] {
    let folder = project.absolute(".mlops/objects/packs")
    return try fileSystem.entries(of: folder).map { folder.appending($0.name) }
  }

  @Test func allIsAsRecorded() throws {
    let report = try project.repository.verify()
    #expect(report.verdict == .verified)
    #expect(
      results(report) == [
        "commit ok", "dataset/data ok", "model/model ok", "code/code ok", "tree ok",
        "dataset/corpus ok", "input not-held", "dataset/data ok",
      ])
    #expect(report.checked.files == 4)
    #expect(report.checked.bytes > 300_000)
  }

  @Test func aStrangerChangesNothingBesideOneWhoMaySign() {
    let blob = BlobID(SHA256Hasher.hash("list"))
    var report = VerifyReport(commit: CommitID(SHA256Hasher.hash("commit")))
    report.signers = VerifiedSigners(name: "allowed_signers", blob: blob)
    let stranger = VerifiedItem(part: .signature, id: "commit:1", result: .unknownSigner)
    report.items = [stranger]
    #expect(report.verdict == .undecided)
    report.items = [VerifiedItem(part: .signature, id: "commit:2", result: .ok), stranger]
    #expect(report.verdict == .undecided)
    report.items = [VerifiedItem(part: .signature, id: "commit:1", result: .ok), stranger]
    #expect(report.verdict == .verified)
  }

  @Test func whatIsExternalIsReadAgain() throws {
    try write("other")
    let changed = try project.repository.verify()
    #expect(changed.verdict == .mismatch)
    let item = try #require(changed.items.first { $0.part == .external })
    #expect(item.result == .changed)
    #expect(item.found == AssetObject.blob(BlobID(SHA256Hasher.hash("other"))).text)
    try fileSystem.unlink(file)
    let gone = try project.repository.verify()
    #expect(gone.verdict == .undecided)
    #expect(gone.items.first { $0.part == .external }?.result == .unreachable)
  }

  @Test func aFlippedByteIsFound() throws {
    let pack = try #require(
      packs().max { try $0.byteCount(fileSystem) < $1.byteCount(fileSystem) })
    let file = try File(pack, .write, in: fileSystem)
    // In the body of the model, which is stored as it is.
    let offset = try file.status().size / 2
    let byte = try file.readBytes(at: offset, count: 1)
    try file.write([byte[0] ^ 1], at: offset)
    let report = try project.repository.verify()
    #expect(report.verdict == .mismatch)
    #expect(
      results(report) == [
        "commit ok", "dataset/data ok", "model/model mismatch", "code/code ok", "tree ok",
        "dataset/corpus ok", "input not-held", "dataset/data ok",
      ])
  }

  @Test func whatIsMissingIsUndecided() throws {
    let pack = try #require(
      packs().max { try $0.byteCount(fileSystem) < $1.byteCount(fileSystem) })
    try fileSystem.unlink(pack)
    let report = try project.repository.verify()
    #expect(report.verdict == .undecided)
    #expect(report.items.first { $0.asset?.name == "model" }?.result == .missing)
    #expect(report.items[0].result == .ok)
  }

  @Test func inputsOfOlderVersionsAreReadToo() throws {
    try project.write("data.csv", table(rows: 2000, seed: 2))
    try project.commit(all: true)
    let report = try project.repository.verify()
    #expect(report.verdict == .verified)
    let input = report.items.first { $0.part == .input && $0.asset?.name == "data" }
    #expect(input?.result == .ok)
  }

  @Test func theRevisionThatIsNamed() throws {
    let first = try project.repository.resolve(.head)
    try project.commit("again") { $0.allowEmpty = true }
    #expect(try project.repository.verify(.init(parsing: "HEAD~1")).commit == first)
    #expect(code { _ = try project.repository.verify(.init(parsing: "none")) } != nil)
  }
}

extension FilePath {
  fileprivate func byteCount(_ fileSystem: KernelFileSystem) throws -> Int64 {
    try fileSystem.status(at: self, followingLinks: false)?.size ?? 0
  }
}
