import Objects
import Profiles
import Repository

/// An asset that differs between the two commits.
public struct ReviewedAsset: Sendable, Equatable {
  /// Its bytes in one of them.
  public struct Side: Sendable, Equatable {
    public var object: AssetObject
    public var size: UInt64
    /// The record that says what is in it; nil when there is none.
    public var profile: ProfileID?
    /// Where it is, when it is not kept in the repository.
    public var location: String?
  }

  public var reference: AssetReference
  public var path: RepositoryPath?
  /// What it was called, when that is another name or path.
  public var previous: AssetReferenceAtPath?
  public var change: ChangeKind
  /// nil when it was added.
  public var before: Side?
  /// nil when it was removed.
  public var after: Side?
  /// Files that differ, by what happened to them.
  public var counts: FileCounts
}

/// A model that differs.
public struct ModelReview: Sendable, Equatable {
  public var asset: ReviewedAsset
  public var formats: (before: String?, after: String?)
  /// Numbers in all tensors.
  public var parameters: (before: UInt64?, after: UInt64?)
  /// What differs by name, type, shape and digest; nil where one side has no profile.
  public var difference: ModelDiff?
  /// The part of the bytes of tensors that the old version has too, from 0 to 1; nil when not known.
  public var sharedPart: Double?
  /// What the numbers of the tensors that differ are like, in the order of `difference`.
  public var tensors: [TensorReview] = []
  /// Tensors with NaN or infinite numbers, and how many of those there are.
  public var unsound: (tensors: Int, numbers: UInt64) = (0, 0)
  /// Why tensors were not compared; a sentence without its end.
  public var notice: String?

  /// All fields are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.asset == b.asset && a.formats == b.formats && a.parameters == b.parameters
      && a.difference == b.difference && a.sharedPart == b.sharedPart && a.tensors == b.tensors
      && a.unsound == b.unsound && a.notice == b.notice
  }
}

/// A tensor that differs, with the statistics of its profiles.
public struct TensorReview: Sendable, Equatable {
  public var change: TensorChange
  public var before: TensorStatistics?
  public var after: TensorStatistics?
  /// By how much the numbers differ; nil when nobody measured it.
  public var measured: Comparison.Tensor?
}

/// A dataset that differs.
public struct DatasetReview: Sendable, Equatable {
  public var asset: ReviewedAsset
  /// How its values moved; nil where one side has no profile, or the two cannot be compared.
  public var drift: TableDrift?
  /// The columns of both versions by their names, for what the drift alone does not tell.
  public var columns: [ColumnReview] = []
  /// What the measures were held against, as the base has it.
  public var thresholds = DriftThresholds()
  /// Rows that came, went and changed, table by table; nil when nobody measured it.
  public var rows: [Comparison.Table]?
  /// Why values were not compared; a sentence without its end.
  public var notice: String?
}

/// How one column of a dataset moved.
public struct ColumnReview: Sendable, Equatable {
  /// What happened to the column.
  public enum Change: String, Sendable {
    case added, removed, retyped, moved
    /// It is as it was, to what the measures tell.
    case same
  }

  public var name: String
  public var change: Change
  /// The words of its types, as in profiles.
  public var types: (before: String?, after: String?)
  public var nullRates: (before: Double?, after: Double?)
  /// nil for a column that only one version has.
  public var drift: ColumnDrift?
  /// The measures that reach their thresholds.
  public var past: [ColumnDrift.Measure] = []
  /// The 99th percentile of numbers; nil for anything else.
  public var tails: (before: Double?, after: Double?)
  /// Values that are new, with how often they occur; the most frequent first.
  public var newValues: [(value: String, count: UInt64)] = []

  /// All fields are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.change == b.change && a.types == b.types && a.nullRates == b.nullRates
      && a.drift == b.drift && a.past == b.past && a.tails == b.tails
      && a.newValues.elementsEqual(b.newValues, by: ==)
  }
}
