import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import WorkingTree

/// `mlx fsck --repair`: what can be made again from what is whole. Objects are never deleted, and what a
/// later version wrote is never replaced.
struct FsckRepair {
  private let repository: Repository
  /// Whether checks read every object.
  private let full: Bool
  private var done: [String] = []
  /// Whether there are deltas that are left out only because what they are made on is not to be had.
  private var lacksBases = false
  /// The commit that the index was of, and that went with the refs.
  private var lostCommit: CommitID?
  /// A folder's list that is made again may show that what is in the folder is lost too.
  private static let roundsMax = 4

  private var environment: RepositoryEnvironment { repository.environment }

  init(_ repository: Repository, full: Bool) {
    self.repository = repository
    self.full = full
  }

  /// Mends what a check found, and checks again. With the index lock.
  mutating func run(_ report: FsckReport) throws -> FsckReport {
    try repository.format.checkWriting()
    if report.problems.contains(where: { $0.code == "checkout-pending-damaged" }) {
      let path = try repository.setPendingCheckoutAside()
      done.append("set the record of an interrupted checkout aside: '\(path)'")
    }
    let isNewer = report.problems.contains { $0.code == "unsupported-format" }
    if !isNewer, try concernsObjectIndex(report.problems) { try rebuildObjectIndex() }
    if let sentence = try HeadRepair(repository: repository).run() { done.append(sentence) }
    var after = try repository.check(full: full)
    // Without any operation nothing that is stored again would be of use.
    let hasHead = (try? repository.operations.current()) != nil
    for _ in 0..<Self.roundsMax where hasHead && !isNewer && !after.graph.broken.isEmpty {
      var restore = FsckRestore(repository, after.graph, lost: after.report.lost)
      let sentences = try restore.run()
      if sentences.isEmpty { break }
      done += sentences
      if lacksBases { try rebuildObjectIndex() }
      after = try repository.check(full: full)
    }
    if let outcome = try RefsRepair(repository).run() {
      done += outcome.sentences
      after = try repository.check(full: full)
      done += LostBranches(repository.store, after.graph).sentences()
      lostCommit = outcome.lostCommit
    }
    if report.problems.contains(where: { $0.code == "index-damaged" }), try rebuildIndex() {
      after = try repository.check(full: full)
    }
    if let lostCommit { after.report.lost.append(LostContent(commit: lostCommit)) }
    after.report.repaired = done
    after.report.isRepair = true
    return after.report
  }

  /// Whether there was enough left to make it of.
  private mutating func rebuildIndex() throws -> Bool {
    do {
      try repository.saveIndex(repository.loadIndex())
    } catch let error as StoreError where error.isLoss {
      return false
    }
    done.append("rebuilt the index from HEAD; what was staged and not committed is not in it")
    return true
  }

  /// Whether the damage may come from the object index alone.
  private func concernsObjectIndex(_ problems: [FsckProblem]) throws -> Bool {
    let holdsID = try HeadCheck(operations: repository.operations, store: repository.store).run()
      .holdsID
    return problems.contains { problem in
      switch problem.code {
      case "object-missing", "object-corrupt": true
      case "head-damaged": holdsID
      default: problem.path?.hasSuffix(".seg") == true
      }
    }
  }

  private mutating func rebuildObjectIndex() throws {
    let lock = try writersLock()
    let rebuilt = try withExtendedLifetime(lock) {
      try StoreRebuild.segments(
        of: repository.store, durability: environment.durability,
        trashingAt: environment.clock())
    }
    try repository.store.reload()
    lacksBases = rebuilt.lacksBases
    if rebuilt.packs == 0 && rebuilt.trashedPacks.isEmpty { return }
    let saved = rebuilt.salvagedObjects
    done.append(
      "rebuilt the object index: \(rebuilt.objects) objects in \(rebuilt.packs) packs"
        + (saved > 0 ? ", \(saved) of them saved from damaged packs" : ""))
    for path in rebuilt.trashedPacks {
      done.append("moved a damaged pack to '\(path)', where it stays for 14 days")
    }
    for id in rebuilt.unexplainedPacks {
      done.append(
        "nothing says what was in the pack \(id.prefix(16)): neither its own table nor the object "
          + "index can be read")
    }
  }

  /// Keeps every command out that writes. Where files cannot be locked the index lock has to do.
  private func writersLock() throws -> WritersLock? {
    do {
      return try repository.lockOutWriters()
    } catch CollectError.writersRunning {
      throw CollectError.writersBesideRepair
    } catch let error as CollectError {
      if case .locksUnsupported = error, repository.shared == nil { return nil }
      throw error
    }
  }
}
