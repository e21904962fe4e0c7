// Which names differ between two folders, without reading what both have.

extension TreeCodec {
  /// The names that differ between two folders, one level, in order; nil stands for no folder.
  ///
  /// Parts that both have are not read, so a change in a folder of a million costs a few objects.
  ///
  /// - Parameter change: takes the entry before and after; one of them may be nil.
  /// - Throws: `ObjectError.malformed` for bytes that are no tree, and what the closures throw.
  public static func diff(
    _ before: TreeID?, _ after: TreeID?, load: (TreeID) throws -> [UInt8],
    change: (TreeEntry?, TreeEntry?) throws -> Void
  ) throws {
    if before == after { return }
    var old = try Side(before, load: load)
    var new = try Side(after, load: load)
    while old.height > 1 || new.height > 1 {
      Side.dropShared(&old, &new)
      let height = max(old.height, new.height)
      if old.height == height { try old.expand(load: load) }
      if new.height == height { try new.expand(load: load) }
    }
    Side.dropShared(&old, &new)
    try merge(old.entries(load: load), new.entries(load: load), change: change)
  }

  /// One of the two folders: its entries, or the rows of one level of its nodes.
  private struct Side {
    private var level = TreeLevel(rows: [], height: 0)
    private var leaf: [TreeEntry] = []

    init(_ id: TreeID?, load: (TreeID) throws -> [UInt8]) throws {
      guard let id else { return }
      switch try TreePart.decode(load(id), id: id) {
      case .leaf(let entries): leaf = entries
      case .node(let rows):
        let height = try TreeCodec.height(of: rows, id, load: load)
        level = TreeLevel(rows: rows, height: height)
      }
    }

    var height: Int { level.height }

    mutating func expand(load: (TreeID) throws -> [UInt8]) throws {
      level = try level.expanded(load: load)
    }

    func entries(load: (TreeID) throws -> [UInt8]) throws -> [TreeEntry] {
      height == 0 ? leaf : try TreeCodec.entries(of: level.rows, load: load)
    }

    /// Forgets the children that both sides have on this level: the entries in them are the same.
    static func dropShared(_ a: inout Side, _ b: inout Side) {
      guard a.height == b.height else { return }
      let shared = Set(a.level.rows.map(\.child)).intersection(b.level.rows.map(\.child))
      guard !shared.isEmpty else { return }
      a.level.rows.removeAll { shared.contains($0.child) }
      b.level.rows.removeAll { shared.contains($0.child) }
    }
  }

  private static func merge(
    _ old: [TreeEntry], _ new: [TreeEntry], change: (TreeEntry?, TreeEntry?) throws -> Void
  ) throws {
    var left = old[...]
    var right = new[...]
    while let a = left.first, let b = right.first {
      if TreeEntry.precedes(a.name, b.name) {
        try change(a, nil)
        left = left.dropFirst()
      } else if TreeEntry.precedes(b.name, a.name) {
        try change(nil, b)
        right = right.dropFirst()
      } else {
        if a != b { try change(a, b) }
        left = left.dropFirst()
        right = right.dropFirst()
      }
    }
    for entry in left { try change(entry, nil) }
    for entry in right { try change(nil, entry) }
  }
}
