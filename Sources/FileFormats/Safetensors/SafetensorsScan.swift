// One pass over a safetensors header. Everything that reads such a file goes through here, so that
// all agree on what a valid header is.
//
// A header is valid when it is one JSON object in UTF-8, no name twice, and each member but
// `__metadata__` has a `dtype`, a `shape` and `data_offsets` that lie in the file and overlap no
// other. Which element types exist plays no part: cut points must not change when one is added.

/// One tensor as it is met in the header.
struct SafetensorsEntry {
  let name: Range<Int>
  let dtype: String
  let shape: [UInt64]
  /// Bytes from the beginning of the file.
  let range: Range<UInt64>
}

struct SafetensorsScan {
  /// All tensors, ascending, none overlapping another.
  private(set) var spans: [TensorSpan] = []
  /// Where the header ends and data begin, in bytes from the beginning of the file.
  let dataStart: UInt64
  private let byteCount: UInt64
  private var names: [Range<Int>] = []

  /// Reads the header of a file of `byteCount` bytes.
  ///
  /// - Parameters:
  ///   - tensor: called for each tensor, in the header's order.
  ///   - metadata: called for each text in `__metadata__`.
  init(
    _ header: [UInt8], byteCount: UInt64,
    tensor: (JSONCursor, SafetensorsEntry) throws(MalformedJSON) -> Void,
    metadata: (_ key: String, _ value: String) -> Void
  ) throws(MalformedJSON) {
    dataStart = 8 + UInt64(header.count)
    self.byteCount = byteCount
    guard header.withUnsafeBytes({ UTF8Check.isValid($0) }) else { throw MalformedJSON() }
    var cursor = JSONCursor(header)
    var scan = (names: [Range<Int>](), spans: [TensorSpan]())
    let start = dataStart
    try cursor.object { (cursor, key) throws(MalformedJSON) in
      scan.names.append(key)
      if try cursor.decoded(key).elementsEqual("__metadata__".utf8) {
        try Self.metadata(&cursor, metadata)
      } else {
        let entry = try Self.entry(&cursor, name: key, dataStart: start, byteCount: byteCount)
        scan.spans.append(
          TensorSpan(range: entry.range, type: TensorType(rawValue: entry.dtype)))
        try tensor(cursor, entry)
      }
    }
    cursor.skipSpace()
    guard cursor.isAtEnd else { throw MalformedJSON() }
    names = scan.names
    spans = scan.spans
    try checkNames(cursor)
    try checkSpans()
  }

  private static func entry(
    _ cursor: inout JSONCursor, name: Range<Int>, dataStart: UInt64, byteCount: UInt64
  ) throws(MalformedJSON) -> SafetensorsEntry {
    var dtype: String?
    var shape: [UInt64]?
    var offsets: [UInt64]?
    try cursor.object { (cursor, key) throws(MalformedJSON) in
      switch try cursor.text(key) {
      case "dtype" where dtype == nil: dtype = try cursor.text(cursor.string())
      case "shape" where shape == nil: shape = try numbers(&cursor, countMax: 64)
      case "data_offsets" where offsets == nil: offsets = try numbers(&cursor, countMax: 2)
      case "dtype", "shape", "data_offsets": throw MalformedJSON()
      default: try cursor.skipValue()
      }
    }
    guard let dtype, let shape, let offsets, offsets.count == 2, offsets[0] <= offsets[1],
      offsets[1] <= byteCount - dataStart
    else { throw MalformedJSON() }
    return SafetensorsEntry(
      name: name, dtype: dtype, shape: shape,
      range: dataStart + offsets[0]..<dataStart + offsets[1])
  }

  private static func numbers(
    _ cursor: inout JSONCursor, countMax: Int
  ) throws(MalformedJSON) -> [UInt64] {
    var numbers: [UInt64] = []
    try cursor.array { (cursor) throws(MalformedJSON) in
      guard numbers.count < countMax else { throw MalformedJSON() }
      numbers.append(try cursor.unsigned())
    }
    return numbers
  }

  private static func metadata(
    _ cursor: inout JSONCursor, _ body: (String, String) -> Void
  ) throws(MalformedJSON) {
    try cursor.object { (cursor, key) throws(MalformedJSON) in
      body(try cursor.text(key), try cursor.text(cursor.string()))
    }
  }

  /// No name twice, compared by bytes: names that only look the same are two.
  private mutating func checkNames(_ cursor: JSONCursor) throws(MalformedJSON) {
    let bytes = cursor.bytes
    let hasEscapes = names.contains { bytes[$0].contains(UInt8(ascii: "\\")) }
    if hasEscapes {
      var seen: Set<[UInt8]> = []
      for name in names {
        guard seen.insert(try cursor.decoded(name)).inserted else { throw MalformedJSON() }
      }
    } else {
      names.sort { bytes[$0].lexicographicallyPrecedes(bytes[$1]) }
      for (name, next) in zip(names, names.dropFirst())
      where bytes[name].elementsEqual(bytes[next]) { throw MalformedJSON() }
    }
    names = []
  }

  private mutating func checkSpans() throws(MalformedJSON) {
    spans.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for (span, next) in zip(spans, spans.dropFirst())
    where next.range.lowerBound < span.range.upperBound { throw MalformedJSON() }
  }
}

extension SafetensorsScan {
  /// A longer header is not read.
  static let headerBytesMax = 64 << 20

  /// The JSON of a file that may be safetensors; nil when it is none for certain.
  static func header(of source: some RandomAccess) throws -> [UInt8]? {
    guard source.byteCount >= 10 else { return nil }
    let head = try source.read(at: 0, count: 9)
    guard head.count == 9, head[8] == UInt8(ascii: "{") else { return nil }
    let length = head[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= UInt64(headerBytesMax), length <= source.byteCount - 8 else {
      return nil
    }
    let header = try source.read(at: 8, count: Int(length))
    return header.count == Int(length) ? header : nil
  }
}
