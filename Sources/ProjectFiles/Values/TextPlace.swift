/// A place in a text file, as an editor counts: lines and columns (in Unicode scalars) from 1.
public struct TextPlace: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var line: Int
  public var column: Int

  /// The place in this line and column.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of a byte in a text.
  init(ofByte offset: Int, in text: [UInt8]) {
    let before = text.prefix(max(0, offset))
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    // A byte 10xxxxxx goes on with a scalar that is counted already.
    column = 1 + before[start...].count { $0 & 0xC0 != 0x80 }
  }

  /// `14:7`
  public var description: String { "\(line):\(column)" }

  /// Whether it is further up.
  public static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}
