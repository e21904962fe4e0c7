// The plan for texts and tables that are versions of each other.
import FileIO
import ObjectStore
import Objects

/// Plans payloads with a prefix within a family of texts, and stronger compression for the others.
struct TextPlan {
  let store: ObjectStore
  let sampler: RepackSampler
  /// Chunks that deltas are made on already.
  let inUse: Set<Digest>

  /// Places of a version that are tried.
  private static let samplesMax = 3
  /// What a version must save with a base, or by stronger compression.
  private static let prefixGainMin = 0.2
  private static let frameGainMin = 0.04

  /// A version with what of it can be stored anew.
  private struct Member {
    var version: TextVersion
    /// Whether a chunk is no earlier version's, and neither a delta nor a base.
    var isOwn: [Bool]
    var ownRawBytes = 0.0
    var ownStoredBytes = 0.0
    var isWhole = true
    /// The member that it is made on.
    var base: Int?
    var isBase = false
    /// Stored over raw bytes, as it should become.
    var ratio = 1.0

    var storedRatio: Double { ownRawBytes > 0 ? ownStoredBytes / ownRawBytes : 1 }
  }

  /// Plans a family, oldest first. Without `isExact` no text is read to find where rows have gone: the
  /// tasks are then good for an estimate only.
  func plan(_ versions: [TextVersion], isExact: Bool) throws -> RepackPlan {
    var members = try self.members(versions)
    try chooseBases(&members)
    let bases = Set(members.compactMap(\.base))
    var kept: Set<Digest> = []
    for base in bases {
      members[base].isBase = true
      kept.formUnion(members[base].version.chunks.map(\.id))
    }
    var plan = RepackPlan()
    var ends: (base: Int, ends: ChunkEnds)?
    for member in members where member.ownRawBytes > 0 {
      try Interruption.check()
      var tasks: [RepackTask] = []
      let frames = frames(member, keeping: member.base == nil ? [] : kept)
      if let base = member.base {
        if isExact, ends?.base != base {
          ends = (base, try ChunkEnds(members[base].version, in: store))
        }
        tasks = try prefixed(frames, member, on: members[base].version, ends?.ends)
      } else if let ratio = try harder(frames, member) {
        tasks = frames.map { task(member.version.chunks[$0], .frame) }
        plan.newBytes += ratio * member.ownRawBytes
      }
      guard !tasks.isEmpty else { continue }
      plan.tasks += tasks
      plan.oldBytes += member.ownStoredBytes
      if member.base != nil { plan.newBytes += member.ratio * member.ownRawBytes }
    }
    return plan
  }

  // MARK: - What there is

  private func members(_ versions: [TextVersion]) throws -> [Member] {
    var seen: Set<Digest> = []
    return try versions.map { version in
      var member = Member(
        version: version, isOwn: Array(repeating: false, count: version.chunks.count))
      var payloads: Set<StoredChunk.Payload> = []
      var whole = 0
      for (index, chunk) in version.chunks.enumerated() {
        try Interruption.check()
        guard let stored = try store.storedChunk(chunk.id) else { continue }
        if stored.isDelta { continue }
        whole += 1
        guard stored.isText, !inUse.contains(chunk.id), seen.insert(chunk.id).inserted else {
          continue
        }
        member.isOwn[index] = true
        member.ownRawBytes += Double(chunk.rawBytes)
        if payloads.insert(stored.payload).inserted {
          member.ownStoredBytes += Double(stored.storedBytes)
        }
      }
      member.isWhole = whole * 10 >= version.chunks.count * 9
      return member
    }
  }

  /// Goes from the oldest to the newest. A version stays whole when differences to the last whole one
  /// save little, or when what they have cost more than differences to a near one would is as much as
  /// another whole one.
  private func chooseBases(_ members: inout [Member]) throws {
    var base: Int?
    var first = 0.0
    var excess = 0.0
    for index in members.indices {
      guard let current = base else {
        if members[index].isWhole { base = index }
        continue
      }
      let member = members[index]
      guard member.ownRawBytes > 0 else { continue }
      let ratio = try prefixRatio(member, on: members[current].version) ?? 1
      let cost = ratio * member.ownRawBytes
      let isWorth = ratio < member.storedRatio * (1 - Self.prefixGainMin)
      if first == 0 { first = cost }
      excess += max(cost - first, 0)
      let isNew = member.ownRawBytes * 2 > Double(member.version.size)
      if isWorth, excess < member.ownStoredBytes || !isNew {
        members[index].base = current
        members[index].ratio = ratio
      } else if isNew, member.isWhole {
        base = index
        (first, excess) = (0, 0)
      }
    }
  }

