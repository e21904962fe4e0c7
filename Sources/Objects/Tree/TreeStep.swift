// A large folder a piece at a time, for a reader that remembers the pieces which versions share, and
// that looks for ids: no name becomes a string before it is asked for.

/// What one object of a folder's list holds: entries, or the pieces that the list is divided into.
public enum TreeStep: Sendable {
  case entries([Entry])
  /// In order. Each is a folder's list of its own, and can be read as a step.
  case pieces([TreeID])

  /// An entry whose name is still among the bytes.
  public struct Entry: Sendable {
    public let mode: TreeMode
    public let id: Digest
    /// Bytes of the file, or of everything in the folder.
    public let size: UInt64
    let name: Range<Int>

    /// The name, from the bytes that the step was read from.
    public func name(in bytes: [UInt8]) -> String {
      String(decoding: bytes[name.clamped(to: bytes.indices)], as: UTF8.self)
    }
  }
}

extension TreeCodec {
  /// Reads the bytes of one object of a folder's list. Names, the order and the counts of pieces are
  /// not checked.
  ///
  /// - Throws: `ObjectError.malformed` for bytes that are no tree.
  public static func step(_ id: TreeID, _ bytes: [UInt8]) throws(ObjectError) -> TreeStep {
    var reader = ByteReader(bytes, kind: "tree", id: id.digest)
    guard try reader.magic() == TreePart.leafMagic else {
      guard case .node(let rows) = try TreePart.decode(bytes, id: id) else { return .entries([]) }
      return .pieces(rows.map(\.child))
    }
    var entries: [TreeStep.Entry] = []
    while reader.remaining > 0 {
      guard let mode = TreeMode(rawValue: try reader.integer()) else {
        throw reader.fault("a mode is not known")
      }
      let count = Int(try reader.integer(UInt16.self))
      let start = try reader.advance(count)
      let size = try reader.integer(UInt64.self)
      entries.append(
        TreeStep.Entry(
          mode: mode, id: try reader.digest(), size: size, name: start..<start + count))
    }
    return .entries(entries)
  }
}
