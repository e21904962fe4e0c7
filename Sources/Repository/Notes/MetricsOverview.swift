// `mlx metrics show` and `mlx metrics diff`.
import Objects
import References

/// Metrics of a model: those of a commit, or ones that were added later.
public struct MetricsEntry: Sendable, Equatable {
  /// The note that holds metrics which were added later.
  public struct Origin: Sendable, Hashable {
    public var id: NoteID
    /// Who added them, and when.
    public var author: Author
  }

  public var record: MetricsRecord
  /// nil for metrics that the commit records.
  public var note: Origin?
  /// How the metrics of a note came to be, where it says so.
  public var detail: EvaluationDetail?
}

/// All that is known of how good the models of a commit are.
public struct MetricsOverview: Sendable, Equatable {
  public var commit: CommitID
  /// The first line of the commit's message.
  public var subject: String
  /// By model, then dataset; those of the commit first, then the oldest.
  public var entries: [MetricsEntry]
}

extension Repository {
  /// The metrics of the models of a commit, also those that were measured later of the same bytes.
  public func metrics(_ revision: Revision = .head) throws -> MetricsOverview {
    let id = try resolve(revision)
    return MetricsOverview(
      commit: id, subject: try commit(id).subject,
      entries: try metricsEntries(of: id, noteReader()))
  }

  /// How the metrics of two commits differ, later ones included.
  ///
  /// - Parameter old: nil: the first parent of `new`, or nothing where it has none.
  public func metricsDiff(from old: Revision?, to new: Revision = .head) throws -> DiffReport {
    let after = try resolve(new)
    let before = try old.map { try resolve($0) } ?? commit(after).parents.first
    let reader = try noteReader()
    var report = DiffReport(from: before.map(DiffSide.commit) ?? .empty, to: .commit(after))
    report.metrics = MetricChanges.compare(
      try before.map { try metricsEntries(of: $0, reader).map(\.record) } ?? [],
      try metricsEntries(of: after, reader).map(\.record))
    return report
  }

  /// The metrics that were added later of the models of a commit.
  func laterMetrics(of commit: Commit, _ reader: NoteReader) throws -> [MetricsEntry] {
    try commit.assets.flatMap { try reader.laterMetrics(of: $0) }
  }

  /// The same of a commit, by its id.
  package func metrics(at id: CommitID) throws -> [MetricsEntry] {
    try metricsEntries(of: id, noteReader())
  }

  private func metricsEntries(of id: CommitID, _ reader: NoteReader) throws -> [MetricsEntry] {
    let commit = try commit(id)
    let entries =
      try commit.metrics.map { MetricsEntry(record: $0, note: nil) }
      + laterMetrics(of: commit, reader)
    return entries.enumerated().sorted { a, b in
      (Self.name(a.element), a.offset) < (Self.name(b.element), b.offset)
    }.map(\.element)
  }

  /// The model's name, and the dataset's behind it.
  private static func name(_ entry: MetricsEntry) -> String {
    "\(entry.record.of.name)\u{0}\(entry.record.on?.asset.name ?? "")"
  }
}