  /// From samples, with the prefix where it is when rows are spread evenly.
  private func prefixRatio(_ member: Member, on base: TextVersion) throws -> Double? {
    let frames = frames(member, keeping: [])
    guard !frames.isEmpty, !base.chunks.isEmpty else { return nil }
    var (made, raw) = (0.0, 0.0)
    for frame in Self.spread(frames) {
      let chunks = member.version.chunks[frame.prefix(4)]
      let place = base.around(
        expected(chunks, member.version, in: base), bytesMax: store.limits.prefixBytesMax)
      guard
        let ratio = try sampler.prefix(chunks.map(\.id), base.chunks[place].map(\.id))
      else { continue }
      let bytes = Double(chunks.reduce(0) { $0 + $1.rawBytes })
      made += ratio * bytes
      raw += bytes
    }
    return raw > 0 ? made / raw : nil
  }

  /// What stronger compression should leave; nil when that is too little a gain.
  private func harder(_ frames: [Range<Int>], _ member: Member) throws -> Double? {
    var (made, raw, old) = (0.0, 0.0, 0.0)
    for frame in Self.spread(frames) {
      let chunks = member.version.chunks[frame]
      guard let ratio = try sampler.frame(chunks.map(\.id)) else { continue }
      let bytes = Double(chunks.reduce(0) { $0 + $1.rawBytes })
      made += ratio * bytes
      raw += bytes
      old += member.storedRatio * bytes
    }
    guard raw > 0, made < old * (1 - Self.frameGainMin) else { return nil }
    return made / raw
  }

  private static func spread(_ frames: [Range<Int>]) -> [Range<Int>] {
    guard frames.count > samplesMax else { return frames }
    return (0..<samplesMax).map { frames[(2 * $0 + 1) * frames.count / (2 * samplesMax)] }
  }

  // MARK: - Tasks

  /// Runs of a version's own chunks that follow each other, as large as a frame.
  private func frames(_ member: Member, keeping kept: Set<Digest>) -> [Range<Int>] {
    var frames: [Range<Int>] = []
    var start: Int?
    var bytes = 0
    for (index, chunk) in member.version.chunks.enumerated() {
      let isIn = member.isOwn[index] && !kept.contains(chunk.id)
      if let first = start, !isIn || bytes + chunk.rawBytes > store.limits.frameBytesMax {
        frames.append(first..<index)
        start = nil
      }
      guard isIn else { continue }
      if start == nil {
        start = index
        bytes = 0
      }
      bytes += chunk.rawBytes
    }
    if let start { frames.append(start..<member.version.chunks.count) }
    return frames
  }

  private func task(
    _ chunks: ArraySlice<TextVersion.Chunk>, _ method: RepackTask.Method
  ) -> RepackTask {
    RepackTask(
      chunks.map(\.id), rawBytes: chunks.reduce(0) { $0 + $1.rawBytes }, method)
  }

  private func prefixed(
    _ frames: [Range<Int>], _ member: Member, on base: TextVersion, _ ends: ChunkEnds?
  ) throws -> [RepackTask] {
    guard !base.chunks.isEmpty else { return [] }
    var drift = 0
    return try frames.map { frame in
      let chunks = member.version.chunks[frame]
      let guess = expected(chunks, member.version, in: base)
      var place = guess
      if let ends {
        let near = guess.lowerBound + drift
        let hits = try ChunkEnds.ends(of: chunks, in: store).enumerated().compactMap { index, end in
          end.flatMap { ends.match($0, near: near + index) }
        }.sorted()
        if !hits.isEmpty {
          // One that is far from the others is there by chance.
          let middle = hits[hits.count / 2]
          let close = hits.filter { abs($0 - middle) <= 2 * frame.count + 8 }
          let low = max(0, (close.first ?? middle) - 1)
          place = low..<min(base.chunks.count, (close.last ?? middle) + 2)
          drift = low - guess.lowerBound
        } else {
          let low = min(max(0, near), base.chunks.count - 1)
          place = low..<min(base.chunks.count, low + frame.count + 1)
        }
      }
      place = limited(place, of: base)
      return task(chunks, .prefix(base.chunks[place].map(\.id)))
    }
  }

  /// As much of a range of chunks as a prefix may have.
  private func limited(_ place: Range<Int>, of base: TextVersion) -> Range<Int> {
    var bytes = 0
    var end = place.lowerBound
    while end < place.upperBound, bytes + base.chunks[end].rawBytes <= store.limits.prefixBytesMax {
      bytes += base.chunks[end].rawBytes
      end += 1
    }
    return place.lowerBound..<max(end, min(place.lowerBound + 1, base.chunks.count))
  }

  /// Where chunks are in a base when what differs is spread evenly.
  private func expected(
    _ chunks: ArraySlice<TextVersion.Chunk>, _ version: TextVersion, in base: TextVersion
  ) -> Range<Int> {
    let scale = Double(base.size) / Double(max(version.size, 1))
    let start = Double(chunks.first?.start ?? 0) * scale
    let end = (Double(chunks.last?.start ?? 0) + Double(chunks.last?.rawBytes ?? 0)) * scale
    let low = base.index(at: UInt64(start))
    return low..<max(low + 1, min(base.index(at: UInt64(end)) + 1, base.chunks.count))
  }
}
