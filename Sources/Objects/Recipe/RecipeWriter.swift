// Where a recipe is split depends on ids of chunks alone: blobs that share runs share leaves.

extension RecipeCodec {
  private struct NodeRow {
    let child: RecipeID
    let chunks: UInt64
    let bytes: UInt64
  }

  /// Writes the objects of a recipe, children first, and returns the root's id.
  ///
  /// - Parameter emit: takes each object with its id.
  public static func encode(
    _ recipe: Recipe, limits: TreeLimits = .standard, emit: (RecipeID, [UInt8]) throws -> Void
  ) rethrows -> RecipeID {
    let split = limits.recipe
    guard recipe.chunks.count > split.inlineMax else {
      var bytes = root(recipe, levels: 0, count: recipe.chunks.count)
      for chunk in recipe.chunks { append(chunk, to: &bytes) }
      return try put(bytes, emit)
    }
    var levels: UInt16 = 1
    let ends = split.ends(recipe.chunks.lazy.map(\.id.digest.prefix32))
    var rows = try parts(recipe.chunks, ends) { part in
      var bytes = start(leafMagic, rows: part.count, of: chunkRowBytes)
      for chunk in part { append(chunk, to: &bytes) }
      return NodeRow(
        child: try put(bytes, emit), chunks: UInt64(part.count),
        bytes: part.reduce(0) { $0 + UInt64($1.length) })
    }
    while rows.count > split.inlineMax {
      levels += 1
      rows = try parts(rows, split.ends(rows.lazy.map(\.child.digest.prefix32))) { part in
        var bytes = start(nodeMagic, rows: part.count, of: nodeRowBytes)
        for row in part { append(row, to: &bytes) }
        return NodeRow(
          child: try put(bytes, emit), chunks: part.reduce(0) { $0 + $1.chunks },
          bytes: part.reduce(0) { $0 + $1.bytes })
      }
    }
    var bytes = root(recipe, levels: levels, count: rows.count)
    for row in rows { append(row, to: &bytes) }
    return try put(bytes, emit)
  }

  private static func parts<Row>(
    _ rows: [Row], _ ends: [Int], _ make: (ArraySlice<Row>) throws -> NodeRow
  ) rethrows -> [NodeRow] {
    var start = 0
    return try ends.map { end in
      defer { start = end }
      return try make(rows[start..<end])
    }
  }

  private static func start(_ magic: Magic, rows: Int, of rowBytes: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rootHeadBytes + rows * rowBytes)
    bytes.append(magic)
    return bytes
  }

  private static func root(_ recipe: Recipe, levels: UInt16, count: Int) -> [UInt8] {
    var bytes = start(rootMagic, rows: count, of: levels == 0 ? chunkRowBytes : nodeRowBytes)
    bytes.append(little: recipe.cutter.rawValue)
    bytes.append(little: levels)
    bytes.append(little: UInt32(count))
    bytes.append(recipe.blob.digest)
    bytes.append(little: recipe.size)
    return bytes
  }

  private static func append(_ chunk: ChunkSpan, to bytes: inout [UInt8]) {
    bytes.append(chunk.id.digest)
    bytes.append(little: chunk.length)
  }

  private static func append(_ row: NodeRow, to bytes: inout [UInt8]) {
    bytes.append(row.child.digest)
    bytes.append(little: row.chunks)
    bytes.append(little: row.bytes)
  }

  private static func put(
    _ bytes: [UInt8], _ emit: (RecipeID, [UInt8]) throws -> Void
  ) rethrows -> RecipeID {
    let id = RecipeID(SHA256Hasher.hash(bytes))
    try emit(id, bytes)
    return id
  }
}
