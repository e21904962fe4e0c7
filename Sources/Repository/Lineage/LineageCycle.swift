import Objects

/// Outputs of one commit that are made from each other, which cannot be.
enum LineageCycle {
  /// Errors: `lineage-cycle` when an edge that is new leads back to its own output.
  static func refuse(in edges: [LineageEdge], of made: [AssetReference]) throws {
    for edge in edges where made.contains(edge.output) {
      let before = ancestors(of: edge, in: edges)
      guard before.contains(edge.id) else { continue }
      let others = edges.filter {
        $0.id != edge.id && before.contains($0.id) && ancestors(of: $0, in: edges).contains(edge.id)
      }
      throw LineageInputError.cycle([edge.output.name] + others.map(\.output.name))
    }
  }

  /// The ids that edges lead to from an output.
  private static func ancestors(of edge: LineageEdge, in edges: [LineageEdge]) -> Set<AssetObject> {
    var found: Set<AssetObject> = []
    var waiting = [edge.id]
    while let id = waiting.popLast() {
      for edge in edges where edge.id == id {
        for case .asset(_, let input, _) in edge.inputs.map(\.source)
        where found.insert(input).inserted {
          waiting.append(input)
        }
      }
    }
    return found
  }
}
