import FileIO
import Foundation
import ObjectStore
import Objects
import References
import Remotes
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Many refs and a long history. Small in a run of all tests; `MLX_SCALE_REFS=100000` and
/// `MLX_SCALE_COMMITS=10000` make them large, and `MLX_SCALE_DIR` leaves the repositories in a folder, where
/// `Tests/Benchmarks/scale.py` goes on with the real program.
@Suite struct ScaleTests {
  private static func count(_ name: String, else usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? usual
  }

  /// A repository in a folder that stays, where one is named.
  private struct Place {
    let directory: TemporaryDirectory?
    let root: FilePath
    let environment: RepositoryEnvironment

    init(_ name: String) throws {
      let kept = ProcessInfo.processInfo.environment["MLX_SCALE_DIR"].map { FilePath($0) }
      directory = kept == nil ? try TemporaryDirectory() : nil
      root = (kept ?? directory?.path ?? FilePath(".")).appending(name)
      environment = TestRepository.environment()
      try KernelFileSystem().makeDirectories(root)
      _ = try Repository.initialize(at: root, environment)
    }

    func open() throws -> Repository { try Repository.open(at: root, environment) }

    /// One file, which is a dataset, and a commit.
    func commit(_ number: Int) throws -> CommitID {
      let file = try File(root.appending("data-\(number)"), .create, in: KernelFileSystem())
      try file.write(Array("\(number)\n".utf8), at: 0)
      try KernelFileSystem().rename(file.path, to: root.appending("data.csv"))
      var request = CommitRequest(message: "version \(number)")
      request.all = true
      request.allowEmpty = true
      request.datasets = [NamedPath(path: try RepositoryPath(validating: "data.csv"))]
      return try open().commit(request).id
    }

    func objectBytes() throws -> UInt64 {
      let packs = try open().store.statistics()
      return packs.packBytes
    }
  }

  /// Tags of three commits, pushed, fetched elsewhere, and one more of them.
  @Test func manyRefs() throws {
    let count = Self.count("MLX_SCALE_REFS", else: 1_500)
    let place = try Place("refs")
    let commits = try (1...3).map(place.commit)
    let names = try (0..<count).map { try TagName(validating: "build/\($0 / 1_000)/\($0)") }
    try place.open().transaction("tags") { transaction in
      for (number, name) in names.enumerated() {
        try transaction.view.setTag(name, to: commits[number % 3])
      }
    }
    #expect(try place.open().currentView().tags.count == count)
    for number in stride(from: 0, to: count, by: max(count / 100, 1)) {
      let found = try place.open().resolve(Revision(parsing: "tags/\(names[number])"))
      #expect(found == commits[number % 3])
    }
    let before = try place.objectBytes()
    try place.open().createTag(TagName(validating: "one-more"))
    let growth = try place.objectBytes() - before
    #expect(growth < 64 << 10, "one more tag takes \(growth) bytes")
    _ = try place.open().deleteTag(names[count / 2])
    #expect(try place.open().currentView().tags.count == count)
    try place.open().undo()
    #expect(try place.open().tags().count == count + 1)
    try travels(from: place, count: count + 1)
    let report = try place.open().fsck()
    #expect(report.isSound, "\(report.problems.prefix(3))")
    _ = try place.open().collect(CollectOptions(isImmediate: true))
    #expect(try place.open().currentView().tags[names[count / 3]] == commits[count / 3 % 3])
    print("refs: \(count); one more of them took \(growth) bytes")
  }

  /// All tags arrive at a remote, and from there in a repository that had none.
  private func travels(from place: Place, count: Int) throws {
    let remote = FolderTransport(place.root.removingLastComponent().appending("refs-remote"))
    var request = PushRequest()
    request.all = true
    _ = try Sharing(place.open(), remote: .origin, over: remote).push(request)
    let other = try Place("refs-clone")
    let sharing = try Sharing(other.open(), remote: .origin, over: remote)
    #expect(try sharing.fetch().refs.count == count + 1)
    #expect(try other.open().currentView().tags == place.open().currentView().tags)
    #expect(try sharing.fetch().isChange == false)
  }

  /// A history that is far longer than any stack is deep, or any list should be.
  @Test func manyCommits() throws {
    let count = Self.count("MLX_SCALE_COMMITS", else: 60)
    let place = try Place("commits")
    let commits = try (0..<count).map(place.commit)
    let repository = try place.open()
    #expect(try repository.log().map(\.id) == commits.reversed())
    #expect(try repository.resolve(Revision(parsing: "HEAD~\(count - 1)")) == commits[0])
    let remote = FolderTransport(place.root.removingLastComponent().appending("commits-remote"))
    #expect(try Sharing(repository, remote: .origin, over: remote).push().commits == count)
    let other = try Place("commits-clone")
    #expect(try Sharing(other.open(), remote: .origin, over: remote).fetch().commits == count)
    var bytes: [UInt8] = []
    try other.open().cat("origin/main~\(count / 2):data.csv") { bytes += $0 }
    #expect(String(decoding: bytes, as: UTF8.self) == "\(count - 1 - count / 2)\n")
    #expect(try place.open().fsck().isSound)
    #expect(try other.open().fsck().isSound)
    _ = try place.open().collect(CollectOptions(isImmediate: true))
    #expect(try place.open().log().count == count)
    print("commits: \(count)")
  }
}
