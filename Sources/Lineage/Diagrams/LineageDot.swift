import Objects

/// A report in the language of Graphviz: `mlx lineage fraud --format dot | dot -Tsvg`. Arrows lead from
/// what was used to what was made.
public enum LineageDot {
  /// The graph, with a newline at the end. The same report gives the same text.
  public static func graph(of report: LineageReport) -> String {
    var text = "digraph lineage {\n  rankdir=LR;\n  node [shape=box];\n"
    for (place, node) in report.nodes.enumerated() {
      let label = DiagramText.lines(of: node).map(escaped).joined(separator: "\\n")
      let style = report.roots.contains(place) ? ", style=bold" : ""
      text += "  n\(place) [label=\"\(label)\"\(style)];\n"
    }
    for step in report.edges {
      for use in step.inputs {
        let label = escaped(DiagramText.label(of: use, in: step))
        text += "  n\(use.node) -> n\(step.output) [label=\"\(label)\"];\n"
      }
    }
    for part in report.parts {
      text += "  n\(part.part) -> n\(part.whole) [label=\"part of\", style=dotted];\n"
    }
    return text + "}\n"
  }

  /// A label's text between quotes: no quote ends it, no backslash or entity in it is an escape.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escaped += "\\\""
      case "\\": escaped += "\\\\"
      case "&": escaped += "&amp;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
