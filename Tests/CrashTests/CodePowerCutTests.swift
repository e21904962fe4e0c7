import FileIO
import Objects
import ProjectFiles
import References
import SystemPackage
import TestSupport
import Testing
import WorkingTree

@testable import Repository

/// Power cuts in commands that store or restore more than assets: code, environment, lineage, notes.
@Suite struct CodePowerCutTests {
  private static let packages = ".venv/lib/python3.11/site-packages/six.dist-info/METADATA"
  private static let secret = "TOKEN=1\n"

  private func files(_ project: TestRepository, _ files: [String: String?]) throws {
    for (path, text) in files {
      if let text { try project.write(path, text) } else { try project.delete(path) }
    }
  }

  private func metadata(_ version: String) -> String {
    "Metadata-Version: 2.1\nName: six\nVersion: \(version)\n\n"
  }

  /// As the program opens it: the environment is recorded.
  private func opened(_ scene: CrashScene) throws -> Repository {
    var environment = scene.project.environment
    environment.configuration = Configuration(
      overrides: ["user.name": "Ada", "user.email": "ada@example.org"])
    return try Repository.open(at: scene.project.root, environment)
  }

  private func path(_ text: String) -> NamedPath {
    NamedPath(path: RepositoryPath(unchecked: text))
  }

  private func commit(
    _ scene: CrashScene, _ edit: (inout CommitRequest) -> Void = { _ in }
  ) throws -> CommitID {
    var request = CommitRequest(message: "a version")
    request.all = true
    edit(&request)
    return try opened(scene).commit(request).id
  }

  /// Two versions that differ in everything that a commit holds.
  private func twoVersions(
    beforeSecond: (CrashScene) throws -> Void = { _ in }
  ) throws -> (scene: CrashScene, check: CrashCheck) {
    let scene = try CrashScene()
    try files(
      scene.project,
      [
        "train.py": noise(1), "old.py": noise(2), "table.csv": "a,b\n1,2\n", "model.bin": noise(3),
        "data/a.txt": noise(4), "requirements.txt": "six==1.16\n", ".env": Self.secret,
        ".venv/pyvenv.cfg": "home = /nowhere/bin\nversion = 3.11.7\n",
        Self.packages: metadata("1.16"), "../outside/x.txt": noise(5),
      ])
    let before = try commit(scene) {
      $0.models = [path("model.bin")]
      $0.datasets = [path("data")]
    }
    try files(
      scene.project,
      [
        "train.py": noise(11), "old.py": nil, "src/new.py": noise(12), "model.bin": noise(13),
        "data/a.txt": noise(14), "requirements.txt": "six==1.17\n",
        Self.packages: metadata("1.17"),
      ])
    try beforeSecond(scene)
    let outside = ExternalWish("../outside", from: scene.project.root)
    _ = try opened(scene).addExternal([outside])
    let after = try commit(scene) {
      $0.datasets = [path("data"), path("table.csv")]
      $0.from = [LineageRequest(output: nil, input: .asset("data"), role: nil)]
    }
    let check = try CrashCheck(before, after, in: scene.project.reopened())
    return (scene, check)
  }

  @Test func aCommitOfEverythingIsWhole() throws {
    let (scene, check) = try twoVersions { try $0.fileSystem.restartLog() }
    let after = try CrashedVersion(check.after, in: scene.project.reopened())
    #expect(after.sorts == [6, 3, 1, 1, 1])
    var heads: Set<CommitID> = []
    try forEachCrash(scene.fileSystem.log, variants: CrashVariant.few) { root, state in
      heads.insert(try check.expectWhole(root, state))
      if state.prefix.isMultiple(of: 3) { try check.expectNextCommit(root, state) }
      #expect(try text(root, "train.py") == noise(11), "\(state)")
      #expect(try text(root, ".env") == Self.secret, "\(state)")
    }
    #expect(heads == [check.before, check.after])
  }

  private static let code = ["train.py", "old.py", "src/new.py"]

  /// Of each file the old version or the new one. Where names are kept at random, a file that was
  /// deleted may be there again: nothing is lost by it, and status says that it was added.
  private func expectCode(_ root: FilePath, isOld: Bool, _ state: CrashState) throws {
    let (old, new) = ([noise(1), noise(2), nil], [noise(11), nil, noise(12)])
    for (name, wanted) in zip(Self.code, isOld ? old : new) {
      let found = try text(root, name)
      if wanted == nil, state.variant.names == .scattered { continue }
      #expect(found == wanted, "\(state): \(name) has \(found?.utf8.count ?? -1) bytes")
    }
    #expect(try text(root, ".env") == Self.secret, "\(state)")
  }

  private func revision(_ id: CommitID) throws -> Revision { try Revision(parsing: id.hex) }

  @Test func checkoutBringsCodeOrNot() throws {
    let (scene, check) = try twoVersions()
    try scene.fileSystem.restartLog()
    var options = CheckoutOptions(revision: try revision(check.before))
    options.detach = true
    _ = try scene.project.reopened().checkout(options)
    var number = 0
    try forEachCrash(scene.fileSystem.log, variants: CrashVariant.few) { root, state in
      let head = try check.expectWhole(root, state)
      let repository = try CrashScene.open(below: root)
      number += 1
      if try repository.status().pendingCheckout != nil {
        // Once HEAD has moved there is nothing to go back to, and torn files want the end.
        let goesOn = head == check.before || number.isMultiple(of: 2)
        _ = try goesOn ? repository.continueCheckout() : repository.abortCheckout()
        try expectCode(root, isOld: goesOn, state)
      } else {
        // Files of a checkout that has ended are not synced: torn ones are changes that go by force.
        var again = CheckoutOptions(revision: .head)
        again.force = true
        _ = try repository.checkout(again)
        try expectCode(root, isOld: head == check.before, state)
      }
      if number.isMultiple(of: 4) { try check.expectNextCommit(root, state) }
    }
  }

  @Test func onlyTheCodeIsBroughtOrNot() throws {
    let (scene, check) = try twoVersions()
    try scene.fileSystem.restartLog()
    var options = CheckoutOptions(revision: try revision(check.before))
    options.only = .code
    _ = try scene.project.reopened().checkout(options)
    var number = 0
    try forEachCrash(scene.fileSystem.log, variants: CrashVariant.few) { root, state in
      let head = try check.expectWhole(root, state)
      #expect(head == check.after, "\(state)")
      let repository = try CrashScene.open(below: root)
      number += 1
      if try repository.status().pendingCheckout != nil {
        let goesOn = number.isMultiple(of: 2) || state.variant.names == .scattered
        _ = try goesOn ? repository.continueCheckout() : repository.abortCheckout()
        try expectCode(root, isOld: goesOn, state)
      } else {
        options.force = true
        _ = try repository.checkout(options)
        try expectCode(root, isOld: true, state)
      }
      #expect(try text(root, "data/a.txt") == noise(14), "\(state)")
      if number.isMultiple(of: 4) { try check.expectNextCommit(root, state) }
    }
  }
}
