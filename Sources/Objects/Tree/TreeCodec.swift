/// Reads a folder's entries from one object, or from parts below nodes, and checks all of it:
/// names, order, counts and sums. `TreeWriter.swift` writes them.
///
/// Every reader takes `load`, which gives the bytes of a tree object whose id it has checked.
public enum TreeCodec {
  /// The most levels of nodes that a reader follows.
  public static let levelsMax = 16

  /// The id of the folder with nothing in it.
  public static let emptyID = TreeID(SHA256Hasher.hash(TreePart.encode(leaf: [])))

  /// Reads all entries of a folder, in order.
  ///
  /// - Throws: `ObjectError.malformed` for bytes that are no tree, and what `load` throws.
  public static func decode(
    _ id: TreeID, load: (TreeID) throws -> [UInt8]
  ) throws -> [TreeEntry] {
    let root = try TreePart.decode(load(id), id: id)
    guard case .node(let rows) = root else { return try entries(of: root, id) }
    return try entries(of: leaves(below: rows, of: id, load: load), load: load)
  }

  /// The entry with this name; nil when the folder has none. Reads one object a level.
  public static func entry(
    named name: String, in id: TreeID, load: (TreeID) throws -> [UInt8]
  ) throws -> TreeEntry? {
    var part = try TreePart.decode(load(id), id: id)
    for _ in 0...levelsMax {
      switch part {
      case .leaf(let entries):
        let place = firstIndex(in: entries) { !TreeEntry.precedes($0.name, name) }
        guard place < entries.count, entries[place].name.utf8.elementsEqual(name.utf8) else {
          return nil
        }
        return entries[place]
      case .node(let rows):
        let next = firstIndex(in: rows) { TreeEntry.precedes(name, $0.firstName) }
        guard next > 0 else { return nil }
        part = try Self.load(rows[next - 1], load)
      }
    }
    throw tooDeep(id)
  }

  /// Every object that a folder's own list is made of (not the folders in it), its root first.
  public static func parts(
    of id: TreeID, load: (TreeID) throws -> [UInt8]
  ) throws -> [TreeID] {
    guard case .node(let rows) = try TreePart.decode(load(id), id: id) else { return [id] }
    var level = TreeLevel(rows: rows, height: try height(of: rows, id, load: load))
    var found = [id] + level.rows.map(\.child)
    while level.height > 1 {
      level = try level.expanded(load: load)
      found += level.rows.map(\.child)
    }
    return found
  }

  static func load(
    _ row: TreeRow, _ load: (TreeID) throws -> [UInt8]
  ) throws -> TreePart {
    let part = try TreePart.decode(load(row.child), id: row.child)
    try part.check(against: row)
    return part
  }

  static func entries(of part: TreePart, _ id: TreeID) throws(ObjectError) -> [TreeEntry] {
    guard case .leaf(let entries) = part else {
      throw .malformed(kind: "tree", id: id.hex, reason: "a node stands where leaves do")
    }
    return entries
  }

  static func tooDeep(_ id: TreeID) -> ObjectError {
    .malformed(kind: "tree", id: id.hex, reason: "it has more than \(levelsMax) levels")
  }

  /// The first index whose element meets a claim that, once met, all later ones meet.
  private static func firstIndex<Element>(
    in list: [Element], _ isMet: (Element) -> Bool
  ) -> Int {
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if isMet(list[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
