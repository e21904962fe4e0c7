import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing
import WorkingTree

@testable import Repository

/// All bytes that a commit leads to, read from the store: what a finished commit must still have.
struct CrashedVersion: Equatable {
  private var files: [String: [UInt8]] = [:]
  private var code: [String: [UInt8]] = [:]
  private var environment: EnvironmentRecord?
  private var lockFiles: [String: [UInt8]] = [:]
  private var lineage: [LineageEdge] = []
  private var external: [ExternalAsset] = []

  init(_ id: CommitID, in repository: Repository) throws {
    let (commit, store) = (try repository.commit(id), repository.store)
    files = try Self.files(of: commit.tree, in: repository)
    code = try commit.code.map { try Self.files(of: $0.tree, in: repository) } ?? [:]
    lineage = commit.lineage
    external = commit.external
    guard let asset = commit.environment else { return }
    let record = try store.environment(asset.id)
    for file in record.lockFiles {
      lockFiles[file.name] = try file.blob.map { try store.readBlob($0, maxBytes: 1 << 20) }
    }
    environment = record
  }

  private static func files(
    of tree: TreeID, in repository: Repository
  ) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    try TreeWalk.files(tree, in: repository.store) { path, entry in
      found[path.string] = try repository.store.readBlob(BlobID(entry.id), maxBytes: 1 << 20)
    }
    return found
  }

  /// What the tests rely on: that there was something of each sort to lose.
  var sorts: [Int] {
    [files.count, code.count, lockFiles.count, lineage.count, external.count]
  }
}

/// What must hold on every disk that a crash in a change of history left.
struct CrashCheck {
  let before: CommitID
  let after: CommitID
  private let versions: [CommitID: CrashedVersion]

  init(_ before: CommitID, _ after: CommitID, in repository: Repository) throws {
    (self.before, self.after) = (before, after)
    versions = [
      before: try CrashedVersion(before, in: repository),
      after: try CrashedVersion(after, in: repository),
    ]
  }

  /// Fsck finds nothing, HEAD is one of the two, and it has every byte.
  @discardableResult
  func expectWhole(_ root: FilePath, _ state: CrashState) throws -> CommitID {
    let repository = try CrashScene.open(below: root)
    let report = try repository.fsck()
    #expect(report.isSound, "\(state): \(report.problems)")
    let head = try repository.resolve(.head)
    #expect(versions[head] != nil, "\(state): HEAD is neither")
    #expect(try CrashedVersion(head, in: repository) == versions[head], "\(state)")
    return head
  }

  /// A command that nobody prepared for.
  func expectNextCommit(_ root: FilePath, _ state: CrashState) throws {
    let repository = try CrashScene.open(below: root)
    var request = CommitRequest(message: "after the crash")
    request.all = true
    request.allowEmpty = true
    let commit = try repository.commit(request).id
    let reopened = try CrashScene.open(below: root)
    #expect(try reopened.resolve(.head) == commit, "\(state)")
    #expect(try reopened.fsck().isSound, "\(state)")
  }
}

/// A file below a crashed disk's project; nil when it is not there.
func text(_ root: FilePath, _ name: String) throws -> String? {
  let file = root.appending("project").pushing(FilePath(name))
  guard try KernelFileSystem().status(at: file, followingLinks: false) != nil else { return nil }
  return String(
    decoding: try KernelFileSystem().readFile(file, maxBytes: 1 << 20), as: UTF8.self)
}

extension CrashVariant {
  /// Those that differ most, for commands whose parts other tests put through all of them.
  static let few: [CrashVariant] = [
    .init(names: .kept, contents: .dropped), .init(names: .scattered, contents: .scattered),
  ]
}
