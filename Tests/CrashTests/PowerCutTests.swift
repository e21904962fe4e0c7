import FileIO
import ObjectStore
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

/// Every disk that a power cut could leave during a command is opened again.
@Suite struct PowerCutTests {
  static let first = ["a.txt": noise(1), "b.txt": noise(2)]
  static let second = ["a.txt": noise(3), "b.txt": noise(2), "c.txt": noise(4)]

  @Test func initLosesNothing() throws {
    let parent = try TemporaryDirectory(in: .inMemoryFolder)
    let project = parent.path.appending("project")
    try KernelFileSystem().makeDirectories(project)
    let fileSystem = try FaultyFileSystem(root: parent.path)
    let environment = TestRepository.environment(durability: .full, fileSystem: fileSystem)
    _ = try Repository.initialize(at: project, environment)

    try forEachCrash(fileSystem.log) { root, state in
      let again = TestRepository.environment(durability: .full)
      let folder = root.appending("project")
      try KernelFileSystem().makeDirectories(folder)
      _ = try Repository.initialize(at: folder, again)
      let repository = try Repository.open(at: folder, again)
      #expect(try repository.fsck().isSound, "\(state)")
    }
  }

  @Test func addAndCommitLoseNothing() throws {
    let scene = try CrashScene()
    let before = try scene.commit("first", Self.first)
    try scene.fileSystem.restartLog()
    for (name, text) in Self.second { try scene.project.write("data/\(name)", text) }
    let data = try RepositoryPath(validating: "data")
    _ = try scene.project.reopened().add([data], kind: .dataset, name: nil, all: false)
    let after = try scene.commit("second", [:])
    #expect(before != after)

    var heads: Set<CommitID> = []
    let count = try forEachCrash(scene.fileSystem.log) { root, state in
      let head = try check(root, state, [before, after])
      heads.insert(head)
      try commitAgain(root, state)
    }
    #expect(heads == [before, after])
    #expect(count > 50)
  }

  /// Read whole, and in pieces as large files are: those change places with the old ones.
  @Test(arguments: [StoreLimits.standard.smallFileBytes, 1_000])
  func checkoutLosesNothing(smallFileBytes: Int) throws {
    var limits = CrashScene.smallLimits
    limits.smallFileBytes = smallFileBytes
    let scene = try CrashScene(limits: limits)
    let before = try scene.commit("first", Self.first)
    let after = try scene.commit("second", Self.second)
    try scene.fileSystem.restartLog()
    var options = CheckoutOptions(revision: try Revision(parsing: before.hex))
    options.detach = true
    _ = try scene.project.reopened().checkout(options)

    let isExchanged = scene.fileSystem.log.lines.contains { $0.hasPrefix("exchange") }
    #expect(isExchanged == (smallFileBytes < 3_000))
    let count = try forEachCrash(scene.fileSystem.log) { root, state in
      _ = try check(root, state, [before, after])
      try finishCheckout(root, state)
    }
    #expect(count > 20)
  }

  /// Fsck finds nothing, HEAD is one of these, and each of them still has every byte.
  private func check(
    _ root: FilePath, _ state: CrashState, _ commits: [CommitID]
  ) throws -> CommitID {
    let repository = try CrashScene.open(below: root)
    let report = try repository.fsck()
    #expect(report.isSound, "\(state): \(report.problems)")
    let head = try repository.resolve(.head)
    #expect(commits.contains(head), "\(state)")
    #expect(try text(repository, head, "data/b.txt") == Self.first["b.txt"], "\(state)")
    #expect(try text(repository, commits[0], "data/a.txt") == Self.first["a.txt"], "\(state)")
    return head
  }

  private func text(_ repository: Repository, _ commit: CommitID, _ path: String) throws -> String {
    var bytes: [UInt8] = []
    try repository.cat("\(commit.hex):\(path)") { bytes.append(contentsOf: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func commitAgain(_ root: FilePath, _ state: CrashState) throws {
    let repository = try CrashScene.open(below: root)
    var request = CommitRequest(message: "after the crash")
    request.all = true
    request.allowEmpty = true
    request.datasets = [NamedPath(path: try RepositoryPath(validating: "data"))]
    let commit = try repository.commit(request).id
    let reopened = try CrashScene.open(below: root)
    #expect(try reopened.resolve(.head) == commit, "\(state)")
    #expect(try reopened.fsck().isSound, "\(state)")
  }

  /// What is unfinished can be finished and taken back.
  private func finishCheckout(_ root: FilePath, _ state: CrashState) throws {
    let repository = try CrashScene.open(below: root)
    guard try repository.status().pendingCheckout != nil else { return }
    _ = try repository.continueCheckout(force: false)
    let data = try contents(of: root.appending("project").appending("data"))
    #expect(data == Self.first, "\(state)")
    #expect(try CrashScene.open(below: root).fsck().isSound, "\(state)")
  }
}
