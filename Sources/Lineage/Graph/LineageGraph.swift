import Objects
import References
import Repository

/// Every edge and every asset that the commits of a repository hold, ready to be asked.
///
/// A value: it does not change when the repository does.
public struct LineageGraph: Sendable {
  /// An edge, whatever names its output had; told apart by ids, inputs, evidence and run.
  struct Making: Sendable {
    var edge: LineageEdge
    /// The names of the output, in the order of the commits that first held them.
    var outputs: [AssetReference]
    /// The first commit that held it.
    var commit: Int
  }

  /// An asset, and the first commit that held it there.
  struct Seen: Sendable {
    var sighting: LineageSighting
    var commit: Int
  }

  /// Oldest first, each commit behind its parents.
  let commits: [LineageFacts]
  /// Commits that are named and known not to be here: what they hold is not known.
  public let absentCommits: Int
  /// Commits that are named and gone or damaged: what they hold is not known either.
  public let lostCommits: Int
  /// In the order of their first commits.
  private(set) var makings: [Making] = []
  private(set) var seen: [Seen] = []
  /// Makings by what they made.
  private(set) var made: [LineageItem: [Int]] = [:]
  /// Makings by what they took, each once.
  private(set) var used: [LineageItem: [Int]] = [:]
  /// Places in `seen` by id.
  private(set) var places: [AssetObject: [Int]] = [:]

  /// Reads the commits that HEAD, branches, tags and all other refs lead to. Most come from
  /// `.mlops/cache/lineage/`, which is brought up to date.
  ///
  /// Errors: `object-missing` and `object-corrupt` where refs cannot be read, `head-damaged`.
  public init(of repository: Repository) throws {
    self.init(try LineageHistory.load(repository))
  }

  init(_ history: LineageHistory) {
    commits = history.commits
    absentCommits = history.absent.count
    lostCommits = history.lost.count
    var known: [LineageEdge: Int] = [:]
    for (number, facts) in commits.enumerated() {
      for edge in facts.edges { take(edge, in: number, &known) }
      for sighting in facts.sightings {
        places[sighting.object, default: []].append(seen.count)
        seen.append(Seen(sighting: sighting, commit: number))
      }
    }
  }

  private mutating func take(_ edge: LineageEdge, in commit: Int, _ known: inout [LineageEdge: Int])
  {
    var claim = edge
    claim.output = CodeAsset.reference
    if let number = known[claim] {
      if !makings[number].outputs.contains(edge.output) {
        makings[number].outputs.append(edge.output)
      }
      return
    }
    let number = makings.count
    known[claim] = number
    makings.append(Making(edge: edge, outputs: [edge.output], commit: commit))
    made[.object(edge.id), default: []].append(number)
    for item in Set(edge.inputs.map { LineageItem($0.source) }) {
      used[item, default: []].append(number)
    }
  }

  /// Everything that edges end at or that commits hold as assets.
  var items: Set<LineageItem> {
    Set(made.keys).union(used.keys).union(places.keys.map { .object($0) })
  }

  /// Who made a commit, when, and what its message begins with.
  func commit(_ number: Int) -> LineageCommit { LineageCommit(commits[number]) }
}
