// `mlx purge`: forgets a file in all versions, here and on remotes.
import FileIO
import Lineage
import ObjectStore
import Objects
import References
import Repository

/// What `mlx purge` is asked for.
public struct PurgeRequest: Sendable {
  /// A path, or the id of a file's content.
  public var word: String
  /// Why; everybody who has a version with the file can read it.
  public var reason: String
  /// The remote to purge too; nil for all that can be reached by a path.
  public var remote: String?
  /// Changes nothing, and says what would go.
  public var isDryRun = false

  public init(_ word: String, reason: String) {
    self.word = word
    self.reason = reason
  }
}

/// What `mlx purge` did.
public struct PurgeReport: Sendable, Equatable {
  /// A remote that was purged too.
  public struct Place: Sendable, Equatable {
    public var name: RemoteName
    public var location: String
    /// Objects that went, and about what they took.
    public var objects = 0
    public var bytes: UInt64 = 0
    /// Packs that stay there, since something else in them is damaged.
    public var damagedPacks = 0
  }

  public var isDryRun = false
  /// What was purged, and where versions had it. With the note that says so, but in a dry run.
  public var files: [Tombstone] = []
  /// Objects that went here, and about what they took.
  public var objects = 0
  public var bytes: UInt64 = 0
  public var remotes: [Place] = []
  /// Remotes that this version cannot reach.
  public var unreached: [RemoteName] = []
  /// Models that were made with it, directly or not.
  public var models: [String] = []
  /// Files of the work tree that still have the bytes.
  public var inWorkTree: [RepositoryPath] = []
  /// Packs that stay, since something else in them is damaged.
  public var damagedPacks = 0
}

extension Repository {
  /// Takes the bytes of a file away in all versions, here and on remotes, with profiles and runs that quote it, and
  /// leaves a note that says who did so, when and why. Commits stay as they are. What other files share with
  /// it stays. Run again, it goes on where it was stopped.
  ///
  /// Errors: `unknown-object`, `writers-running`, those of remotes and of reading.
  public func purge(_ request: PurgeRequest) throws -> PurgeReport {
    let targets = try purgeTargets(request.word)
    let known = Dictionary(grouping: try tombstones(), by: \.blob)
    let author = environment.identity.author(at: environment.clock())
    var notes: [Note] = []
    var tombstones: [Tombstone] = []
    for target in targets {
      if let old = known[target.blob] {
        tombstones += old
        continue
      }
      let note = Note.tombstone(
        of: target.blob, reason: request.reason, paths: target.paths, records: target.records,
        author: author)
      notes.append(note)
      if let tombstone = note.tombstone { tombstones.append(tombstone) }
    }
    var report = PurgeReport()
    report.isDryRun = request.isDryRun
    report.files = tombstones
    report.models = try models(madeWith: targets)
    let count = targets.count
    var forget = ForgetRequest(
      tombstones.forgotten, description: "purge: \(count) \(count == 1 ? "file" : "files")",
      absence: { tombstones.absence(of: $0) ?? Absence(.purged, detail: "") })
    forget.keepsBases = false
    forget.isDryRun = request.isDryRun
    forget.notes = notes
    let result = try self.forget(forget)
    report.objects = result.objects
    report.bytes = result.bytes
    report.damagedPacks = result.damagedPacks
    report.inWorkTree = try filesOfWorkTree(with: Set(targets.map(\.blob)))
    Failpoint.purgedHere.hit()
    try purgeRemotes(request, tombstones, &report)
    return report
  }

  private func purgeRemotes(
    _ request: PurgeRequest, _ tombstones: [Tombstone], _ report: inout PurgeReport
  ) throws {
    let places = try request.remote.map { [try remote(named: $0)] } ?? remotes()
    for place in places {
      guard place.path != nil else {
        report.unreached.append(place.name)
        continue
      }
      let sharing = try sharing(with: place.name.string)
      if let purged = try sharing.purge(tombstones, isDryRun: request.isDryRun) {
        report.remotes.append(purged)
      }
    }
  }

  /// What lineage leads to from the files, and the assets that they are in.
  private func models(madeWith targets: [PurgeTarget]) throws -> [String] {
    let graph = try LineageGraph(of: self)
    var found: Set<String> = []
    for object in Set(targets.flatMap { $0.objects.union([.blob($0.blob)]) }) {
      let report: LineageReport
      do {
        report = try lineage(LineageQuestion(object.text, .down), in: graph)
      } catch let error as any MLXError where Self.saysNothing.contains(error.code) {
        continue
      }
      for node in report.nodes where node.depth > 0 {
        guard let name = node.names.first, case .asset(let asset) = name.subject,
          asset.kind == .model
        else { continue }
        found.insert(asset.text + (name.commit.map { "@\($0.id.short)" } ?? ""))
      }
    }
    return found.sorted()
  }

  /// Codes of errors that mean: lineage knows nothing of it.
  private static let saysNothing: Set<String> = [
    "unknown-asset", "unknown-object", "not-an-asset", "not-in-revision",
  ]
}
