// Where a folder is split depends on names alone: the same entries have the same id, whatever
// their history.

extension TreeCodec {
  /// Writes the objects of a folder, children first, and returns its id.
  ///
  /// - Parameter sorted: entries in the order of their names' bytes.
  /// - Parameter emit: takes each object with its id.
  /// - Throws: `ObjectError` for a name that cannot be stored, is twice there or is out of order,
  ///   or when sizes add up to more than 64 bits; and what `emit` throws.
  public static func encode(
    _ sorted: [TreeEntry], limits: TreeLimits = .standard,
    emit: (TreeID, [UInt8]) throws -> Void
  ) throws -> TreeID {
    try validate(sorted)
    guard sorted.count > limits.tree.inlineMax else {
      return try put(TreePart.encode(leaf: sorted), emit)
    }
    var rows = try parts(sorted, limits.tree, name: \.name) { part in
      TreeRow(
        firstName: part.first?.name ?? "", child: try put(TreePart.encode(leaf: part), emit),
        entries: UInt64(part.count), bytes: part.reduce(0) { $0 &+ $1.size })
    }
    while rows.count > limits.tree.inlineMax {
      rows = try parts(rows, limits.tree, name: \.firstName) { part in
        TreeRow(
          firstName: part.first?.firstName ?? "", child: try put(TreePart.encode(node: part), emit),
          entries: part.reduce(0) { $0 &+ $1.entries }, bytes: part.reduce(0) { $0 &+ $1.bytes })
      }
    }
    return try put(TreePart.encode(node: rows), emit)
  }

  /// The sizes' sum fits, so that every sum of a part does.
  private static func validate(_ entries: [TreeEntry]) throws(ObjectError) {
    var last: String?
    for entry in entries {
      try EntryName.validate(entry.name)
      if let last, !TreeEntry.precedes(last, entry.name) { throw .duplicateName(entry.name) }
      last = entry.name
    }
    guard checkedSum(entries.lazy.map(\.size)) != nil else {
      throw .tooLarge(kind: "folder", limit: Int.max)
    }
  }

  private static func parts<Row>(
    _ rows: [Row], _ limits: SplitLimits, name: KeyPath<Row, String>,
    _ make: (ArraySlice<Row>) throws -> TreeRow
  ) rethrows -> [TreeRow] {
    let hashes = rows.map { SHA256Hasher.hash($0[keyPath: name]).prefix32 }
    var start = 0
    return try limits.ends(hashes).map { end in
      defer { start = end }
      return try make(rows[start..<end])
    }
  }

  private static func put(
    _ bytes: [UInt8], _ emit: (TreeID, [UInt8]) throws -> Void
  ) rethrows -> TreeID {
    let id = TreeID(SHA256Hasher.hash(bytes))
    try emit(id, bytes)
    return id
  }
}
