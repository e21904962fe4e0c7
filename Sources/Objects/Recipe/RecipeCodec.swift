/// Reads a recipe from one object, or from a root over parts, and checks all of it: counts, lengths
/// and sums (Documentation/format.md, "Recipe"). `RecipeWriter.swift` writes them.
///
/// Every reader takes `load`, which gives the bytes of a recipe object whose id it has checked.
public enum RecipeCodec {
  static let rootMagic = Magic("MLXRCPT\n")
  static let leafMagic = Magic("MLXRCPL\n")
  static let nodeMagic = Magic("MLXRCPN\n")
  static let chunkRowBytes = 36
  static let nodeRowBytes = 48
  static let rootHeadBytes = 56
  /// The most bytes of a chunk.
  public static let chunkBytesMax: UInt32 = 1 << 20
  /// The most levels below a root that a reader follows.
  public static let levelsMax = 8

  /// What a root says of its recipe.
  public struct Root: Sendable {
    public let cutter: Cutter
    public let blob: BlobID
    /// Bytes that the chunks must add up to.
    public let size: UInt64
    let levels: Int
    let object: [UInt8]
  }

  /// Reads the head of a root; nil when the bytes are a leaf's or a node's.
  public static func decodeRoot(_ bytes: [UInt8], id: RecipeID) throws(ObjectError) -> Root? {
    var reader = ByteReader(bytes, kind: "recipe", id: id.digest)
    switch try reader.magic() {
    case rootMagic: break
    case leafMagic, nodeMagic: return nil
    default: throw reader.fault("its magic is not a recipe's")
    }
    let cutter = Cutter(rawValue: try reader.integer())
    let levels = Int(try reader.integer(UInt16.self))
    let count = Int(try reader.integer(UInt32.self))
    let blob = BlobID(try reader.digest())
    let size: UInt64 = try reader.integer()
    guard levels <= levelsMax else { throw reader.fault("it has more than \(levelsMax) levels") }
    let rowBytes = levels == 0 ? chunkRowBytes : nodeRowBytes
    let (rows, isOver) = count.multipliedReportingOverflow(by: rowBytes)
    guard !isOver, reader.remaining == rows, count > 0 else {
      throw reader.fault("its length does not fit its count of rows")
    }
    return Root(cutter: cutter, blob: blob, size: size, levels: levels, object: bytes)
  }

  /// Reads a whole recipe.
  ///
  /// - Parameter expecting: the blob that the root must name.
  /// - Throws: `ObjectError.malformed` for bytes that are no recipe, and what `load` throws.
  public static func decode(
    root id: RecipeID, expecting blob: BlobID?, load: (RecipeID) throws -> [UInt8]
  ) throws -> Recipe {
    var chunks: [ChunkSpan] = []
    let root = try forEachChunk(root: id, expecting: blob, load: load) { chunks.append($0) }
    return Recipe(cutter: root.cutter, blob: root.blob, size: root.size, chunks: chunks)
  }

  /// Reads a recipe's chunks in order, in memory that does not grow with the blob.
  ///
  /// The sum of lengths is known to be right only when this returns; it never exceeds the size that
  /// the root says.
  @discardableResult
  public static func forEachChunk(
    root id: RecipeID, expecting blob: BlobID?, load: (RecipeID) throws -> [UInt8],
    _ body: (ChunkSpan) throws -> Void
  ) throws -> Root {
    guard let root = try decodeRoot(load(id), id: id) else {
      throw ObjectError.malformed(kind: "recipe", id: id.hex, reason: "it is a part, not a root")
    }
    guard blob == nil || root.blob == blob else {
      throw ObjectError.malformed(
        kind: "recipe", id: id.hex, reason: "it is of blob \(root.blob.hex)")
    }
    var reader = ByteReader(root.object, from: rootHeadBytes, kind: "recipe", id: id.digest)
    var left = root.size
    let found = try walk(&reader, levels: root.levels, load: load) { chunk in
      guard UInt64(chunk.length) <= left else {
        throw ObjectError.malformed(
          kind: "recipe", id: id.hex, reason: "its chunks are longer than its blob")
      }
      left -= UInt64(chunk.length)
      try body(chunk)
    }
    guard found.bytes == root.size else {
      throw ObjectError.malformed(
        kind: "recipe", id: id.hex,
        reason: "its chunks add up to \(found.bytes) bytes of \(root.size)")
    }
    return root
  }

  /// Every object that a recipe is made of, its root first.
  public static func parts(
    of id: RecipeID, load: (RecipeID) throws -> [UInt8]
  ) throws -> [RecipeID] {
    var found = [id]
    try forEachChunk(
      root: id, expecting: nil,
      load: { part in
        if part != id { found.append(part) }
        return try load(part)
      }, { _ in })
    return found
  }

  private struct Totals: Equatable {
    var chunks: UInt64 = 0
    var bytes: UInt64 = 0
  }

  /// Reads rows to the end. The sums cannot overflow: `add` throws before they exceed the blob's
  /// size, and no chunk is empty.
  private static func walk(
    _ reader: inout ByteReader, levels: Int, load: (RecipeID) throws -> [UInt8],
    _ add: (ChunkSpan) throws -> Void
  ) throws -> Totals {
    var totals = Totals()
    repeat {
      let id = try reader.digest()
      if levels == 0 {
        let length: UInt32 = try reader.integer()
        guard length > 0, length <= chunkBytesMax else {
          throw reader.fault("a chunk has \(length) bytes")
        }
        try add(ChunkSpan(id: ChunkID(id), length: length))
        totals.chunks += 1
        totals.bytes += UInt64(length)
      } else {
        let said = Totals(chunks: try reader.integer(), bytes: try reader.integer())
        var part = ByteReader(try load(RecipeID(id)), kind: "recipe", id: id)
        guard try part.magic() == (levels == 1 ? leafMagic : nodeMagic) else {
          throw part.fault("its magic does not fit its level")
        }
        let found = try walk(&part, levels: levels - 1, load: load, add)
        guard found == said else { throw part.fault("its node says other sums") }
        totals.chunks += found.chunks
        totals.bytes += found.bytes
      }
    } while reader.remaining > 0
    return totals
  }
}
