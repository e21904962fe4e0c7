// `mlx dataset drift`.
import Objects
import Profiles
import ProjectFiles
import References
import WorkingTree

/// How a dataset drifted between two versions, or between two datasets: from their profiles alone.
public struct DatasetDrift: Sendable, Equatable {
  /// One side of the comparison.
  public struct Side: Sendable, Equatable {
    /// As it was named; `NAME in the work tree` for what is on disk.
    public var name: String
    public var asset: AssetReference
    /// The version; nil for the work tree.
    public var commit: CommitID?
    /// The record; nil where the profile was made now.
    public var profile: ProfileID?
  }

  public var before: Side
  public var after: Side
  public var drift: TableDrift
  public var thresholds: DriftThresholds

  /// Whether something reaches its threshold.
  public var isPast: Bool { drift.isPast(thresholds) }
}

extension Repository {
  /// Measures drift from one dataset to another; with one name, from that to what the work tree has at
  /// its path.
  ///
  /// - Parameters:
  ///   - before: `ASSET@REV`, `REV:path`, `ASSET`.
  ///   - after: the same; nil for the work tree.
  ///   - columns: those to look at; all when there are none.
  ///
  /// Errors: those of `locate`; `no-profile`, `not-comparable`, `unknown-column`.
  public func drift(
    from before: String, to after: String?, columns: [String] = []
  ) throws -> DatasetDrift {
    let (old, oldProfile) = try driftSide(before)
    let (new, newProfile) = try after.map { try driftSide($0) } ?? workTreeSide(of: before)
    let (first, second) = try Self.tables(old, oldProfile, new, newProfile)
    let known = Set((first.columns + second.columns).map(\.name))
    if let unknown = columns.first(where: { !known.contains($0) }) {
      throw ProfileError.unknownColumn(
        unknown, near: NearNames.find(unknown, among: known.sorted()))
    }
    return DatasetDrift(
      before: old, after: new,
      drift: TableDrift(
        before: first, after: second, only: columns.isEmpty ? nil : Set(columns)),
      thresholds: try driftThresholds())
  }

  private static func tables(
    _ old: DatasetDrift.Side, _ before: AssetProfile, _ new: DatasetDrift.Side,
    _ after: AssetProfile
  ) throws -> (TableProfile, TableProfile) {
    switch (before, after) {
    case (.table(let first), .table(let second)): (first, second)
    case (.folder(let first), .folder(let second)): (TableProfile(first), TableProfile(second))
    default: throw ProfileError.notComparable("'\(old.name)'", "'\(new.name)'")
    }
  }

  private func locatedAsset(_ text: String) throws -> (asset: Asset, commit: CommitID) {
    guard case .entry(let found) = try locate(text), let asset = found.asset,
      asset.path == found.path
    else { throw ProfileError.notAnAsset(text) }
    return (asset, found.commit)
  }

  private func driftSide(_ text: String) throws -> (DatasetDrift.Side, AssetProfile) {
    let (asset, commit) = try locatedAsset(text)
    guard let id = try profileID(of: asset) else { throw ProfileError.none(text) }
    let side = DatasetDrift.Side(
      name: text, asset: asset.reference, commit: commit, profile: id)
    return (side, try store.profile(id))
  }

  /// What the work tree has where an asset is.
  private func workTreeSide(of text: String) throws -> (DatasetDrift.Side, AssetProfile) {
    let (asset, _) = try locatedAsset(text)
    let name = "\(asset.name) in the work tree"
    let index = try workTreeIndex(from: loadIndex())
    var maker = ProfileMaker(
      self, options: ProfileOptions(excludedColumns: try unprofiledColumns()))
    guard index.contains(within: asset.path),
      let profile = try maker.profile(
        of: asset, ProfiledFiles(of: asset, in: index), isStaged: true)
    else { throw WorkTreeError.pathMissing(asset.path.string) }
    return (
      DatasetDrift.Side(name: name, asset: asset.reference, commit: nil, profile: nil), profile
    )
  }

  private func driftThresholds() throws -> DriftThresholds {
    var thresholds = DriftThresholds()
    let path = workTree.root.appending(ProjectFile.name)
    let wishes = try ProjectFile.load(from: path, in: environment.fileSystem)?.drift ?? [:]
    for (measure, limit) in wishes {
      switch measure {
      case .psi: thresholds.psi = limit
      case .ks: thresholds.kolmogorovSmirnov = limit
      case .js: thresholds.jensenShannon = limit
      case .nullRate: thresholds.nullRate = limit
      }
    }
    return thresholds
  }
}
