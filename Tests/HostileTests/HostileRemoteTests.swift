import FileIO
import HostileSupport
import ObjectStore
import ProjectFiles
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@testable import Objects

/// A remote that answers with hostile things: a clone or fetch is refused, and nothing comes out of its folder.
@Suite struct HostileRemoteTests {
  /// The metadata folder of a repository is a remote as it is.
  private func clone(_ scene: HostileScene, _ name: String) throws -> CloneReport {
    let place = scene.test.root.appending(".mlops")
    return try Sharing.clone(
      RemoteLocation(parsing: place.string), from: scene.test.root,
      to: scene.test.root.appending("clone-" + name), TestRepository.environment())
  }

  private func evil(
    _ makeTree: (StoreWriter) throws -> TreeID
  ) throws -> (HostileScene, CommitID) {
    let scene = try HostileScene()
    let id = try scene.commit(makeTree)
    // HEAD of the remote names it.
    let repository = try scene.test.reopened()
    try repository.transaction("hostile") { transaction in
      try transaction.view.setBranch(BranchName(validating: "main"), to: id)
    }
    return (scene, id)
  }

  @Test func namesThatLeadOut() throws {
    for name in ["..", "../../outside", "/tmp/x", ".git", ".MLOPS", ".gi\u{200C}t", "git~1"] {
      let (scene, _) = try evil { writer in
        let inner = try HostileScene.tree([HostileScene.file("hooks", writer)], writer)
        return try HostileScene.tree([HostileScene.folder(name, inner)], writer)
      }
      #expect {
        _ = try clone(scene, "names")
      } throws: { ($0 as? any MLXError)?.code == "object-corrupt" }
      #expect(try scene.isUntouched(), "\(name)")
    }
  }

  @Test func aLinkAndAFileBehindIt() throws {
    let (scene, _) = try evil { writer in
      let inner = try HostileScene.tree([HostileScene.file("file", writer)], writer)
      return try HostileScene.tree(
        [
          HostileScene.file("a", "../../outside", mode: .symlink, writer),
          HostileScene.folder("a", inner),
        ], writer)
    }
    #expect(throws: (any Error).self) { try clone(scene, "link") }
    #expect(try scene.isUntouched())
  }

  @Test func treesWithoutEnd() throws {
    let (scene, _) = try evil { writer in
      var tree = try HostileScene.tree([HostileScene.file("a", writer)], writer)
      for _ in 1..<10_000 { tree = try HostileScene.tree([HostileScene.folder("d", tree)], writer) }
      return tree
    }
    #expect {
      _ = try clone(scene, "deep")
    } throws: { ($0 as? any MLXError)?.code == "invalid-path" }
    #expect(try scene.isUntouched())
  }

  /// Files of a remote with other names, lengths and contents than they may have.
  @Test func filesThatAreNotWhatTheyAreCalled() throws {
    let (scene, _) = try evil { try HostileScene.tree([HostileScene.file("a", $0)], $0) }
    let kernel = KernelFileSystem()
    let metadata = scene.test.root.appending(".mlops")
    let segments = metadata.appending("objects").appending("index")
    let heads = metadata.appending("heads")
    let texts: [(FilePath, String)] = [
      (heads.appending("18446744073709551615"), String(repeating: "0", count: 64) + "\n"),
      (heads.appending("18446744073709551614"), String(repeating: "x", count: 1 << 20)),
      (segments.appending(String(repeating: "0", count: 64) + ".seg"), "MLXSEGM\n"),
    ]
    for (path, text) in texts {
      try File(path, .create, in: kernel).write(Array(text.utf8), at: 0)
      #expect(throws: (any Error).self, "\(path)") { try clone(scene, "files") }
      try kernel.unlink(path)
    }
    #expect(throws: Never.self) { try clone(scene, "sound") }
    #expect(try scene.isUntouched())
  }

  /// A recipe of sound chunks says that it is of a file which somebody is going to add. It does not arrive, so the
  /// file that is added afterwards is stored as it is.
  @Test func aRecipeOfAnotherFile() throws {
    let text = "weights,loss\n0.25,1\n"
    let (scene, _) = try evil { writer in
      let chunk = Array(text.reversed().map(String.init).joined().utf8)
      let blob = try writer.putSmallBlob(chunk)
      let wanted = SHA256Hasher.hash(text)
      let row = blob.digest.bytes + HostileContentTests.little(UInt32(chunk.count))
      let size = UInt64(chunk.count)
      try writer.putBytes(.recipe, HostileContentTests.root(wanted, size: size, rows: [row]))
      let entry = TreeEntry(mode: .file, name: "a.csv", size: size, id: wanted)
      return try HostileScene.tree([entry], writer)
    }
    let victim = try TestRepository()
    let remote = FolderTransport(scene.test.root.appending(".mlops"))
    let sharing = Sharing(victim.repository, remote: .origin, over: remote)
    #expect {
      _ = try sharing.fetch()
    } throws: { ($0 as? any MLXError)?.code == "object-corrupt" }
    try victim.commit("mine", ["a.csv": text])
    try victim.delete("data/a.csv")
    _ = try victim.reopened().checkout(CheckoutOptions(revision: try Revision(parsing: "HEAD")))
    try victim.reopened().reset(to: Revision(parsing: "HEAD"), mode: .hard)
    #expect(try victim.text("data/a.csv") == text)
    #expect(try victim.reopened().fsck().isSound)
  }

  // MARK: - What a hash does not tell

  private static let asset = Asset(
    kind: .dataset, name: "a.csv", path: RepositoryPath(unchecked: "a.csv"),
    object: .blob(BlobID(SHA256Hasher.hash("another"))), size: 4, format: nil)

  /// Objects that are what they are called, and contradict each other.
  private static let contradictions:
    [(name: String, make: @Sendable (HostileScene) throws -> Void)] = [
      (
        "a name that leads out",
        { scene in
          try scene.commit { try HostileScene.tree([HostileScene.file("../x", $0)], $0) }
        }
      ),
      (
        "another length",
        { scene in
          try scene.commit { writer in
            let blob = try HostileScene.blob("evil", writer)
            return try HostileScene.tree(
              [TreeEntry(mode: .file, name: "a", size: 5, id: blob)], writer)
          }
        }
      ),
      (
        "another count",
        { scene in
          try scene.commit { writer in
            let leaf = try HostileScene.tree([HostileScene.file("a", writer)], writer)
            let row = TreeRow(firstName: "a", child: leaf, entries: 2, bytes: 4)
            return TreeID(try writer.putBytes(.tree, TreePart.encode(node: [row])))
          }
        }
      ),
      (
        "an asset of which the tree has other bytes",
        { scene in
          try scene.commit(assets: [asset]) {
            try HostileScene.tree([HostileScene.file("a.csv", $0)], $0)
          }
        }
      ),
      (
        "a lock file of another length",
        { scene in
          var environment: EnvironmentAsset?
          try scene.store { writer in
            let lock = DependencyLock(
              name: "requirements.txt", size: 5, blob: BlobID(try HostileScene.blob("evil", writer))
            )
            let record = EnvironmentRecord(
              origin: .system, lockFiles: [lock],
              system: SystemFacts(os: "linux", machine: "x86_64"))
            environment = EnvironmentAsset(
              id: EnvironmentID(try writer.putBytes(.record, record.encode())),
              evidence: .foundAtCommit)
          }
          try scene.commit(environment: environment) {
            try HostileScene.tree([HostileScene.file("a", $0)], $0)
          }
        }
      ),
      (
        "a profile that is none",
        { scene in try profiled(#"{"schema":"mlx.profile.table/1"}"#, in: scene) }
      ),
    ]

  /// A sound version whose asset has this for a profile.
  private static func profiled(_ text: String, in scene: HostileScene) throws {
    var asset = asset
    asset.object = .blob(BlobID(SHA256Hasher.hash("evil")))
    try scene.store { writer in
      asset.profile = ProfileID(try writer.putBytes(.record, Array(text.utf8)))
    }
    try scene.commit(assets: [asset]) {
      try HostileScene.tree([HostileScene.file("a.csv", $0)], $0)
    }
  }

  /// What another mlx at `scene` has, fetched.
  private func fetch(_ scene: HostileScene, into victim: TestRepository) throws -> FetchReport {
    let remote = FolderTransport(scene.test.root.appending(".mlops"))
    return try Sharing(victim.repository, remote: .origin, over: remote).fetch()
  }

  /// Refused when they arrive: what is here afterwards is sound, and leads to nothing of theirs.
  @Test(arguments: contradictions.map(\.name))
  func contradictionsDoNotArrive(_ name: String) throws {
    let scene = try HostileScene()
    try #require(Self.contradictions.first { $0.name == name }).make(scene)
    let victim = try TestRepository()
    #expect {
      _ = try fetch(scene, into: victim)
    } throws: {
      ($0 as? any MLXError)?.code == "object-corrupt"
    }
    let fetched = try victim.reopened()
    #expect(try fetched.fsck().isSound)
    #expect(try fetched.currentView().remoteBranches.isEmpty)
  }

  /// A newer mlx may make other profiles; this one passes them over, and says what reads them.
  @Test func aProfileOfAVersionToComeArrives() throws {
    let scene = try HostileScene()
    try Self.profiled(#"{"schema":"mlx.profile.table/9"}"#, in: scene)
    let victim = try TestRepository()
    _ = try fetch(scene, into: victim)
    let problems = try victim.reopened().fsck().problems
    #expect(problems.map(\.code) == ["unsupported-format"])
    #expect(problems.map(\.hint) == ["use a newer mlx"])
  }
}
