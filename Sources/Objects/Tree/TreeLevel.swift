/// All rows of one level of a tree's nodes, in order; those that need not be read taken out.
///
/// Rows of height 1 name leaves, of height 2 nodes over leaves, and so on.
struct TreeLevel {
  var rows: [TreeRow]
  let height: Int

  /// The rows one level down. Each child is checked against its row, and the whole stays in order,
  /// so no child is read twice, however its nodes were forged.
  func expanded(load: (TreeID) throws -> [UInt8]) throws -> TreeLevel {
    var below: [TreeRow] = []
    for row in rows {
      guard case .node(let children) = try TreeCodec.load(row, load) else {
        throw ObjectError.malformed(
          kind: "tree", id: row.child.hex, reason: "a leaf stands where nodes do")
      }
      try TreeCodec.checkOrder(below.last?.firstName, children.first?.firstName, in: row.child)
      below += children
    }
    return TreeLevel(rows: below, height: height - 1)
  }
}

extension TreeCodec {
  /// How many levels lie below these rows of a node, the rows' own children included.
  static func height(
    of rows: [TreeRow], _ id: TreeID, load: (TreeID) throws -> [UInt8]
  ) throws -> Int {
    var first = rows.first
    var height = 0
    while let row = first {
      height += 1
      guard height <= levelsMax else { throw tooDeep(id) }
      guard case .node(let children) = try self.load(row, load) else { break }
      first = children.first
    }
    return height
  }

  /// The rows that name the leaves of a tree whose root has these rows.
  static func leaves(
    below rows: [TreeRow], of id: TreeID, load: (TreeID) throws -> [UInt8]
  ) throws -> [TreeRow] {
    var level = TreeLevel(rows: rows, height: try height(of: rows, id, load: load))
    while level.height > 1 { level = try level.expanded(load: load) }
    return level.rows
  }

  /// The entries of these leaves, which may have gaps between them.
  static func entries(
    of leaves: [TreeRow], load: (TreeID) throws -> [UInt8]
  ) throws -> [TreeEntry] {
    var found: [TreeEntry] = []
    for row in leaves {
      let entries = try entries(of: self.load(row, load), row.child)
      try checkOrder(found.last?.name, entries.first?.name, in: row.child)
      found += entries
    }
    return found
  }

  static func checkOrder(
    _ last: String?, _ first: String?, in id: TreeID
  ) throws(ObjectError) {
    guard let last, let first, !TreeEntry.precedes(last, first) else { return }
    throw .malformed(
      kind: "tree", id: id.hex, reason: "it begins with '\(first)', which is out of order")
  }
}
