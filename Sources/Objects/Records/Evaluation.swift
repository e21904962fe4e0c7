// Metrics that were measured after the commit: an evaluation note on the model's bytes.

extension Note {
  /// A note with metrics, about the model that they are of.
  public static func evaluation(_ metrics: MetricsRecord, author: Author) -> Note {
    Note(
      .evaluation, about: .object(metrics.id), body: ["metrics": metrics.record], author: author)
  }

  /// The metrics of an evaluation. nil when it holds none, or those of other bytes than it is
  /// about: such a note is kept and shown, and its numbers count for nothing.
  public var metrics: MetricsRecord? {
    guard noteKind == .evaluation, let value = body["metrics"],
      let metrics = try? MetricsRecord(record: value, in: "note"),
      subject == .object(metrics.id)
    else { return nil }
    return metrics
  }
}
