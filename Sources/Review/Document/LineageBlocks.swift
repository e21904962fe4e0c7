// How what is new was made, laid out.
import Lineage
import Objects

extension ReviewDocument {
  var lineage: [Block] {
    guard !report.lineage.edges.isEmpty else { return [] }
    let shown = Array(report.lineage.edges.prefix(detail.rowsMax))
    var blocks: [Block] = [
      .heading("Lineage", level: 2), .list(shown.map(sentence)),
    ]
    if detail.hasDetails {
      let chart = Block.mermaid(LineageChart(edges: shown).text)
      blocks.append(.details(summary: "As a chart", [chart]))
    }
    return blocks
  }

  /// What was made from what, each by its hash.
  private func sentence(_ edge: LineageEdge) -> Phrase {
    let inputs = edge.inputs.map { input -> Phrase in
      let id = input.idText.map { " \(code: $0.shortID)" as Phrase } ?? ", not hashed"
      return "\(input.name) (\(input.role))\(id)"
    }
    let run = edge.run.map { " by run \(code: $0.short)" as Phrase } ?? ""
    return
      "\(strong: edge.output.name) \(code: edge.id.text.shortID) ← \(Phrase.joined(inputs)); \(edge.evidence.rawValue)\(run)"
  }
}

/// Edges as a Mermaid flowchart, from what was used to what was made.
struct LineageChart {
  let edges: [LineageEdge]

  var text: String {
    var places: [String: Int] = [:]
    var nodes = ""
    var arrows = ""
    func place(_ key: String, _ label: [String]) -> Int {
      if let known = places[key] { return known }
      let place = places.count
      places[key] = place
      let text = label.map(LineageMermaid.escaped).joined(separator: "<br/>")
      nodes += "  n\(place)[\"\(text)\"]\n"
      return place
    }
    for edge in edges {
      let output = place(edge.id.text, [edge.output.text, edge.id.text.shortID])
      for input in edge.inputs {
        let id = input.idText
        let source = place(id ?? input.name, [input.name] + (id.map { [$0.shortID] } ?? []))
        let label = LineageMermaid.escaped("\(input.role), \(edge.evidence.rawValue)")
        arrows += "  n\(source) -- \"\(label)\" --> n\(output)\n"
      }
    }
    return "flowchart LR\n" + nodes + arrows
  }
}
