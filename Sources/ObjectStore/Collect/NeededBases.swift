// Bases live as long as a pack that names them.
//
// By the pack and not by the object: a dead delta may come back, when a writer finds it stored. What
// its pack names is then still there, as the pack is.
import FileIO
import Objects

extension ObjectStore {
  /// The bases that packs name. A pack that is gone or whose table is damaged needs nothing any more.
  func neededBases(of packs: [PackEntry]) throws -> Set<Digest> {
    var needed: Set<Digest> = []
    for entry in Set(packs) where !entry.isMetadata {
      try Interruption.check()
      guard let file = try packFiles.file(entry), try PackTable.hasBases(file) else { continue }
      do {
        let table = try PackTable(reading: file, objectBytesMax: limits.objectBytesMax)
        needed.formUnion(table.bases.needed)
      } catch let error as StoreError where error.isLoss {
        continue
      }
    }
    return needed
  }

  /// The bases that packs named by the object index need.
  func neededBases() throws -> Set<Digest> {
    try neededBases(of: snapshot().segments.live.flatMap(\.packs))
  }
}

extension PackTable {
  /// Whether the footer, which is not checked, counts bases.
  static func hasBases(_ file: File) throws -> Bool {
    let size = try file.status().size - Int64(PackFormatV1.footerBytes)
    guard size >= 0 else { return false }
    let footer = PackFormatV1.footer(
      in: try file.readUpTo(PackFormatV1.footerBytes, at: size))
    return footer.map { $0.bases > 0 } ?? false
  }
}
