// What diagrams say of a report, before it is escaped for one of them.
import Objects

/// Labels of nodes and edges.
enum DiagramText {
  /// Digits of an id in a diagram: enough to look it up, few enough to be read.
  private static let digits = 12
  private static let nameBytesMax = 120

  /// The name, and the beginning of the id; the URI alone where no id is known.
  static func lines(of node: LineageNode) -> [String] {
    let name = node.names.first.map { visible($0.text) }
    guard case .object(let id) = node.item else {
      return [name ?? visible(node.item.text)]
    }
    let word = node.isExternal ? "sha256" : id.word
    let short = "\(word):\(id.digest.hex.prefix(digits))"
    return (name.map { [$0] } ?? []) + [short]
  }

  /// `train, declared`
  static func label(of use: LineageUse, in step: LineageStep) -> String {
    "\(visible(use.role)), \(step.evidence.rawValue)"
  }

  static func hiddenNodes(_ count: Int) -> String { "\(count) more" }

  /// Control characters, and marks that reorder text, as something to read; cut when it is long.
  static func visible(_ text: String) -> String {
    var visible = ""
    for scalar in text.unicodeScalars {
      if visible.utf8.count >= nameBytesMax { return visible + "…" }
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF:
        visible += "\\u{\(String(scalar.value, radix: 16))}"
      default: visible.unicodeScalars.append(scalar)
      }
    }
    return visible
  }
}
