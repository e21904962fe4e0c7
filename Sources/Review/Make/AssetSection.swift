// Models and datasets that differ, by their profiles.
import Objects
import Profiles
import ProjectFiles
import Repository

extension ReviewMaker {
  mutating func addAssets() throws {
    for difference in changes.assets {
      let change = try asset(difference)
      switch change.reference.kind {
      case .model: report.models.append(try model(change))
      case .dataset: report.datasets.append(try dataset(change))
      default: report.otherAssets.append(change)
      }
    }
    for difference in changes.external {
      let change = external(difference)
      switch change.reference.kind {
      case .model: report.models.append(try model(change))
      case .dataset: report.datasets.append(try dataset(change))
      default: report.otherAssets.append(change)
      }
    }
  }

  private func asset(_ diff: AssetDiff) throws -> ReviewedAsset {
    let reference = AssetReference(kind: diff.kind, name: diff.name)
    let earlier = diff.previous.map { AssetReference(kind: $0.kind, name: $0.name) } ?? reference
    return ReviewedAsset(
      reference: reference, path: diff.path, previous: diff.previous, change: diff.change,
      before: try side(before, earlier, diff.before), after: try side(after, reference, diff.after),
      counts: diff.counts)
  }

  private func side(
    _ commit: Commit, _ reference: AssetReference, _ object: AssetObject?
  ) throws -> ReviewedAsset.Side? {
    guard let object, let asset = commit.assets.first(where: { $0.reference == reference }) else {
      return nil
    }
    return ReviewedAsset.Side(
      object: object, size: asset.size, profile: try repository.profileID(of: asset))
  }

  private func external(_ change: ExternalChange) -> ReviewedAsset {
    func side(_ asset: ExternalAsset) -> ReviewedAsset.Side {
      ReviewedAsset.Side(
        object: asset.object, size: asset.size ?? 0, profile: nil, location: asset.location)
    }
    let isGone = change.change == .deleted
    return ReviewedAsset(
      reference: change.asset.reference, path: nil, previous: nil, change: change.change,
      before: (isGone ? change.asset : change.before).map(side),
      after: isGone ? nil : side(change.asset), counts: FileCounts())
  }

  /// A profile that can be read; nil when there is none, and when it is of a later version.
  ///
  /// Errors: `object-missing`, `object-corrupt`.
  private mutating func profile(
    _ side: ReviewedAsset.Side?, of asset: ReviewedAsset
  ) throws -> AssetProfile? {
    guard let id = side?.profile else { return nil }
    do {
      return try store.profile(id)
    } catch ObjectError.unsupportedSchema {
      return nil
    } catch let error as any MLXError where error.code == "object-missing" {
      report.missing.append(
        MissingObject(object: "profile:\(id.hex)", owner: asset.reference.text))
      return nil
    }
  }

  /// Why a comparison of profiles was not made.
  private func notice(_ asset: ReviewedAsset, _ old: AssetProfile?, _ new: AssetProfile?) -> String?
  {
    let lacking = [(asset.before, old, "old"), (asset.after, new, "new")].filter {
      $0.0 != nil && $0.1 == nil
    }.map(\.2)
    if lacking.isEmpty { return nil }
    return "the \(lacking.joined(separator: " and the ")) version has no profile"
  }

