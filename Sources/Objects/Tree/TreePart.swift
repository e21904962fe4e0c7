// The bytes of one object of a tree: a leaf of entries, or a node of rows
// (Documentation/format.md, "Tree").

enum TreePart: Sendable {
  case leaf([TreeEntry])
  case node([TreeRow])

  static let leafMagic = Magic("MLXTREE\n")
  static let nodeMagic = Magic("MLXTNOD\n")
  /// The bytes of an entry or a row beside its name.
  private static let entryBytes = 1 + 2 + 8 + 32
  private static let rowBytes = 2 + 32 + 8 + 8

  static func decode(_ bytes: [UInt8], id: TreeID) throws(ObjectError) -> TreePart {
    var reader = ByteReader(bytes, kind: "tree", id: id.digest)
    switch try reader.magic() {
    case leafMagic: return .leaf(try entries(&reader))
    case nodeMagic: return .node(try rows(&reader))
    default: throw reader.fault("its magic is not a tree's")
    }
  }

  private static func entries(_ reader: inout ByteReader) throws(ObjectError) -> [TreeEntry] {
    var entries: [TreeEntry] = []
    entries.reserveCapacity(reader.remaining / (entryBytes + 8))
    var last: Range<Int>?
    while reader.remaining > 0 {
      guard let mode = TreeMode(rawValue: try reader.integer()) else {
        throw reader.fault("a mode is not known")
      }
      let (name, range) = try reader.name()
      if let last, !reader.precedes(last, range) { throw outOfOrder(name, reader) }
      last = range
      let size: UInt64 = try reader.integer()
      entries.append(TreeEntry(mode: mode, name: name, size: size, id: try reader.digest()))
    }
    return entries
  }

  private static func rows(_ reader: inout ByteReader) throws(ObjectError) -> [TreeRow] {
    var rows: [TreeRow] = []
    var last: Range<Int>?
    while reader.remaining > 0 {
      let (name, range) = try reader.name()
      if let last, !reader.precedes(last, range) { throw outOfOrder(name, reader) }
      last = range
      let child = TreeID(try reader.digest())
      let count: UInt64 = try reader.integer()
      rows.append(
        TreeRow(firstName: name, child: child, entries: count, bytes: try reader.integer()))
    }
    guard !rows.isEmpty else { throw reader.fault("a node has no rows") }
    return rows
  }

  private static func outOfOrder(_ name: String, _ reader: ByteReader) -> ObjectError {
    reader.fault("'\(name)' is twice there or out of order")
  }

  static func encode(leaf entries: some Collection<TreeEntry>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      8 + entries.reduce(0) { $0 + entryBytes + $1.name.utf8.count })
    bytes.append(leafMagic)
    for entry in entries {
      bytes.append(entry.mode.rawValue)
      append(entry.name, to: &bytes)
      bytes.append(little: entry.size)
      bytes.append(entry.id)
    }
    return bytes
  }

  static func encode(node rows: some Collection<TreeRow>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + rows.reduce(0) { $0 + rowBytes + $1.firstName.utf8.count })
    bytes.append(nodeMagic)
    for row in rows {
      append(row.firstName, to: &bytes)
      bytes.append(row.child.digest)
      bytes.append(little: row.entries)
      bytes.append(little: row.bytes)
    }
    return bytes
  }

  private static func append(_ name: String, to bytes: inout [UInt8]) {
    bytes.append(little: UInt16(name.utf8.count))
    bytes.append(contentsOf: name.utf8)
  }
}

/// A node's row: one part below it, with what is in it.
struct TreeRow: Sendable {
  let firstName: String
  let child: TreeID
  let entries: UInt64
  let bytes: UInt64
}

extension TreePart {
  /// Throws when this is not the part that `row` describes.
  func check(against row: TreeRow) throws(ObjectError) {
    func fault(_ reason: String) -> ObjectError {
      .malformed(kind: "tree", id: row.child.hex, reason: reason)
    }
    let first: String?
    let entries: UInt64?
    let bytes: UInt64?
    switch self {
    case .leaf(let list):
      first = list.first?.name
      entries = UInt64(list.count)
      bytes = checkedSum(list.lazy.map(\.size))
    case .node(let rows):
      first = rows.first?.firstName
      entries = checkedSum(rows.lazy.map(\.entries))
      bytes = checkedSum(rows.lazy.map(\.bytes))
    }
    guard let first else { throw fault("a part is empty") }
    guard first.utf8.elementsEqual(row.firstName.utf8) else {
      throw fault("it begins with '\(first)', its node says '\(row.firstName)'")
    }
    guard entries == row.entries else { throw fault("its node says another count of entries") }
    guard bytes == row.bytes else { throw fault("its node says another sum of sizes") }
  }
}

/// The sum; nil when it does not fit.
func checkedSum(_ sizes: some Sequence<UInt64>) -> UInt64? {
  var sum: UInt64 = 0
  for size in sizes {
    let (next, isOver) = sum.addingReportingOverflow(size)
    if isOver { return nil }
    sum = next
  }
  return sum
}
