// `mlx lineage`.
import Objects
import Repository

extension Repository {
  /// What an asset was made from, or what was made from it, in all of history.
  ///
  /// Errors: `unknown-asset`, `unknown-object`, `not-in-revision`, `ambiguous-asset`, `not-an-asset`,
  /// and those of revisions and of reading.
  public func lineage(_ question: LineageQuestion) throws -> LineageReport {
    try lineage(question, in: try LineageGraph(of: self))
  }

  /// The same, for several questions about one graph.
  public func lineage(
    _ question: LineageQuestion, in graph: LineageGraph
  ) throws -> LineageReport {
    let subject = try SubjectSearch(graph: graph, repository: self).find(question.subject)
    var query = LineageQuery(graph, question, in: self)
    return try query.answer(subject)
  }
}