  private mutating func model(_ asset: ReviewedAsset) throws -> ModelReview {
    let profiles = (try profile(asset.before, of: asset), try profile(asset.after, of: asset))
    var review = ModelReview(
      asset: asset, formats: (nil, nil), parameters: (nil, nil),
      notice: notice(asset, profiles.0, profiles.1))
    let old = profiles.0?.model
    let new = profiles.1?.model
    review.formats = (old?.format, new?.format)
    review.parameters = (old?.parameterCount, new?.parameterCount)
    if let new { review.unsound = Self.unsound(new) }
    guard let old, let new, asset.before?.object != asset.after?.object else { return review }
    let difference = ModelDiff(profiledBy: old, new)
    review.difference = difference
    review.sharedPart = Self.sharedPart(old, new)
    let (before, after) = (Self.byName(old), Self.byName(new))
    let measured = Dictionary(
      (comparison(of: asset)?.tensors ?? []).map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    review.tensors = difference.tensors.map { change in
      TensorReview(
        change: change, before: change.before.flatMap { before[$0.name]?.statistics },
        after: change.after.flatMap { after[$0.name]?.statistics },
        measured: measured[change.name])
    }.sortedByWeight()
    return review
  }

  /// What is noted of how the two versions differ.
  private func comparison(of asset: ReviewedAsset) -> Comparison? {
    guard let new = asset.after?.object, let old = asset.before?.object else { return nil }
    return comparisons[new]?.first { $0.base == old }
  }

  private static func byName(_ profile: ModelProfile) -> [String: ModelProfile.Tensor] {
    Dictionary(profile.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func unsound(_ profile: ModelProfile) -> (tensors: Int, numbers: UInt64) {
    profile.tensors.reduce((0, 0)) { sum, tensor in
      let count = (tensor.statistics?.nans ?? 0) &+ (tensor.statistics?.infinities ?? 0)
      return count > 0 ? (sum.0 + 1, sum.1 &+ count) : sum
    }
  }

  /// Numbers of the new version in tensors that the old one has to the bit; nil where one has no digest.
  private static func sharedPart(_ old: ModelProfile, _ new: ModelProfile) -> Double? {
    let known = Set(old.tensors.compactMap(\.digest))
    guard known.count > 0, new.tensors.allSatisfy({ $0.digest != nil }),
      let all = new.parameterCount, all > 0
    else { return nil }
    let shared = new.tensors.filter { $0.digest.map(known.contains) ?? false }
    return Double(shared.reduce(0) { $0 &+ ($1.elementCount ?? 0) }) / Double(all)
  }

  private mutating func dataset(_ asset: ReviewedAsset) throws -> DatasetReview {
    let profiles = (try profile(asset.before, of: asset), try profile(asset.after, of: asset))
    var review = DatasetReview(
      asset: asset, thresholds: DriftThresholds(policy),
      notice: notice(asset, profiles.0, profiles.1))
    review.rows = comparison(of: asset).map(\.tables)
    guard let old = profiles.0?.table, let new = profiles.1?.table else {
      if review.notice == nil, asset.before != nil, asset.after != nil {
        review.notice = "the two versions are not of one kind"
      }
      return review
    }
    let drift = TableDrift(before: old, after: new)
    review.drift = drift
    review.columns = ColumnReview.all(drift, old, new, review.thresholds)
    return review
  }
}

extension AssetProfile {
  /// Of a model.
  fileprivate var model: ModelProfile? {
    if case .model(let profile) = self { profile } else { nil }
  }

  /// Of a table; of a folder with its files as rows.
  fileprivate var table: TableProfile? {
    switch self {
    case .table(let profile): profile
    case .folder(let profile): TableProfile(profile)
    case .model: nil
    }
  }
}

extension [TensorReview] {
  /// New NaN first, then by how far the numbers moved, or else the norm, then as they are.
  fileprivate func sortedByWeight() -> [TensorReview] {
    enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if x.newNaNs != y.newNaNs { return x.newNaNs > y.newNaNs }
      let (m, n) = (x.distance ?? -1, y.distance ?? -1)
      return m == n ? a.offset < b.offset : m > n
    }.map(\.element)
  }
}

extension TensorReview {
  /// NaN that were not there before.
  var newNaNs: UInt64 {
    let (old, new) = (before?.nans ?? 0, after?.nans ?? 0)
    return new > old ? new - old : 0
  }

  /// How far it moved, as well as that is known.
  fileprivate var distance: Double? {
    measured.map { $0.relativeL2 ?? .infinity } ?? normChange
  }

  /// How far the norm moved, by the norm before: no more than the relative L2 of the difference.
  var normChange: Double? {
    guard let old = before?.l2, let new = after?.l2, old > 0 else { return nil }
    return abs(new - old) / old
  }
}
