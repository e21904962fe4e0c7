// `mlx du`.
import FileIO
import ObjectStore
import Objects
import References

/// Whose versions `mlx du` lists.
public enum DiskUsageScope: Sendable, Equatable {
  /// The assets of a commit.
  case revision(Revision)
  /// Every version of every asset that a ref leads to.
  case all
}

/// A version of an asset, and the room that it takes.
public struct AssetUsage: Sendable, Equatable {
  public var reference: AssetReference
  public var object: AssetObject
  /// The newest commit that has it.
  public var commit: CommitID
  /// Bytes of its files.
  public var size: UInt64
  /// Stored bytes that no other version uses.
  public var unique: UInt64
  /// Stored bytes that another version of this or another asset uses too.
  public var shared: UInt64
}

/// The result of `mlx du`.
public struct DiskUsage: Sendable, Equatable {
  /// Sorted by name; versions of one asset newest first.
  public var assets: [AssetUsage]
  public var packs: Int
  /// Bytes of all packs.
  public var packBytes: UInt64
  /// Packs in the trash, and their bytes.
  public var trash: CollectedPacks
  /// What nothing needs in packs, condemned ones included: what `mlx gc` frees in the end.
  public var collectableBytes: UInt64
  /// What `mlx repack` should save, from samples: no more than can be looked at in a moment.
  public var repackableBytes: UInt64
}

extension Repository {
  /// What assets and packs take on the disk. Chunks count once, whoever shares them.
  ///
  /// Errors: those of the revision.
  public func diskUsage(_ scope: DiskUsageScope = .revision(.head)) throws -> DiskUsage {
    let versions = try assetVersions()
    let owners = PayloadOwners(store)
    for (number, version) in versions.enumerated() {
      try Interruption.check()
      try files(of: version.object) { try owners.add($0, for: number) }
    }
    var wanted: Set<VersionKey>?
    if case .revision(let revision) = scope {
      let commit = try self.commit(resolve(revision))
      wanted = Set(Self.versions(of: commit).map { VersionKey($0.reference, $0.object) })
    }
    let assets = versions.enumerated().compactMap { number, version -> AssetUsage? in
      guard wanted?.contains(VersionKey(version.reference, version.object)) != false else {
        return nil
      }
      var usage = version
      usage.unique = owners[number].unique
      usage.shared = owners[number].shared
      return usage
    }
    return try totals(assets.sorted { $0.reference < $1.reference })
  }

  private func totals(_ assets: [AssetUsage]) throws -> DiskUsage {
    let statistics = try store.statistics()
    let plan = try collect(CollectOptions(isDryRun: true))
    var trash = CollectedPacks()
    for folder in try store.trashFolders() {
      trash.packs += folder.count
      trash.bytes += folder.bytes
    }
    let pending = plan.condemned.bytes - min(plan.condemned.bytes, plan.copiedBytes)
    return DiskUsage(
      assets: assets, packs: statistics.packs, packBytes: statistics.packBytes, trash: trash,
      collectableBytes: pending + plan.waiting.bytes + plan.deleted.bytes,
      repackableBytes: try repackableBytes())
  }

  /// Seconds that an estimate may take: it grows with history, and `du` is to be quick.
  private static let estimateSeconds = 2.0

  private func repackableBytes() throws -> UInt64 {
    let end = MonotonicClock.seconds() + Self.estimateSeconds
    return try plannedRepack { MonotonicClock.seconds() >= end }.savedBytes
  }

  private struct VersionKey: Hashable {
    var reference: AssetReference
    var object: AssetObject

    init(_ reference: AssetReference, _ object: AssetObject) {
      self.reference = reference
      self.object = object
    }
  }

  /// Every version of every asset that refs lead to, each once, newest commit first.
  private func assetVersions() throws -> [AssetUsage] {
    let view = try currentView()
    var tips = Set(view.branches.values).union(view.tags.values)
    if let head = view.head.commit { tips.insert(head) }
    let nodes = try CommitGraph(store: store, endsAtLosses: true)
      .commits(tips.filter(store.containsCommit), hiding: []).values
    var seen: Set<VersionKey> = []
    var found: [AssetUsage] = []
    for node in nodes.sorted(by: CommitNode.isBefore) {
      for (reference, object, size) in Self.versions(of: try commit(node.id))
      where seen.insert(VersionKey(reference, object)).inserted {
        found.append(
          AssetUsage(
            reference: reference, object: object, commit: node.id, size: size, unique: 0,
            shared: 0))
      }
    }
    return found
  }

  /// The assets whose bytes a commit stores.
  private static func versions(
    of commit: Commit
  ) -> [(reference: AssetReference, object: AssetObject, size: UInt64)] {
    var versions = commit.assets.map { ($0.reference, $0.object, $0.size) }
    if let code = commit.code {
      versions.append((CodeAsset.reference, .tree(code.tree), code.size))
    }
    return versions
  }

  /// Calls `body` with every file of an asset, those of one content more than once.
  private func files(of object: AssetObject, _ body: (BlobID) throws -> Void) throws {
    switch object {
    case .environment: return
    case .blob(let blob): try body(blob)
    case .tree(let tree):
      var waiting = [tree]
      while let id = waiting.popLast() {
        try Interruption.check()
        switch try TreeCodec.step(id, store.read(.tree, id.digest)) {
        case .pieces(let pieces): waiting += pieces
        case .entries(let entries):
          for entry in entries {
            if entry.mode == .tree { waiting.append(TreeID(entry.id)) }
            if entry.mode.isBlob { try body(BlobID(entry.id)) }
          }
        }
      }
    }
  }
}
