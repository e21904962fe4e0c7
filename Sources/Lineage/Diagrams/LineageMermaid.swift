import Objects

/// A report as a Mermaid flowchart, which code hosts draw in a `mermaid` block. Arrows lead from what
/// was used to what was made.
public enum LineageMermaid {
  /// Code hosts refuse larger charts.
  public static let nodesMax = 200

  /// The chart, with a newline at the end. The same report gives the same text.
  ///
  /// - Parameter nodesMax: nodes beyond so many are counted in one more, and their edges left out.
  public static func chart(of report: LineageReport, nodesMax: Int = nodesMax) -> String {
    let shown = report.nodes.prefix(nodesMax)
    var text = "flowchart LR\n"
    for (place, node) in shown.enumerated() {
      let label = DiagramText.lines(of: node).map(escaped).joined(separator: "<br/>")
      // Round ends for what is outside, a box for what is here.
      let (left, right) = node.isExternal ? ("([", "])") : ("[", "]")
      text += "  n\(place)\(left)\"\(label)\"\(right)\n"
    }
    if shown.count < report.nodes.count {
      let more = DiagramText.hiddenNodes(report.nodes.count - shown.count)
      text += "  more[\"\(more)\"]\n"
    }
    for step in report.edges where step.output < shown.count {
      for use in step.inputs where use.node < shown.count {
        let label = escaped(DiagramText.label(of: use, in: step))
        text += "  n\(use.node) -- \"\(label)\" --> n\(step.output)\n"
      }
    }
    for part in report.parts where part.part < shown.count && part.whole < shown.count {
      text += "  n\(part.part) -. \"part of\" .-> n\(part.whole)\n"
    }
    for root in report.roots where root < shown.count {
      text += "  style n\(root) stroke-width:3px\n"
    }
    return text
  }

  /// A label's text between quotes. Everything that Mermaid or HTML could read as more than itself
  /// becomes an entity of Mermaid, also `%` and braces, which open directives anywhere.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", "-", "_", "/", "@", ":", "+", "=":
        escaped.unicodeScalars.append(scalar)
      default:
        if scalar.value < 0x80 {
          escaped += "#\(scalar.value);"
        } else {
          escaped.unicodeScalars.append(scalar)
        }
      }
    }
    return escaped
  }
}
