/// A part of a report as it is laid out, the same for a terminal and for Markdown.
public indirect enum Block: Sendable, Equatable {
  /// - Parameter level: 1 for the title.
  case heading(Phrase, level: Int)
  case paragraph(Phrase)
  case list([Phrase])
  case table(Grid)
  /// What is read only by those who want to know: folded where that is possible.
  case details(summary: Phrase, [Block])
  /// A chart in the language of Mermaid.
  case mermaid(String)
}

/// A table: a header, and rows of as many cells.
public struct Grid: Sendable, Equatable {
  /// How a column is set.
  public enum Alignment: Sendable { case left, right }

  public var header: [Phrase]
  public var alignments: [Alignment]
  public private(set) var rows: [[Phrase]] = []
  /// Rows that were left out.
  public var hiddenRows = 0
  /// How to see those.
  public var advice: Phrase?

  /// A table without rows; columns whose alignment is not given are set left.
  public init(_ header: [Phrase], _ alignments: [Alignment] = []) {
    self.header = header
    self.alignments =
      alignments + Array(repeating: .left, count: max(0, header.count - alignments.count))
  }

  /// Adds a row.
  public mutating func row(_ cells: Phrase...) { rows.append(cells) }
  /// Adds a row.
  public mutating func row(cells: [Phrase]) { rows.append(cells) }
}
