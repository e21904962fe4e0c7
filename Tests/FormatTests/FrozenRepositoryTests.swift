// Repositories that earlier versions made must stay readable, and writable.
import FileIO
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct FrozenRepositoryTests {
  /// A frozen repository in a folder of its own.
  private struct Thawed {
    let directory: TemporaryDirectory
    let root: FilePath

    init(_ name: String) throws {
      directory = try TemporaryDirectory()
      root = directory.path.appending("project")
      let frozen = FilePath(#filePath).removingLastComponent()
        .appending("Repositories").appending(name).appending("mlops")
      try Self.copy(frozen, to: root.appending(".mlops"))
      // Git keeps no empty folder.
      try KernelFileSystem().makeDirectories(root.appending(".mlops/tmp"))
    }

    private static func copy(_ folder: FilePath, to target: FilePath) throws {
      let fileSystem = KernelFileSystem()
      try fileSystem.makeDirectories(target)
      for entry in try fileSystem.entries(of: folder, withStatus: true) {
        let (from, to) = (folder.appending(entry.name), target.appending(entry.name))
        if entry.status?.type == .directory {
          try copy(from, to: to)
        } else {
          let bytes = try fileSystem.readFile(from, maxBytes: 1 << 24)
          try File(to, .create, in: fileSystem).write(bytes, at: 0)
        }
      }
    }

    func open() throws -> Repository {
      try Repository.open(at: root, TestRepository.environment())
    }

    func digest(_ path: String) throws -> String {
      let bytes = try KernelFileSystem().readFile(root.appending(path), maxBytes: 1 << 24)
      return String(SHA256Hasher.hash(bytes).hex.prefix(8))
    }
  }

  /// Paths and the first digits of `sha256sum`, by version.
  private static let versions: [(revision: String, files: [String: String])] = [
    (
      "v1",
      [
        "data/train.csv": "95a10d51", "metrics.json": "a71e83a6",
        "models/fraud.safetensors": "8fa8eab4", "params.yaml": "d245e06b",
      ]
    ),
    (
      "main",
      [
        "data/more.csv": "73cb3858", "data/train.csv": "95a10d51", "metrics.json": "a71e83a6",
        "models/fraud.safetensors": "8fa8eab4", "params.yaml": "d245e06b",
      ]
    ),
  ]

  @Test func theFoundationIsReadBitForBit() throws {
    let thawed = try Thawed("foundation")
    #expect(try thawed.open().fsck().problems.isEmpty)
    for (revision, files) in Self.versions {
      var options = CheckoutOptions(revision: try Revision(parsing: revision))
      options.force = true
      _ = try thawed.open().checkout(options)
      for (path, digest) in files { #expect(try thawed.digest(path) == digest, "\(path)") }
    }
    #expect(
      try KernelFileSystem().readLink(thawed.root.appending("data/link.csv")) == "train.csv")
  }

  @Test func whatWasStagedIsStillStaged() throws {
    let thawed = try Thawed("foundation")
    let status = try thawed.open().status()
    #expect(status.head.branch?.string == "side")
    #expect(status.staged.map(\.name) == ["data"])
  }

  @Test func itsHistoryGoesOn() throws {
    let thawed = try Thawed("foundation")
    var options = CheckoutOptions(revision: try Revision(parsing: "main"))
    options.force = true
    _ = try thawed.open().checkout(options)
    let file = thawed.root.appending("models/fraud.safetensors")
    try KernelFileSystem().unlink(file)
    try File(file, .create, in: KernelFileSystem()).write(Array("retrained".utf8), at: 0)
    try File(thawed.root.appending("train.py"), .create, in: KernelFileSystem())
      .write(Array("print()\n".utf8), at: 0)
    var request = CommitRequest(message: "Third")
    request.all = true
    let result = try thawed.open().commit(request)
    #expect(result.isRoot == false && result.lineage.isEmpty == false)
    #expect(try thawed.open().fsck().problems.isEmpty)
    let log = try thawed.open().commit(result.id)
    #expect(log.parents.count == 1)
  }
}
