/// The element type of a header: a text, or a list of named fields.
enum NumpyStructure {
  private static let fieldsMax = 1 << 12

  static func type(_ literal: NumpyLiteral) throws -> NumpyType {
    switch literal {
    case .text(let text): return NumpyType(text)
    case .items(let fields): return try structure(fields)
    default: throw Unsound("its descr is neither a text nor a list")
    }
  }

  /// `[('x', '<f4'), ('y', '<i2', (3,)), ('z', [('u', '|u1')])]`. The literal's own limit of depth
  /// bounds this one.
  private static func structure(_ fields: [NumpyLiteral]) throws -> NumpyType {
    guard fields.count <= fieldsMax else { throw Unsound("its elements have too many fields") }
    var bytes: UInt64? = 0
    var isObject = false
    var texts: [String] = []
    for field in fields {
      guard case .items(let parts) = field, parts.count == 2 || parts.count == 3 else {
        throw Unsound("a field of its elements is damaged")
      }
      let type = try type(parts[1])
      var shape: [UInt64] = []
      if parts.count == 3 { shape = try lengths(parts[2]) }
      isObject = isObject || type.isObject
      bytes = sum(bytes, type.byteCount, TensorShape.product(shape))
      let suffix = shape.isEmpty ? "" : "\(shape)"
      texts.append("\(name(parts[0])): \(type.text)\(suffix)")
    }
    return NumpyType(
      structure: "{\(texts.joined(separator: ", "))}", byteCount: bytes, isObject: isObject)
  }

  /// A name, or a title and a name.
  private static func name(_ literal: NumpyLiteral) -> String {
    switch literal {
    case .text(let name): name
    case .items(let parts): if case .text(let name)? = parts.last { name } else { "?" }
    default: "?"
    }
  }

  private static func lengths(_ literal: NumpyLiteral) throws -> [UInt64] {
    switch literal {
    case .number(let length): return [length]
    case .items(let items) where items.count <= TensorShape.dimensionsMax:
      return try items.map {
        guard case .number(let length) = $0 else { throw Unsound("a field has no shape") }
        return length
      }
    default: throw Unsound("a field has no shape")
    }
  }

  private static func sum(_ sum: UInt64?, _ size: UInt64?, _ count: UInt64?) -> UInt64? {
    guard let sum, let size, let count else { return nil }
    let (bytes, isOver) = size.multipliedReportingOverflow(by: count)
    let (next, isOverToo) = sum.addingReportingOverflow(bytes)
    return isOver || isOverToo ? nil : next
  }
}
