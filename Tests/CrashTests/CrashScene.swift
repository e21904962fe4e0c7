import FileIO
import Foundation
import ObjectStore
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

/// A project whose writes are recorded, and the questions that a crash must not change the answers to.
struct CrashScene {
  let project: TestRepository
  let fileSystem: FaultyFileSystem

  /// - Parameter limits: small ones, so that few bytes reach packs, frames and merges.
  init(limits: StoreLimits = CrashScene.smallLimits) throws {
    let recorder = Locked<FaultyFileSystem?>(nil)
    project = try TestRepository(durability: .full, limits: limits) { root in
      let faulty = try FaultyFileSystem(root: root)
      recorder.withLock { $0 = faulty }
      return faulty
    }
    guard let faulty = recorder.withLock({ $0 }) else { throw CancellationError() }
    fileSystem = faulty
  }

  static var smallLimits: StoreLimits {
    var limits = StoreLimits.standard
    limits.smallPacksMax = 4
    return limits
  }

  /// Writes the work tree past the recorder, and commits through it.
  @discardableResult
  func commit(_ message: String, _ files: [String: String?]) throws -> CommitID {
    try project.commit(message, files)
  }

  /// Opens the project that a crash left below `root`, as a new process would.
  static func open(
    below root: FilePath, clock: TestClock = TestClock()
  ) throws -> Repository {
    let environment = TestRepository.environment(
      clock: clock, durability: .full, limits: smallLimits)
    return try Repository.open(at: root.appending("project"), environment)
  }
}

/// Makes every disk that a power cut could leave, one after the other; returns how many they were.
///
/// - Parameters:
///   - disk: the only one that crashes, of those at the top.
///   - step: twice so many moments apart, where `MLX_CRASH_IN_TURN` is set.
@discardableResult
func forEachCrash(
  _ log: DiskLog, crashing disk: String? = nil, step: Int = 1,
  variants: [CrashVariant] = CrashVariant.handful, _ body: (FilePath, CrashState) throws -> Void
) throws -> Int {
  let crash = CrashDisk(log, crashing: disk)
  let step = CrashDisk.isInTurn ? 2 * step : 1
  // Another moment for each disk.
  let offset = (disk ?? "").utf8.count % step
  let states = crash.statesInTurn(variants).filter { $0.prefix % step == offset }
  let place = try TemporaryDirectory(in: .inMemoryFolder)
  for state in states {
    try crash.materialize(state, at: place.path)
    do {
      try body(place.path, state)
    } catch {
      Issue.record("\(state): \(error)")
    }
    place.empty()
  }
  return states.count
}

extension FilePath {
  static var inMemoryFolder: FilePath { TemporaryDirectory.inMemory }
}

/// What a folder of a work tree holds, as text.
func contents(of folder: FilePath) throws -> [String: String] {
  var found: [String: String] = [:]
  let fileSystem = KernelFileSystem()
  guard try fileSystem.status(at: folder, followingLinks: false) != nil else { return [:] }
  for entry in try fileSystem.entries(of: folder) {
    let path = folder.appending(entry.name)
    found[entry.name] = String(
      decoding: try fileSystem.readFile(path, maxBytes: 1 << 20), as: UTF8.self)
  }
  return found
}

/// A text that compresses badly and differs by seed.
func noise(_ seed: UInt64, count: Int = 3_000) -> String {
  var generator = SeededGenerator(seed: seed)
  return String(
    decoding: (0..<count).map { _ in UInt8.random(in: 0x21...0x7E, using: &generator) },
    as: UTF8.self)
}
