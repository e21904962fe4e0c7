import FileIO
import ObjectStore
import Objects
import References
import Repository

/// The facts of every commit that a ref leads to, from the cache as far as it has them.
struct LineageHistory {
  /// Oldest first, each commit behind its parents.
  var commits: [LineageFacts] = []
  /// Commits that are named and known not to be here.
  var absent: Set<CommitID> = []
  /// Commits that are named and cannot be read: gone, or damaged.
  var lost: Set<CommitID> = []

  /// Reads what the cache lacks, and brings the cache up to date where that can be.
  ///
  /// Errors: those of reading commits, other than that one is lost; the cache itself causes none.
  static func load(_ repository: Repository) throws -> LineageHistory {
    let cache = LineageCache(repository)
    var reading = FactsReading(repository: repository, known: cache.load())
    let view = try repository.operations.current().operation.view
    try reading.read(from: try RefTips(store: repository.store).commits(in: view))
    let history = LineageHistory(
      commits: HistoryOrder.sorted(reading.found), absent: reading.absent, lost: reading.lost)
    if reading.readCount > 0 { cache.save(history.commits.filter(history.isWholeAround)) }
    return history
  }

  /// Whether the parents of a commit were read, so that its facts stay as they are when more commits come.
  private func isWholeAround(_ facts: LineageFacts) -> Bool {
    !facts.parents.contains { absent.contains($0) || lost.contains($0) }
  }
}

/// Walks history from the refs down.
private struct FactsReading {
  let repository: Repository
  let known: [CommitID: LineageFacts]
  var found: [CommitID: LineageFacts] = [:]
  var absent: Set<CommitID> = []
  var lost: Set<CommitID> = []
  /// Commits that the cache did not have.
  var readCount = 0
  /// Records that were read as somebody's parent and whose turn has not come.
  private var ahead: [CommitID: Commit] = [:]

  init(repository: Repository, known: [CommitID: LineageFacts]) {
    self.repository = repository
    self.known = known
  }

  mutating func read(from tips: [CommitID]) throws {
    var waiting = tips
    while let id = waiting.popLast() {
      guard found[id] == nil, !isKnownToLack(id), let facts = try facts(of: id) else { continue }
      found[id] = facts
      waiting += facts.parents
    }
  }

  private func isKnownToLack(_ id: CommitID) -> Bool { absent.contains(id) || lost.contains(id) }

  /// Nil when the commit cannot be read, which is remembered.
  private mutating func facts(of id: CommitID) throws -> LineageFacts? {
    let early = ahead.removeValue(forKey: id)
    if let facts = known[id] { return facts }
    guard let commit = try early ?? record(id) else { return nil }
    var parents: [Commit] = []
    for parent in commit.parents {
      guard let read = try ahead[parent] ?? record(parent) else { continue }
      ahead[parent] = read
      parents.append(read)
    }
    readCount += 1
    if readCount.isMultiple(of: 64) { try report() }
    return LineageFacts(id, commit, parents: parents)
  }

  private mutating func record(_ id: CommitID) throws -> Commit? {
    if isKnownToLack(id) { return nil }
    do {
      return try repository.commit(id)
    } catch StoreError.absent {
      absent.insert(id)
    } catch let error as StoreError where error.isLoss {
      lost.insert(id)
    }
    return nil
  }

  private func report() throws {
    try Interruption.check()
    repository.environment.progress.report(
      Progress(phase: "reading history", unit: .objects, done: Int64(readCount)))
  }
}

/// Puts commits behind their parents, whatever their clocks said.
enum HistoryOrder {
  private struct Rank {
    /// The latest time of the commit and of all that it came from.
    var seconds: Int64
    /// The most steps to a commit without parents.
    var steps: Int
  }

  /// Oldest first; of one time, by id, so that the order does not depend on how they were found.
  static func sorted(_ found: [CommitID: LineageFacts]) -> [LineageFacts] {
    var ranks: [CommitID: Rank] = [:]
    ranks.reserveCapacity(found.count)
    for start in found.keys where ranks[start] == nil {
      var path = [start]
      while let id = path.last {
        guard ranks[id] == nil, let facts = found[id] else {
          path.removeLast()
          continue
        }
        let unranked = facts.parents.filter { ranks[$0] == nil && found[$0] != nil }
        if unranked.isEmpty {
          ranks[id] = rank(facts, ranks)
          path.removeLast()
        } else {
          path += unranked
        }
      }
    }
    return ranks.sorted { a, b in
      if a.value.seconds != b.value.seconds { return a.value.seconds < b.value.seconds }
      if a.value.steps != b.value.steps { return a.value.steps < b.value.steps }
      return a.key < b.key
    }.compactMap { found[$0.key] }
  }

  private static func rank(_ facts: LineageFacts, _ ranks: [CommitID: Rank]) -> Rank {
    facts.parents.reduce(Rank(seconds: facts.author.time.seconds, steps: 0)) { rank, parent in
      guard let before = ranks[parent] else { return rank }
      return Rank(
        seconds: max(rank.seconds, before.seconds), steps: max(rank.steps, before.steps + 1))
    }
  }
}
