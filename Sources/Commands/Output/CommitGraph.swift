import Objects

/// The lines of descent beside a log: a lane for each commit that is still expected.
struct CommitGraph {
  /// What stands left of one commit's lines, and the rows between it and the next commit.
  struct Margin {
    var commit: String
    var below: String
    var links: [String]
  }

  private var lanes: [CommitID] = []

  /// Draws the next commit of the log, which comes before its parents.
  mutating func add(_ id: CommitID, parents: [CommitID]) -> Margin {
    let column = lanes.firstIndex(of: id) ?? lanes.count
    if column == lanes.count { lanes.append(id) }
    let marks = lanes.indices.map { $0 == column ? "*" : "|" }
    let isEnd = parents.isEmpty
    let below = lanes.indices.map { $0 == column && isEnd ? " " : "|" }
    let links = follow(parents, from: column)
    return Margin(
      commit: marks.joined(separator: " ") + " ", below: below.joined(separator: " ") + " ",
      links: links)
  }

  private mutating func follow(_ parents: [CommitID], from column: Int) -> [String] {
    guard let first = parents.first else {
      let row = closing(column, into: nil)
      lanes.remove(at: column)
      return row.contains("/") ? [row] : []
    }
    var links: [String] = []
    var width = 1
    for parent in parents.dropFirst() where !lanes.contains(parent) {
      links.append(opening(behind: column + width - 1))
      lanes.insert(parent, at: column + width)
      width += 1
    }
    if let other = lanes.firstIndex(of: first), other != column {
      let (left, right) = (min(other, column), max(other, column))
      links.append(closing(right, into: left))
      lanes[left] = first
      lanes.remove(at: right)
    } else {
      lanes[column] = first
    }
    return links
  }

  /// A row in which the lane joins another one on its left, or ends; those right of it move up.
  private func closing(_ column: Int, into left: Int?) -> String {
    var row = Array(repeating: Character(" "), count: lanes.count * 2)
    for lane in lanes.indices where lane < column { row[lane * 2] = "|" }
    if let left {
      for lane in lanes.indices where lane > left && lane < column { row[lane * 2 - 1] = "_" }
      row[column * 2 - 1] = "/"
    }
    for lane in lanes.indices where lane > column { row[lane * 2 - 1] = "/" }
    return Self.trimmed(row)
  }

  /// A row in which a new lane begins on the right of one; those right of it make room.
  private func opening(behind column: Int) -> String {
    var row = Array(repeating: Character(" "), count: lanes.count * 2 + 2)
    for lane in lanes.indices where lane <= column { row[lane * 2] = "|" }
    row[column * 2 + 1] = "\\"
    for lane in lanes.indices where lane > column { row[lane * 2 + 1] = "\\" }
    return Self.trimmed(row)
  }

  private static func trimmed(_ row: [Character]) -> String {
    let end = row.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
    return String(row[..<end])
  }
}
