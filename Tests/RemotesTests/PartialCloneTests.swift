// Clones that have some files only, and what brings the others.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct PartialCloneTests {
  /// A remote with three versions of a model of several chunks, a dataset in two files, and code.
  fileprivate final class Origin {
    let folder: RemoteFolder
    let ana: Member
    let place: TemporaryDirectory
    var commits: [CommitID] = []
    /// The model's bytes, by version.
    var models: [String] = []

    init() throws {
      folder = try RemoteFolder()
      ana = try Member(folder.transport)
      place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
      for version in 1...3 {
        models.append(lines(300_000 + 50_000 * version, seed: UInt64(version)))
        try ana.test.write("m.bin", models[version - 1])
        try ana.test.write("train.py", "print(\(version))\n")
        try ana.test.write("data/small.csv", "a,b\n1,\(version)\n")
        try ana.test.write("data/large.csv", lines(200_000, seed: 9))
        var request = CommitRequest(message: "v\(version)")
        request.all = true
        if version == 1 {
          request.models = [NamedPath(name: "m", path: try RepositoryPath(validating: "m.bin"))]
          request.datasets = [NamedPath(name: "d", path: try RepositoryPath(validating: "data"))]
        }
        commits.append(try ana.repository.commit(request).id)
      }
      try ana.push(all: true)
    }

    /// A clone in a folder of its own.
    func clone(
      _ filter: CloneFilter? = nil, depth: Int? = nil, named name: String = "clone"
    ) throws -> (clone: Clone, report: CloneReport) {
      var request = CloneRequest()
      request.filter = filter
      request.depth = depth
      let root = place.path.appending(name)
      let clock = TestClock(startSeconds: 990_000_000)
      let environment = TestRepository.environment(clock: clock)
      let report = try Sharing.clone(
        RemoteLocation(parsing: folder.path.string), from: place.path, to: root, environment,
        request)
      return (Clone(root: root, environment: environment), report)
    }
  }

  /// A clone as the next command opens it.
  fileprivate struct Clone {
    let root: FilePath
    let environment: RepositoryEnvironment

    var repository: Repository {
      get throws {
        let repository = try Repository.open(at: root, environment)
        repository.store.setSupplier(PromisedFiles(repository))
        return repository
      }
    }

    func text(_ path: String) throws -> String? {
      let file = root.appending(path)
      guard try KernelFileSystem().status(at: file, followingLinks: false) != nil else {
        return nil
      }
      return String(
        decoding: try KernelFileSystem().readFile(file, maxBytes: 1 << 24), as: UTF8.self)
    }

    func write(_ path: String, _ text: String) throws {
      let file = root.appending(path)
      try KernelFileSystem().makeDirectories(file.removingLastComponent())
      try KernelFileSystem().removeTree(file)
      try File(file, .create, in: KernelFileSystem()).write(Array(text.utf8), at: 0)
    }

    func path(_ text: String) throws -> [CheckoutPath] {
      [CheckoutPath(text: text, path: try RepositoryPath(validating: text))]
    }

    func expectSound(absent: Int) throws {
      let report = try repository.fsck()
      #expect(report.problems.isEmpty, "\(report.problems)")
      #expect(report.absentCount == absent)
    }
  }

  @Test func filtersChooseByKindAndSize() throws {
    let origin = try Origin()
    // 3 models, 4 different files of data, 3 of code.
    let (none, report) = try origin.clone(CloneFilter.none, named: "none")
    #expect(report.fetched.storedBytes < 100_000)
    let size = origin.models[2].utf8.count + lines(200_000, seed: 9).utf8.count + 8
    #expect(report.checkout?.leftOut == LeftOutFiles(files: 3, bytes: UInt64(size)))
    #expect(try none.text("m.bin") == nil && none.text("train.py") == "print(3)\n")
    // The code of two older versions, too; that of HEAD came with the checkout.
    try none.expectSound(absent: 9)

    let (models, _) = try origin.clone(.models, named: "models")
    #expect(try models.text("m.bin") == origin.models[2] && models.text("data/small.csv") == nil)
    try models.expectSound(absent: 4)

    let (datasets, _) = try origin.clone(.datasets, named: "datasets")
    #expect(try datasets.text("m.bin") == nil && datasets.text("data/small.csv") == "a,b\n1,3\n")
    try datasets.expectSound(absent: 3)

    let (small, _) = try origin.clone(.size(1000), named: "small")
    #expect(try small.text("data/small.csv") != nil && small.text("data/large.csv") == nil)
    try small.expectSound(absent: 4)

    for clone in [none, models, datasets, small] {
      let status = try clone.repository.status()
      #expect(status.isClean)
      #expect(status.leftOut.files > 0)
    }
  }

  @Test func whatIsNamedComes() throws {
    let origin = try Origin()
    let (clone, _) = try origin.clone(CloneFilter.none)
    var bytes = 0
    try clone.repository.cat("HEAD~1:m.bin") { bytes += $0.count }
    #expect(bytes == origin.models[1].utf8.count)
    try clone.expectSound(absent: 8)
    // That its bytes are here does not make what was never written a deletion.
    try clone.repository.cat("HEAD:m.bin") { _ in }
    #expect(try clone.repository.status().isClean)
    _ = try clone.repository.restore(clone.path("m.bin"))
    #expect(try clone.text("m.bin") == origin.models[2])
    try KernelFileSystem().unlink(clone.root.appending("m.bin"))
    #expect(try clone.repository.status().unstaged.map(\.name) == ["m"])
    _ = try clone.repository.restore([CheckoutPath(text: ".", path: .root)])
    let status = try clone.repository.status()
    #expect(status.isClean && status.leftOut.files == 0)
    #expect(try clone.text("data/large.csv") == lines(200_000, seed: 9))
  }

  @Test func fetchOnlyBringsAnAssetForLater() throws {
    let origin = try Origin()
    let (clone, _) = try origin.clone(CloneFilter.none)
    var request = FetchRequest()
    request.only = ["model/m@\(origin.commits[0].hex)"]
    let report = try clone.repository.sharing(with: nil).fetch(request)
    #expect(report.files == 1 && !report.isChange)
    // The remote goes away: what is here is enough.
    try KernelFileSystem().rename(
      origin.folder.path, to: origin.folder.place.path.appending("away"))
    var text: [UInt8] = []
    try clone.repository.cat("\(origin.commits[0].hex):m.bin") { text += $0 }
    #expect(String(decoding: text, as: UTF8.self) == origin.models[0])
    #expect(try clone.repository.status().isClean)
    #expect(
      code { try clone.repository.cat("HEAD:m.bin") { _ in } } == "not-a-remote")
  }

  @Test func commitsKeepWhatIsLeftOut() throws {
    let origin = try Origin()
    let (clone, _) = try origin.clone(.datasets)
    try clone.write("data/small.csv", "a,b\n2,2\n")
    try clone.write("train.py", "print(4)\n")
    var request = CommitRequest(message: "from a part")
    request.all = true
    let made = try clone.repository.commit(request)
    let commit = try clone.repository.commit(made.id)
    let before = try clone.repository.commit(origin.commits[2])
    #expect(commit.assets.map(\.name) == ["d", "m"])
    #expect(
      commit.assets.first { $0.name == "m" }?.object
        == before.assets.first { $0.name == "m" }?.object)
    // Pushing what it has not to the remote that has it takes no journey.
    let pushed = try clone.repository.sharing(with: nil).push()
    #expect(pushed.storedBytes < 20_000 && pushed.commits == 1)
    try origin.folder.expectSound()
    _ = try origin.ana.sharing().pull()
    #expect(try origin.ana.test.text("data/small.csv") == "a,b\n2,2\n")
    #expect(try origin.ana.test.text("m.bin") == origin.models[2])

    // Another remote lacks it: it is brought first.
    let second = try RemoteFolder()
    _ = try clone.repository.addRemote(
      RemoteName(validating: "second"), at: RemoteLocation(parsing: second.path.string),
      from: clone.root)
    _ = try clone.repository.sharing(with: "second").push()
    try second.expectSound()
    let ben = try Member(second.transport, later: 5000)
    try ben.fetch()
    #expect(try ben.repository.fsck().absentCount == 0)
  }

  @Test func switchingLeavesOutAndForgetsOldBytes() throws {
    let origin = try Origin()
    let (clone, _) = try origin.clone(.models)
    var options = try CheckoutOptions(revision: Revision(parsing: origin.commits[0].hex))
    let back = try clone.repository.checkout(options)
    // The other file of the dataset is the same in all versions.
    #expect(back.leftOut.files == 1)
    #expect(try clone.text("m.bin") == origin.models[0] && clone.text("train.py") == "print(1)\n")
    // A file that was brought is of one version: at another it goes, if that one is not here.
    options = CheckoutOptions(revision: .head)
    options.paths = try clone.path("data")
    _ = try clone.repository.checkout(options)
    #expect(try clone.text("data/small.csv") == "a,b\n1,1\n")
    let again = try clone.repository.switchBranch(.main)
    #expect(again.leftOut.files == 1)
    #expect(try clone.text("data/small.csv") == nil && clone.text("data/large.csv") != nil)
    #expect(try clone.repository.status().isClean)
  }

  @Test func aFileThatDoesNotMatchIsNotTaken() throws {
    let origin = try Origin()
    let (clone, _) = try origin.clone(CloneFilter.none)
    for pack in try origin.folder.transport.list("objects/packs") {
      let path = origin.folder.path.appending("objects/packs").appending(pack)
      var bytes = try KernelFileSystem().readFile(path, maxBytes: 1 << 26)
      guard bytes.count > 100_000 else { continue }
      for index in stride(from: 1000, to: bytes.count - 8000, by: 500) { bytes[index] ^= 1 }
      try KernelFileSystem().setPermissions(0o644, of: path)
      try KernelFileSystem().unlink(path)
      try File(path, .create, in: KernelFileSystem()).write(bytes, at: 0)
    }
    let repository = try clone.repository
    #expect(code { try repository.cat("HEAD:m.bin") { _ in } } == "object-corrupt")
    let file = try #require(try repository.files(named: "HEAD:m.bin").first)
    #expect(try clone.repository.store.isPromised(file))
  }

  @Test func historyEndsWhereItWasCut() throws {
    let origin = try Origin()
    let (clone, report) = try origin.clone(depth: 2)
    #expect(report.fetched.commits == 2)
    let log = try clone.repository.log(LogOptions())
    #expect(log.map(\.id) == [origin.commits[2], origin.commits[1]])
    #expect(log.last?.parents == [])
    try clone.expectSound(absent: 0)
    #expect(try clone.text("m.bin") == origin.models[2])

    // An amended commit has the parents that it had, here or not.
    _ = try clone.repository.checkout(
      CheckoutOptions(revision: Revision(parsing: origin.commits[1].hex)))
    var request = CommitRequest(message: "amended")
    request.amend = true
    let amended = try clone.repository.commit(request).id
    #expect(try clone.repository.store.wholeCommit(amended).parents == [origin.commits[0]])
    _ = try clone.repository.switchBranch(.main)

    try clone.write("train.py", "print(5)\n")
    var next = CommitRequest(message: "on top")
    next.all = true
    let top = try clone.repository.commit(next).id
    #expect(try clone.repository.sharing(with: nil).push().commits == 1)
    try origin.folder.expectSound()

    var whole = FetchRequest()
    whole.unshallow = true
    #expect(try clone.repository.sharing(with: nil).fetch(whole).commits == 1)
    #expect(
      try clone.repository.log(LogOptions()).map(\.id) == [top] + origin.commits.reversed())
    try clone.expectSound(absent: 0)
  }

  @Test func whatCameBackStays() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport, limits: smallLimits)
    let text = lines(300_000, seed: 5)
    try ana.test.commit("one", ["large": text])
    try ana.test.commit("two", ["large": "small now"])
    _ = try ana.repository.addRemote(
      .origin, at: RemoteLocation(parsing: folder.path.string), from: ana.test.root)
    try ana.push()
    var wish = DropRequest()
    wish.words = ["data@HEAD~1"]
    #expect(try ana.sharing().drop(wish).freedBytes > 100_000)
    // The packs come back under the names of those that went, and the next commit leaves them alone.
    let repository = try ana.repository
    repository.store.setSupplier(PromisedFiles(repository))
    var request = FetchRequest()
    request.only = ["data@HEAD~1"]
    #expect(try repository.sharing(with: nil).fetch(request).files == 1)
    try ana.test.commit("three", ["small": "3"])
    #expect(try ana.data("HEAD~2")["large"] == Array(text.utf8))
    try ana.expectSound()
  }

  @Test func aRemoteThatIsNeededIsNotForgotten() throws {
    let origin = try Origin()
    let (clone, _) = try origin.clone(CloneFilter.none)
    #expect(
      code { _ = try clone.repository.removeRemote(.origin) } == "remote-needed")
    let repository = try clone.repository
    for name in ["HEAD", "HEAD~1", "HEAD~2"] {
      try repository.store.bring(repository.files(named: name))
    }
    _ = try clone.repository.removeRemote(.origin)
    #expect(try clone.repository.environment.configuration.filters.isEmpty)
  }

  @Test func aShortHistoryMakesNoNewRemote() throws {
    let origin = try Origin()
    let (clone, _) = try origin.clone(depth: 1)
    let second = try RemoteFolder()
    _ = try clone.repository.addRemote(
      RemoteName(validating: "second"), at: RemoteLocation(parsing: second.path.string),
      from: clone.root)
    #expect(code { _ = try clone.repository.sharing(with: "second").push() } == "history-cut")
    var whole = FetchRequest()
    whole.unshallow = true
    _ = try clone.repository.sharing(with: "origin").fetch(whole)
    _ = try clone.repository.sharing(with: "second").push()
    try second.expectSound()
  }

  @Test func collectionKeepsPromises() throws {
    let origin = try Origin()
    let (clone, _) = try origin.clone(CloneFilter.none)
    var request = CollectOptions()
    request.isImmediate = true
    _ = try clone.repository.collect(request)
    try clone.expectSound(absent: 9)
    var bytes = 0
    try clone.repository.cat("HEAD:m.bin") { bytes += $0.count }
    #expect(bytes == origin.models[2].utf8.count)
  }

  @Test func getBringsOneFileWithItsRecord() throws {
    let origin = try Origin()
    let environment = TestRepository.environment()
    let here = origin.place.path.appending("here")
    try KernelFileSystem().makeDirectory(here, permissions: 0o755)
    let place = try RemoteLocation(parsing: origin.folder.path.string)
    let report = try Sharing.get(
      GetRequest(place, Revision(parsing: "main~1"), "model/m", base: here), environment)
    #expect(report.commit == origin.commits[1] && report.bytes == origin.models[1].utf8.count)
    let names = try KernelFileSystem().entries(of: here).map(\.name).sorted()
    #expect(names == ["m.bin", "m.bin.origin.json"])
    let record = try JSONValue(
      parsing: KernelFileSystem().readFile(here.appending("m.bin.origin.json"), maxBytes: 1 << 20))
    guard case .object(let members) = record, let commit = members["commit"] else {
      Issue.record("no record")
      return
    }
    #expect(SHA256Hasher.hash(commit.canonicalBytes()) == origin.commits[1].digest)
    let bytes = try KernelFileSystem().readFile(here.appending("m.bin"), maxBytes: 1 << 20)
    #expect(members["object"] == .string("blob:\(SHA256Hasher.hash(bytes).hex)"))

    #expect(
      code {
        _ = try Sharing.get(
          GetRequest(place, Revision(parsing: "main"), "m.bin", base: here), environment)
      } == "file-exists")
    let folder = try Sharing.get(
      GetRequest(
        place, Revision(parsing: "main"), "data", base: here,
        destination: here.appending("new").appending("d")), environment)
    #expect(folder.files == 2 && folder.asset?.text == "dataset/d")
    #expect(
      code {
        _ = try Sharing.get(
          GetRequest(place, Revision(parsing: "nowhere"), "m.bin", base: here), environment)
      } == "unknown-revision")
    #expect(try KernelFileSystem().entries(of: here).count == 3)
  }
}

/// Numbers, one a line: at least so many bytes in many chunks.
private func lines(_ bytes: Int, seed: UInt64) -> String {
  var generator = SeededGenerator(seed: seed)
  var text = ""
  while text.utf8.count < bytes { text += "\(generator.next())\n" }
  return text
}
