/// One record of a table of text, lent to a closure while it is read: the fields' bytes, their quotes
/// taken off.
///
/// It points into the parser's window and must not outlive the call that it is handed to.
public struct TableRecord {
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let fields: UnsafePointer<TableField>
  /// How many fields there are; a parser keeps no more than its limit.
  public let count: Int
  /// How many fields the record had, those that were not kept counted.
  public let fieldCount: Int

  @usableFromInline
  init(
    base: UnsafePointer<UInt8>, fields: UnsafePointer<TableField>, count: Int, fieldCount: Int
  ) {
    self.base = base
    self.fields = fields
    self.count = count
    self.fieldCount = fieldCount
  }

  /// The bytes of a field, valid during the call that lent this record.
  @inlinable
  public func bytes(_ index: Int) -> UnsafeRawBufferPointer {
    precondition(index >= 0 && index < count, "a record has only its own fields")
    let field = fields[index]
    return UnsafeRawBufferPointer(
      start: base + Int(field.start), count: Int(field.end &- field.start))
  }

  /// A field as a text; what is not UTF-8 is replaced.
  public func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  /// All fields as texts.
  public var texts: [String] { (0..<count).map { text($0) } }
}

/// Where a field lies in a parser's window.
@usableFromInline
struct TableField {
  @usableFromInline var start: UInt32
  @usableFromInline var end: UInt32

  init(start: Int, end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
  }
}
