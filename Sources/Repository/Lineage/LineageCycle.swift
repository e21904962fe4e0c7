import Objects

/// Outputs of one commit that are made from each other, which cannot be.
enum LineageCycle {
  /// What is said of edges that are new and lead back to their own output, where a run says so: it saw equal bytes, and
  /// a commit is not refused for that.
  ///
  /// Errors: `lineage-cycle` where a person says so.
  static func check(
    _ edges: [LineageEdge], of made: [AssetReference]
  ) throws(LineageInputError) -> [String] {
    var notices: [String] = []
    for edge in edges where made.contains(edge.output) {
      let before = ancestors(of: edge, in: edges)
      guard before.contains(edge.id) else { continue }
      let others = edges.filter {
        $0.id != edge.id && before.contains($0.id) && ancestors(of: $0, in: edges).contains(edge.id)
      }
      let error = LineageInputError.cycle([edge.output.name] + others.map(\.output.name))
      guard edge.run != nil || others.contains(where: { $0.run != nil }) else { throw error }
      let runs = ([edge] + others).compactMap(\.run?.short)
      notices.append(
        "\(error.description), as the run \(runs.first ?? "") has it: their bytes are equal, or were before"
      )
    }
    return notices
  }

  /// The ids that edges lead to from an output. That a run copied its input leads nowhere.
  private static func ancestors(of edge: LineageEdge, in edges: [LineageEdge]) -> Set<AssetObject> {
    var found: Set<AssetObject> = []
    var waiting = [edge.id]
    while let id = waiting.popLast() {
      for edge in edges where edge.id == id {
        for case .asset(_, let input, _) in edge.inputs.map(\.source)
        where !(edge.run != nil && input == edge.id) && found.insert(input).inserted {
          waiting.append(input)
        }
      }
    }
    return found
  }
}
