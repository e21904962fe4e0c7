// What was done to a disk, in order.

/// A file, link or folder, whatever it is called: an inode.
public struct NodeID: Hashable, Sendable, Comparable {
  let number: Int
  static let root = NodeID(number: 0)

  public static func < (left: NodeID, right: NodeID) -> Bool { left.number < right.number }
}

/// A name in a folder.
public struct DiskName: Hashable, Sendable {
  var directory: NodeID
  var name: String
}

/// One change, or one promise of the disk.
public enum DiskOperation: Sendable {
  // Names.
  case create(NodeID, DiskName, permissions: UInt16)
  case makeDirectory(NodeID, DiskName)
  case makeSymlink(NodeID, DiskName, target: String)
  case link(NodeID, DiskName)
  case rename(NodeID, from: DiskName, to: DiskName)
  /// Each with the name that it had.
  case exchange((NodeID, DiskName), (NodeID, DiskName))
  case remove(NodeID, DiskName)
  /// Was there before, and was noticed only now; always on the disk.
  case notice(NodeID, DiskName)
  // Content.
  case write(NodeID, offset: Int64, bytes: [UInt8])
  case truncate(NodeID, size: Int64)
  case setPermissions(NodeID, UInt16)
  // Promises.
  case sync(NodeID)
  case syncDirectory(NodeID)
}

/// The disk before, and each change since.
public struct DiskLog: Sendable, CustomStringConvertible {
  /// With the noticed files, though no name leads to those.
  public internal(set) var base: DiskImage
  public internal(set) var operations: [DiskOperation] = []
  /// For people: a line an operation.
  public internal(set) var lines: [String] = []

  public var count: Int { operations.count }

  /// Whether anything in a folder at the top was changed.
  public func touches(_ folder: String) -> Bool {
    lines.contains { $0.contains(" \(folder)/") }
  }

  public var description: String {
    lines.enumerated().map { "\($0.offset + 1). \($0.element)" }.joined(separator: "\n")
  }
}
