/// A Parquet file made by hand: row groups of columns of pages. Pages hold what they are given.
struct ParquetFileBytes {
  /// All before the footer.
  private(set) var bytes: [UInt8]
  private var groups: [UInt8] = []
  private var groupCount = 0
  private let columns: Int
  /// Where each page begins, with its header, in the order of the file.
  private(set) var pageStarts: [Int] = []

  /// - Parameter before: lies before the first page, and belongs to none.
  init(columns: Int, before: [UInt8] = []) {
    self.columns = columns
    bytes = Array("PAR1".utf8) + before
  }

  /// - Parameter pages: by column.
  mutating func addRowGroup(_ pages: [[[UInt8]]]) {
    var chunks: [UInt8] = []
    for (index, column) in pages.enumerated() {
      let start = bytes.count
      for page in column {
        pageStarts.append(bytes.count)
        bytes += Self.page(page)
      }
      var meta = Self.number(1, 1) + [0x19, 0x15, 0]  // INT32, one encoding
      meta += [0x19, 0x18] + Self.text("c\(index)") + Self.number(1, 0)
      meta +=
        Self.long(1, 1) + Self.long(1, bytes.count - start) + Self.long(1, bytes.count - start)
      meta += Self.long(2, start) + [0]
      chunks += Self.long(2, start) + [0x1C] + meta + [0]
    }
    groups += [0x19] + Self.list(pages.count) + chunks + Self.long(1, 1) + Self.long(1, 1) + [0]
    groupCount += 1
  }

  /// The file with its footer.
  var file: [UInt8] {
    var schema = [0x48] + Self.text("schema") + Self.number(1, columns) + [0]
    for column in 0..<columns {
      schema += Self.number(1, 1) + [0x25, 0, 0x18] + Self.text("c\(column)") + [0]
    }
    var footer = Self.number(1, 1) + [0x19] + Self.list(columns + 1) + schema
    footer += Self.long(1, groupCount) + [0x19] + Self.list(groupCount) + groups + [0]
    let length = TensorFileBytes.little(UInt32(footer.count))
    return bytes + footer + length + Array("PAR1".utf8)
  }

  /// A header of a data page, and what is in the page.
  static func page(_ content: [UInt8]) -> [UInt8] {
    number(1, 0) + number(1, content.count) + number(1, content.count)
      + [0x2C] + number(1, 1) + number(1, 0) + number(1, 3) + number(1, 3) + [0, 0] + content
  }

  /// A field of 32 bits, `step` after the one before.
  private static func number(_ step: Int, _ value: Int) -> [UInt8] {
    [UInt8(step << 4 | 5)] + varint(value * 2)
  }

  private static func long(_ step: Int, _ value: Int) -> [UInt8] {
    [UInt8(step << 4 | 6)] + varint(value * 2)
  }

  private static func text(_ text: String) -> [UInt8] {
    varint(text.utf8.count) + Array(text.utf8)
  }

  /// The head of a list of structures.
  private static func list(_ count: Int) -> [UInt8] {
    count < 15 ? [UInt8(count << 4 | 12)] : [0xFC] + varint(count)
  }

  private static func varint(_ number: Int) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + varint(number >> 7)
  }
}
