/// A column of a Parquet file: a leaf of its schema.
public struct ParquetColumn: Sendable, Equatable {
  /// How values are stored.
  public enum Physical: Int, Sendable {
    case boolean = 0
    case int32, int64, int96, float, double, byteArray, fixedByteArray

    /// As Parquet's documents call it.
    public var word: String {
      [
        "BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY",
        "FIXED_LEN_BYTE_ARRAY",
      ][rawValue]
    }
  }

  /// The names from the root to the column, with dots between them.
  public let path: String
  /// How values are stored.
  public let physical: Physical
  /// What values mean, such as `STRING`, `DECIMAL(9,2)` or `TIMESTAMP(MICROS,UTC)`; nil when the
  /// file does not say.
  public let logical: String?
  /// Whether the column, or a group around it, may miss values.
  public let isOptional: Bool
  /// Whether the column, or a group around it, is a list.
  public let isRepeated: Bool

  /// Whether integers are without sign, which decides how they compare.
  var isUnsigned: Bool { logical?.hasPrefix("UINT") ?? false }
}

/// Reads a schema: a tree, written as its elements in depth-first order.
struct ParquetSchema {
  static let elementMax = 1 << 16
  static let depthMax = 64
  /// Bytes of a column's path, and of all of them: a group's name is part of each.
  static let pathMax = 16 << 10
  static let pathsMax = 32 << 20

  struct Element {
    var physical: Int64?
    var repetition: Int64 = 0
    var name = ""
    var childCount: Int64 = 0
    var converted: Int64?
    var scale: Int64 = 0
    var precision: Int64 = 0
    var logical: String?
  }

  private(set) var columns: [ParquetColumn] = []
  private var pathBytes = 0

  init(_ elements: [Element]) throws(MalformedThrift) {
    guard !elements.isEmpty else { throw MalformedThrift() }
    var next = 1
    for _ in 0..<max(0, elements[0].childCount) {
      try take(elements, &next, path: "", isOptional: false, isRepeated: false, depth: 1)
    }
    guard next == elements.count else { throw MalformedThrift() }
  }

  private mutating func take(
    _ elements: [Element], _ next: inout Int, path: String, isOptional: Bool, isRepeated: Bool,
    depth: Int
  ) throws(MalformedThrift) {
    guard next < elements.count, depth < Self.depthMax else { throw MalformedThrift() }
    let element = elements[next]
    next += 1
    let path = path.isEmpty ? element.name : path + "." + element.name
    pathBytes += path.utf8.count
    guard path.utf8.count <= Self.pathMax, pathBytes <= Self.pathsMax else {
      throw MalformedThrift()
    }
    let isOptional = isOptional || element.repetition == 1
    let isRepeated = isRepeated || element.repetition == 2
    if element.childCount > 0 {
      for _ in 0..<element.childCount {
        try take(
          elements, &next, path: path, isOptional: isOptional, isRepeated: isRepeated,
          depth: depth + 1)
      }
      return
    }
    // A group without members has neither.
    guard let raw = element.physical else { return }
    guard let physical = ParquetColumn.Physical(rawValue: Int(clamping: raw)) else {
      throw MalformedThrift()
    }
    columns.append(
      ParquetColumn(
        path: path, physical: physical, logical: element.logical ?? Self.converted(element),
        isOptional: isOptional, isRepeated: isRepeated))
  }

  /// The older way to say what values mean, in the words of the newer.
  private static func converted(_ element: Element) -> String? {
    let words: [Int64: String] = [
      0: "STRING", 1: "MAP", 2: "MAP", 3: "LIST", 4: "ENUM", 6: "DATE", 7: "TIME(MILLIS,UTC)",
      8: "TIME(MICROS,UTC)", 9: "TIMESTAMP(MILLIS,UTC)", 10: "TIMESTAMP(MICROS,UTC)", 11: "UINT8",
      12: "UINT16", 13: "UINT32", 14: "UINT64", 15: "INT8", 16: "INT16", 17: "INT32", 18: "INT64",
      19: "JSON", 20: "BSON", 21: "INTERVAL",
    ]
    guard let converted = element.converted else { return nil }
    return converted == 5 ? "DECIMAL(\(element.precision),\(element.scale))" : words[converted]
  }

  static func element(_ reader: inout ThriftReader) throws(MalformedThrift) -> Element {
    var element = Element()
    try reader.structure { (reader, id, kind) throws(MalformedThrift) in
      switch id {
      case 1: element.physical = try reader.integer(kind)
      case 3: element.repetition = try reader.integer(kind)
      case 4: element.name = try reader.text(kind)
      case 5: element.childCount = try reader.integer(kind)
      case 6: element.converted = try reader.integer(kind)
      case 7: element.scale = try reader.integer(kind)
      case 8: element.precision = try reader.integer(kind)
      case 10 where kind == .structure: element.logical = try logical(&reader)
      default: try reader.skip(kind)
      }
    }
    return element
  }

  /// The union LogicalType of parquet.thrift.
  private static func logical(_ reader: inout ThriftReader) throws(MalformedThrift) -> String? {
    let words = [
      1: "STRING", 2: "MAP", 3: "LIST", 4: "ENUM", 6: "DATE", 11: "NULL", 12: "JSON", 13: "BSON",
      14: "UUID", 15: "FLOAT16", 16: "VARIANT", 17: "GEOMETRY", 18: "GEOGRAPHY",
    ]
    var found: String?
    try reader.structure { (reader, id, kind) throws(MalformedThrift) in
      guard kind == .structure else { return try reader.skip(kind) }
      switch id {
      case 5:
        let parts = try numbers(&reader)
        found = "DECIMAL(\(parts[2] ?? 0),\(parts[1] ?? 0))"
      case 7, 8:
        let parts = try numbers(&reader)
        let unit = [1: "MILLIS", 2: "MICROS", 3: "NANOS"][parts[2] ?? 0] ?? "?"
        found = "\(id == 7 ? "TIME" : "TIMESTAMP")(\(unit),\(parts[1] == 1 ? "UTC" : "LOCAL"))"
      case 10:
        let parts = try numbers(&reader)
        found = "\(parts[2] == 0 ? "UINT" : "INT")\(parts[1] ?? 0)"
      default:
        try reader.skip(.structure)
        found = words[id] ?? found
      }
    }
    return found
  }

  /// The fields of a small structure: numbers, truth values as 1 and 0, and of a union which member.
  private static func numbers(_ reader: inout ThriftReader) throws(MalformedThrift) -> [Int: Int64]
  {
    var numbers: [Int: Int64] = [:]
    try reader.structure { (reader, id, kind) throws(MalformedThrift) in
      switch kind {
      case .yes: numbers[id] = 1
      case .no: numbers[id] = 0
      case .structure:
        try reader.structure { (reader, member, kind) throws(MalformedThrift) in
          numbers[id] = Int64(member)
          try reader.skip(kind)
        }
      case .byte, .i16, .i32, .i64: numbers[id] = try reader.integer(kind)
      default: try reader.skip(kind)
      }
      guard numbers.count <= 16 else { throw MalformedThrift() }
    }
    return numbers
  }
}
