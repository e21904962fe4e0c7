/// Which of several files holds each tensor of a model: `model.safetensors.index.json`, as the
/// transformers library writes it.
public struct ShardIndex: Sendable, Equatable {
  /// Tensor names and the names of their files, in the order of the document.
  public let files: [(tensor: String, file: String)]
  /// Bytes of all tensors, as the document claims; nil when it does not.
  public let totalBytes: UInt64?

  /// A longer document is not read.
  private static let bytesMax: UInt64 = 64 << 20

  /// Reads the document.
  ///
  /// Errors: `UnreadableFormat` for what is no such index, for a tensor that is there twice, and for a
  /// file name that leads out of the folder; what the source throws.
  public init(reading source: some RandomAccess) throws {
    self = try Unsound.within(.json) {
      guard source.byteCount <= Self.bytesMax else { throw Unsound("it is too long") }
      let bytes = try source.read(at: 0, count: Int(source.byteCount))
      guard bytes.withUnsafeBytes({ UTF8Check.isValid($0) }) else {
        throw Unsound("it is no UTF-8")
      }
      do throws(MalformedJSON) {
        return try ShardIndex(bytes)
      } catch {
        throw Unsound("it is no index of safetensors files")
      }
    }
  }

  private init(_ bytes: [UInt8]) throws(MalformedJSON) {
    var cursor = JSONCursor(bytes)
    var files: [(tensor: String, file: String)] = []
    var totalBytes: UInt64?
    var names: Set<[UInt8]> = []
    var hasMap = false
    cursor.skipSpace()
    try cursor.object { (cursor, key) throws(MalformedJSON) in
      switch try cursor.text(key) {
      case "metadata":
        try cursor.object { (cursor, key) throws(MalformedJSON) in
          if try cursor.text(key) == "total_size" {
            totalBytes = try cursor.unsigned()
            if cursor.take(".") { _ = try cursor.unsigned() }
          } else {
            try cursor.skipValue()
          }
        }
      case "weight_map" where !hasMap:
        hasMap = true
        try cursor.object { (cursor, key) throws(MalformedJSON) in
          let file = try cursor.text(cursor.string())
          guard names.insert(try cursor.decoded(key)).inserted, Self.isSafe(file) else {
            throw MalformedJSON()
          }
          files.append((try cursor.text(key), file))
        }
      case "weight_map": throw MalformedJSON()
      default: try cursor.skipValue()
      }
    }
    cursor.skipSpace()
    guard cursor.isAtEnd, hasMap else { throw MalformedJSON() }
    self.files = files
    self.totalBytes = totalBytes
  }

  /// The names of all files, each once, in order of appearance.
  public var fileNames: [String] {
    var seen: Set<String> = []
    return files.map(\.file).filter { seen.insert($0).inserted }
  }

  /// Whether a file name stays below the folder of the file that names it.
  static func isSafe(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return !name.utf8.contains(0) && !name.utf8.contains(UInt8(ascii: "\\"))
      && parts.allSatisfy { part in
        !part.isEmpty && !part.elementsEqual("..".utf8)
      }
  }

  /// Whether both say the same of the same tensors, in the same order.
  public static func == (a: ShardIndex, b: ShardIndex) -> Bool {
    a.totalBytes == b.totalBytes && a.files.elementsEqual(b.files, by: ==)
  }
}
