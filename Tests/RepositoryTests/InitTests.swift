import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Making, finding and opening a repository.
@Suite struct InitTests {
  private let fileSystem = KernelFileSystem()

  private func environment() -> RepositoryEnvironment { TestRepository.environment() }

  private func write(_ text: String, to path: FilePath) throws {
    try fileSystem.replaceFile(
      path, with: Array(text.utf8), temporary: path.removingLastComponent(), durable: false)
  }

  @Test func aNewRepositoryIsEmpty() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let made = try Repository.initialize(at: folder.path, environment())
    #expect(!made.isReinitialized)
    #expect(made.branch == .main)
    #expect(made.metadata == folder.path.appending(".mlops"))
    let repository = try Repository.open(at: folder.path, environment())
    #expect(try repository.head() == .branch(.main, nil))
    let format = try fileSystem.readFile(made.metadata.appending("format"), maxBytes: 100)
    #expect(
      String(decoding: format, as: UTF8.self) == "mlx repository 1\nread:\nwrite:\ncollect:\n")
    let ignore = try fileSystem.readFile(made.metadata.appending(".gitignore"), maxBytes: 100)
    #expect(ignore == Array("*\n".utf8))
    let report = try repository.fsck()
    #expect(report.isSound, "\(report.problems)")
  }

  @Test func againChangesNothing() throws {
    let test = try TestRepository()
    let commit = try test.commit("First", ["a.txt": "one"])
    let again = try Repository.initialize(at: test.root, test.environment)
    #expect(again.isReinitialized)
    #expect(try test.reopened().resolve(.head) == commit)
    #expect(try test.repository.operationLog().count == 2)
  }

  @Test func aFolderThatIsMissingIsMade() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let root = folder.path.appending("a").appending("b")
    _ = try Repository.initialize(at: root, environment())
    #expect(try Repository.open(at: root, environment()).head() == .branch(.main, nil))
  }

  @Test(arguments: [".mlops", ".git", ".GIT/x", "a/.mlops/b"])
  func reservedFoldersAreRefused(path: String) throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let error = #expect(throws: RepositoryError.self) {
      try Repository.initialize(at: folder.path.pushing(FilePath(path)), environment())
    }
    #expect(error?.code == "path-reserved")
    #expect(try fileSystem.entries(of: folder.path).isEmpty)
  }

  @Test func theNearestOneUpwardsIsFound() throws {
    let test = try TestRepository()
    let inner = test.path("a").appending("b")
    try fileSystem.makeDirectories(inner)
    #expect(try Repository.discover(from: inner, environment()).workTree.root == test.root)
    _ = try Repository.initialize(at: test.path("a"), environment())
    #expect(try Repository.discover(from: inner, environment()).workTree.root == test.path("a"))
    let within = test.root.appending(".mlops").appending("heads")
    #expect(try Repository.discover(from: within, environment()).workTree.root == test.root)
  }

  @Test func whereThereIsNone() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let error = #expect(throws: RepositoryError.self) {
      try Repository.discover(from: folder.path, environment())
    }
    #expect(error?.code == "not-a-repository")
    #expect(error?.hint == "run 'mlx init' to make one here")
  }

  @Test func anInterruptedInitIsSaidAndEnded() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    _ = try Repository.initialize(at: folder.path, environment())
    try fileSystem.unlink(folder.path.appending(".mlops").appending("format"))
    let error = #expect(throws: RepositoryError.self) {
      try Repository.discover(from: folder.path, environment())
    }
    #expect(error == .unfinished(folder.path.string))
    let made = try Repository.initialize(at: folder.path, environment())
    #expect(!made.isReinitialized)
    #expect(try Repository.open(at: folder.path, environment()).head() == .branch(.main, nil))
  }

  @Test(arguments: [
    "mlx repository 2\nread:\nwrite:\ncollect:\n",
    "mlx repository 1\nread: sparse\nwrite:\ncollect:\n",
  ])
  func newerRepositoriesAreNotRead(text: String) throws {
    let test = try TestRepository()
    let path = test.root.appending(".mlops").appending("format")
    try write(text, to: path)
    let error = #expect(throws: RepositoryError.self) { try test.reopened() }
    #expect(error?.code == "unsupported-format")
    #expect(throws: RepositoryError.self) {
      try Repository.initialize(at: test.root, test.environment)
    }
    #expect(try fileSystem.readFile(path, maxBytes: 100) == Array(text.utf8))
  }

  @Test func aFeatureForWritingLeavesReading() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "one"])
    try write(
      "mlx repository 1\nread:\nwrite: signed\ncollect: x\nother: y\n",
      to: test.root.appending(".mlops").appending("format"))
    let repository = try test.reopened()
    #expect(try repository.resolve(.head) == first)
    let error = #expect(throws: RepositoryError.self) {
      try repository.createTag(TagName(validating: "v1"))
    }
    #expect(error?.code == "unsupported-format")
    #expect(error?.description.contains("'signed'") == true)
    let data = try RepositoryPath(validating: "data")
    let target = try RepositoryPath(validating: "moved")
    let index = test.root.appending(".mlops").appending("index")
    let before = try fileSystem.readFile(index, maxBytes: 1 << 20)
    #expect(code { _ = try repository.add([data]) } == "unsupported-format")
    #expect(code { try repository.remove([data]) } == "unsupported-format")
    #expect(code { try repository.move(data, to: target) } == "unsupported-format")
    #expect(code { try repository.checkWritable() } == "unsupported-format")
    #expect(try repository.status().isClean && test.text("data/a.txt") == "one")
    #expect(try fileSystem.readFile(index, maxBytes: 1 << 20) == before)
  }

  @Test(arguments: ["", "x", "mlx repository 0\n", "mlx repository 1\n", "\u{0}\u{1}"])
  func aDamagedFormatIsSaidAndMended(text: String) throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "one"])
    try write(text, to: test.root.appending(".mlops").appending("format"))
    let error = #expect(throws: RepositoryError.self) { try test.reopened() }
    #expect(error?.code == "format-damaged")
    _ = try Repository.initialize(at: test.root, test.environment)
    #expect(try test.reopened().resolve(.head) == first)
  }

  @Test func settingsOfTheRepositoryCount() throws {
    let test = try TestRepository()
    try write(
      "user.name = Grace\n", to: test.root.appending(".mlops").appending("config"))
    var environment = test.environment
    environment.configuration = .init()
    let repository = try Repository.open(at: test.root, environment)
    #expect(
      repository.environment.identity
        == Identity(name: "Grace", email: "ada@test.host", isGuessed: true))
  }

  @Test func theAuthorIsKnownOrMadeUp() {
    var environment = environment()
    #expect(
      environment.identity
        == Identity(name: "Ada", email: "ada@example.org", isGuessed: false))
    environment.configuration = .init()
    #expect(
      environment.identity == Identity(name: "ada", email: "ada@test.host", isGuessed: true))
  }
}
