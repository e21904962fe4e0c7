// From a blob to its recipe, found again in packs: a recipe's root names its blob.
import FileIO
import Objects

/// Reads the first bytes of recipes.
enum RecipeRoots {
  /// Magic, cutter, levels, count, blob id.
  private static let headBytes = 48

  /// The blob that the root of a recipe names; nil for other parts of a recipe.
  static func blob(inRecipe bytes: UnsafeRawBufferPointer) -> Digest? {
    guard bytes.count >= headBytes, bytes.holds("MLXRCPT\n", at: 0) else { return nil }
    return bytes.digest(at: 16)
  }

  /// Every root among the rows of a pack, with its blob.
  static func find(
    in rows: [ObjectRow], _ file: File, decoder: PayloadDecoder
  ) throws -> [BlobRecipe] {
    var found: [BlobRecipe] = []
    for row in rows where row.kind == .recipe {
      guard let blob = try blob(of: row, file, decoder: decoder) else { continue }
      found.append(BlobRecipe(blob: blob, root: row.id))
    }
    return found
  }

  private static func blob(
    of row: ObjectRow, _ file: File, decoder: PayloadDecoder
  ) throws -> Digest? {
    let isAlone = row.inner == 0
    switch Encoding(rawValue: row.encoding) {
    case .raw:
      let count = min(headBytes, Int(row.raw))
      let head = try file.readBytes(at: Int64(row.offset) + Int64(row.inner), count: count)
      return head.withUnsafeBytes { blob(inRecipe: $0) }
    case .zlib where isAlone:
      // A few hundred bytes of deflate hold far more than the head, unless it is tiny.
      let count = min(512, Int(row.stored))
      let stored = try file.readBytes(at: Int64(row.offset), count: count)
      let head = stored.withUnsafeBytes { Zlib.prefix($0, count: headBytes) }
      return head?.withUnsafeBytes { blob(inRecipe: $0) }
    default:
      let stored = try file.readBytes(at: Int64(row.offset), count: Int(row.stored))
      let decoded = try? stored.withUnsafeBytes {
        try decoder.decode(
          $0, encoding: row.encoding, atLeast: row.innerEnd,
          atMost: StoreLimits.standard.objectBytesMax)
      }
      return decoded?.withUnsafeBytes {
        blob(inRecipe: UnsafeRawBufferPointer(rebasing: $0[Int(row.inner)..<row.innerEnd]))
      }
    }
  }
}
