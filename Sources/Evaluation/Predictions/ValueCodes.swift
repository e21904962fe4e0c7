import Profiles

/// Numbers the distinct values of a column in the order in which they come.
struct ValueCodes {
  private var short: [UInt64: Int32] = [:]
  private var long: [String: Int32] = [:]
  /// The values by their numbers.
  private(set) var texts: [String] = []
  /// What each reads as.
  private(set) var values: [TableRows.Value] = []
  /// How many rows have each.
  private(set) var counts: [UInt64] = []
  /// The row that each came first in.
  private(set) var rows: [UInt64] = []

  /// The number of a value; nil where there are more values than are told apart.
  mutating func code(_ bytes: UnsafeRawBufferPointer, row: UInt64, max: Int) -> Int32? {
    let known: Int32?
    var packed: UInt64 = 0
    var text: String?
    if bytes.count <= 7 {
      packed = UInt64(bytes.count)
      for byte in bytes { packed = packed &<< 8 | UInt64(byte) }
      known = short[packed]
    } else {
      let string = String(decoding: bytes, as: UTF8.self)
      text = string
      known = long[string]
    }
    if let known {
      counts[Int(known)] += 1
      return known
    }
    guard texts.count < max else { return nil }
    let code = Int32(texts.count)
    if let text { long[text] = code } else { short[packed] = code }
    texts.append(text ?? String(decoding: bytes, as: UTF8.self))
    values.append(TableRows.value(bytes))
    counts.append(1)
    rows.append(row)
    return code
  }
}
