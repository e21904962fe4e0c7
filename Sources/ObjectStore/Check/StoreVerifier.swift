// `mlx fsck`, the store's half: every segment, every pack, every object. Nothing is believed.
import FileIO
import Objects
import SystemPackage

/// Checks a whole store. Damage is reported, never thrown.
public struct StoreVerifier: Sendable {
  /// How much to read.
  public enum Level: Sendable {
    /// Segments, and the tables of packs.
    case quick
    /// Also every object, every row of the index, and every recipe.
    case full
  }

  private let store: ObjectStore
  private static let problemsPerFileMax = 100

  /// A check of `store`.
  public init(_ store: ObjectStore) { self.store = store }

  /// Runs the check and returns what it found.
  ///
  /// - Parameter progress: gets numbers of bytes checked, from any thread.
  /// Errors: `FileError.interrupted`, and folders that cannot be read.
  public func verify(
    _ level: Level, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> [StoreProblem] {
    try store.reloadIfPossible()
    var problems: [StoreProblem] = []
    let segments = try checkSegments(&problems)
    let isIndexSound = problems.isEmpty
    problems += try checkPacks(segments, level, progress)
    if level == .full, isIndexSound {
      let known = Set(problems.compactMap(\.key))
      problems += try RecipeCheck(store: store).run().filter { problem in
        problem.key.map(known.contains) != true
      }
    }
    return problems
  }

  /// Opens and hashes every segment; returns the live ones among those that are sound.
  private func checkSegments(_ problems: inout [StoreProblem]) throws -> [SegmentReader] {
    var sound: [SegmentReader] = []
    for id in try SegmentSet.names(store.layout, in: store.fileSystem) {
      try Interruption.check()
      let path = store.layout.segment(id)
      do {
        let segment = try SegmentReader(
          path, id: id, in: store.fileSystem, loadBelow: store.limits.segmentSmallBytes)
        guard try segment.contentChecksum() == id else {
          throw segment.damaged("its bytes do not match its checksum")
        }
        sound.append(segment)
      } catch FileError.interrupted {
        throw FileError.interrupted
      } catch FileError.notFound {
        continue
      } catch {
        problems.append(StoreProblem(error, path: path.string))
      }
    }
    let replaced = Set(sound.flatMap(\.replaced))
    return sound.filter { !replaced.contains($0.id) }
  }

  /// Checks each pack that a segment or the index names, some at a time.
  private func checkPacks(
    _ segments: [SegmentReader], _ level: Level, _ progress: @escaping @Sendable (Int) -> Void
  ) throws -> [StoreProblem] {
    var seen: Set<Digest> = []
    var entries = segments.flatMap(\.packs).filter { seen.insert($0.id).inserted }
    var problems: [StoreProblem] = []
    for pack in store.pendingPacks where seen.insert(pack.id).inserted {
      let path = store.layout.pack(pack.id)
      if let status = try store.fileSystem.status(at: path, followingLinks: true) {
        entries.append(PackEntry(id: pack.id, bytes: UInt64(clamping: status.size), flags: 0))
      } else {
        problems.append(StoreProblem(StoreError.packMissing(path: path.string), path: path.string))
      }
    }
    let rowCheck = level == .full ? try RowCheck(segments) : nil
    problems += rowCheck?.problems() ?? []
    let found = Locked(problems)
    let packs = entries
    try Threads.share(packs.count, grain: 1) { range in
      for index in range {
        let problems = try self.check(packs[index], segments, level, rowCheck)
        found.withLock { $0 += problems }
        progress(Int(clamping: packs[index].bytes))
      }
    }
    let rows = rowCheck?.unmatched() ?? []
    return found.withLock { $0 } + rows
  }

  private func check(
    _ pack: PackEntry, _ segments: [SegmentReader], _ level: Level, _ rowCheck: RowCheck?
  ) throws -> [StoreProblem] {
    let path = store.layout.pack(pack.id)
    do {
      let file = try File(path, .read, in: store.fileSystem)
      let size = UInt64(clamping: try file.status().size)
      guard size >= pack.bytes else {
        rowCheck?.skip(pack.id)
        let error = StoreError.packDamaged(
          path: path.string, reason: "it is shorter than recorded: \(size) of \(pack.bytes) bytes")
        return [StoreProblem(error, path: path.string)]
          + (try lost(with: pack.id, segments, reason: "its pack is shorter than recorded"))
      }
      let scan = try PackScan(file, store.scanRules)
      guard scan.table.entry.id == pack.id, scan.table.entry.bytes == pack.bytes else {
        throw StoreError.packDamaged(path: path.string, reason: "its name is not its checksum")
      }
      guard level == .full else { return [] }
      try rowCheck?.match(scan.table)
      var problems: [StoreProblem] = []
      try scan.forEachPayload { payload in
        for (row, reason) in payload.damage where problems.count < Self.problemsPerFileMax {
          // A copy that no segment names any more harms nobody.
          guard try isNamed(row, in: pack.id, segments) else { continue }
          problems.append(StoreProblem(row, path: path.string, reason: reason))
        }
      }
      return problems
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch FileError.notFound {
      rowCheck?.skip(pack.id)
      let lost = try lost(with: pack.id, segments, reason: "its pack is gone")
      // A writer beside a collection may have named again what was dropped.
      if store.droppedPacks.contains(pack.id) { return [] }
      // Two transactions at one time leave rows of packs that one of them folded: nothing is lost.
      if lost.isEmpty, !store.pendingPacks.contains(where: { $0.id == pack.id }) { return [] }
      let missing = StoreError.packMissing(path: path.string)
      return [StoreProblem(missing, path: path.string)] + lost
    } catch {
      rowCheck?.skip(pack.id)
      return [StoreProblem(error, path: path.string)]
    }
  }

  /// Whether a segment names this copy; of a pending pack, which none names, every copy counts.
  private func isNamed(
    _ row: ObjectRow, in pack: Digest, _ segments: [SegmentReader]
  ) throws -> Bool {
    let naming = segments.filter { $0.packs.contains { $0.id == pack } }
    return try naming.isEmpty
      || naming.contains { segment in
        guard let named = try segment.row(row.kind, row.id) else { return false }
        return segment.packs[Int(named.pack)].id == pack
      }
  }

  /// The objects that a missing pack took with it: those without another copy.
  private func lost(
    with pack: Digest, _ segments: [SegmentReader], reason: String
  ) throws -> [StoreProblem] {
    var problems: [StoreProblem] = []
    for segment in segments {
      guard let number = segment.packs.firstIndex(where: { $0.id == pack }) else { continue }
      for kind in StoredKind.allCases {
        var cursor = try MergeSource.segment(segment).cursor(kind)
        while let row = cursor.current, problems.count < Self.problemsPerFileMax {
          if Int(row.pack) == number, !store.contains(row.key) {
            problems.append(
              StoreProblem(
                code: "object-missing", path: store.layout.pack(pack).string, key: row.key,
                offset: row.offset, reason: "\(reason) and there is no other copy"))
          }
          try cursor.advance()
        }
      }
    }
    return problems
  }
}

extension ObjectStore {
  /// Reloads; a damaged index is the check's to report.
  func reloadIfPossible() throws {
    do {
      try reload()
    } catch is StoreError {
      return
    }
  }
}
