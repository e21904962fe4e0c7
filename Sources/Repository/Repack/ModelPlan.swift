// The plan for models that are versions of each other.
import FileIO
import ObjectStore
import Objects

/// Plans differences within a family of models, some tens of versions at a time.
struct ModelPlan {
  let store: ObjectStore
  let sampler: RepackSampler
  /// Chunks that deltas are made on already.
  let inUse: Set<Digest>

  /// Versions that are looked at together.
  static let windowMax = 64
  /// Chunks of a version that are tried on each base.
  private static let samplesMax = 8

  /// A version with what of it can be stored anew.
  private struct Member {
    var version: ModelVersion
    /// Chunks that no earlier version has, and that are neither deltas nor bases.
    var own: [Int] = []
    var ownRawBytes = 0.0
    var ownStoredBytes = 0.0
    var storedBytes: [Int: Double] = [:]
    /// Whether nearly all of it is stored whole.
    var isEligible = false
    var samples: [Int] = []
  }

  /// Plans a window of versions, oldest first.
  func plan(_ versions: [ModelVersion]) throws -> RepackPlan {
    guard versions.count > 1 else { return RepackPlan() }
    var members = try self.members(versions)
    sampler.forget()
    for index in members.indices { members[index].samples = Self.samples(members[index].own) }
    var costs: [[Double?]] = members.map { _ in Array(repeating: nil, count: members.count) }
    let choice = BaseChoice(
      whole: members.map(\.ownStoredBytes), isEligible: members.map(\.isEligible)
    ) { version, base in
      if let known = costs[version][base] { return known }
      let cost = try self.cost(members[version], on: members[base])
      costs[version][base] = cost
      return cost
    }
    let bases = try choice.bases()
    let kept = Set(bases.compactMap(\.self)).reduce(into: Set<Digest>()) { kept, base in
      kept.formUnion(members[base].version.chunks.map(\.id))
    }
    var plan = RepackPlan()
    for (index, member) in members.enumerated() {
      guard let base = bases[index] else { continue }
      let tasks = tasks(member, on: members[base].version, keeping: kept)
      guard !tasks.isEmpty else { continue }
      plan.tasks += tasks
      plan.oldBytes += member.ownStoredBytes
      plan.newBytes += costs[index][base] ?? member.ownStoredBytes
    }
    return plan
  }

  private func members(_ versions: [ModelVersion]) throws -> [Member] {
    var seen: Set<Digest> = []
    return try versions.map { version in
      var member = Member(version: version)
      var bytes = 0
      var wholeBytes = 0
      for (index, chunk) in version.chunks.enumerated() {
        try Interruption.check()
        guard let stored = try store.storedChunk(chunk.id) else { continue }
        bytes += chunk.rawBytes
        if stored.isDelta { continue }
        wholeBytes += chunk.rawBytes
        guard !inUse.contains(chunk.id), seen.insert(chunk.id).inserted else { continue }
        member.own.append(index)
        member.ownRawBytes += Double(chunk.rawBytes)
        let share = min(stored.storedBytes, chunk.rawBytes)
        member.ownStoredBytes += Double(share)
        member.storedBytes[index] = Double(share)
      }
      member.isEligible = bytes > 0 && wholeBytes * 10 >= bytes * 9
      return member
    }
  }

  /// Some of the chunks, spread evenly.
  private static func samples(_ own: [Int]) -> [Int] {
    guard own.count > samplesMax else { return own }
    return (0..<samplesMax).map { own[(2 * $0 + 1) * own.count / (2 * samplesMax)] }
  }

  /// Bytes of a version's own chunks as differences, from samples.
  private func cost(_ member: Member, on base: Member) throws -> Double {
    var raw = 0.0
    var made = 0.0
    for index in member.samples {
      let chunk = member.version.chunks[index]
      let bytes = Double(chunk.rawBytes)
      let stored = member.storedBytes[index] ?? bytes
      raw += bytes
      guard let match = base.version.match(chunk), match.id != chunk.id,
        let ratio = try sampler.difference(
          chunk.id, rawBytes: chunk.rawBytes, chunk.type, base: match.id)
      else {
        made += stored
        continue
      }
      made += min(ratio * bytes, stored)
    }
    return raw > 0 ? made / raw * member.ownRawBytes : 0
  }

  private func tasks(
    _ member: Member, on base: ModelVersion, keeping kept: Set<Digest>
  ) -> [RepackTask] {
    member.own.compactMap { index in
      let chunk = member.version.chunks[index]
      guard !kept.contains(chunk.id), let match = base.match(chunk), match.id != chunk.id else {
        return nil
      }
      return RepackTask(
        [chunk.id], rawBytes: chunk.rawBytes, .difference(chunk.type, base: match.id))
    }
  }
}
