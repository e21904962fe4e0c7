// A large folder a piece at a time, for a reader that remembers the pieces which versions share.

/// What one object of a folder's list holds: entries, or the pieces that the list is divided into.
public enum TreeStep: Sendable {
  case entries([TreeEntry])
  /// In order. Each is a folder's list of its own, and can be read as a step.
  case pieces([TreeID])
}

extension TreeCodec {
  /// Reads one object of a folder's list. The order and the counts of pieces are not checked.
  ///
  /// - Throws: `ObjectError.malformed` for bytes that are no tree, and what `load` throws.
  public static func step(
    _ id: TreeID, load: (TreeID) throws -> [UInt8]
  ) throws -> TreeStep {
    switch try TreePart.decode(load(id), id: id) {
    case .leaf(let entries): .entries(entries)
    case .node(let rows): .pieces(rows.map(\.child))
    }
  }
}
