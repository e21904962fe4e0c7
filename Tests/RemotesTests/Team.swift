// Two people and what is between them.
import FileIO
import ObjectStore
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

/// A repository with a remote.
struct Member {
  let test: TestRepository
  let transport: any Transport

  /// - Parameter startSeconds: keeps commits of members apart, who would else make the same ones.
  init(_ transport: any Transport, limits: StoreLimits = .standard, later seconds: Int64 = 0) throws
  {
    test = try TestRepository(limits: limits)
    test.clock.advance(seconds: seconds)
    self.transport = transport
  }

  var repository: Repository { get throws { try test.reopened() } }

  func sharing(over other: (any Transport)? = nil) throws -> Sharing {
    Sharing(try repository, remote: .origin, over: other ?? transport)
  }

  @discardableResult
  func push(
    _ refs: String..., all: Bool = false, over other: (any Transport)? = nil
  ) throws -> PushReport {
    var request = PushRequest()
    request.refs = refs
    request.all = all
    return try sharing(over: other).push(request)
  }

  @discardableResult
  func fetch(over other: (any Transport)? = nil) throws -> FetchReport {
    try sharing(over: other).fetch()
  }

  /// What is known of the remote's branches.
  func tracked() throws -> [String: CommitID] {
    var found: [String: CommitID] = [:]
    for (name, commit) in try repository.currentView().remoteBranches {
      found["\(name)"] = commit
    }
    return found
  }

  func head() throws -> CommitID { try repository.resolve(.head) }

  /// All bytes that a commit's folder `data` has, by name.
  func data(_ revision: String) throws -> [String: [UInt8]] {
    let repository = try repository
    let commit = try repository.commit(repository.resolve(Revision(parsing: revision)))
    var found: [String: [UInt8]] = [:]
    let load: (TreeID) throws -> [UInt8] = { try repository.store.read(.tree, $0.digest) }
    guard let folder = try TreeCodec.entry(named: "data", in: commit.tree, load: load) else {
      return [:]
    }
    for entry in try TreeCodec.decode(TreeID(folder.id), load: load) where entry.mode == .file {
      found[entry.name] = try repository.store.readBlob(BlobID(entry.id), maxBytes: 1 << 30)
    }
    return found
  }

  func expectSound() throws {
    let report = try repository.fsck()
    #expect(report.problems.isEmpty, "\(report.problems)")
  }
}

/// The error's code; nil when there is none.
func code(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as any MLXError {
    return error.code
  } catch {
    return "\(error)"
  }
}

/// Text that many chunks hold.
func largeText(_ bytes: Int, seed: UInt64) -> String {
  var generator = SeededGenerator(seed: seed)
  var text = ""
  while text.utf8.count < bytes { text += "\(generator.next())," }
  return text
}

/// Small packs and trees, so that little data makes many of them.
var smallLimits: StoreLimits {
  var limits = StoreLimits()
  limits.packBytesTarget = 256 << 10
  limits.smallPackBytes = 16 << 10
  limits.smallPacksMax = 4
  limits.transferObjectsMax = 10
  return limits
}

extension RemoteFolder {
  /// What `mlx fsck` says of it.
  func expectSound() throws {
    let clock = TestClock()
    let repository = try Repository.open(
      at: place.path.appending("bare"), TestRepository.environment(clock: clock))
    let report = try repository.fsck()
    #expect(report.problems.isEmpty, "\(report.problems)")
  }
}

/// A folder remote that can be opened like a repository.
struct RemoteFolder {
  let place: TemporaryDirectory
  let transport: FolderTransport
  var path: FilePath { place.path.appending("remote") }

  init() throws {
    place = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    transport = FolderTransport(place.path.appending("remote"))
    let bare = place.path.appending("bare")
    try KernelFileSystem().makeDirectory(bare, permissions: 0o755)
    try KernelFileSystem().symlink(
      target: place.path.appending("remote").string, at: bare.appending(".mlops"))
  }
}

/// The error's code and what it says; nil when there is none.
func failure(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as any MLXError {
    return "\(error.code): \(error.description)"
  } catch {
    return "\(error)"
  }
}
