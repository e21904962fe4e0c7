/// What a file that should be a pickle is packed into, so that the pickle itself is not read. joblib
/// compresses; archives that a loader may open and a scanner not are a way to hide.
enum PicklePacking {
  private static let table: [(magic: [UInt8], name: String)] = [
    ([0x78, 0x01], "zlib"), ([0x78, 0x5E], "zlib"), ([0x78, 0x9C], "zlib"),
    ([0x78, 0xDA], "zlib"), ([0x1F, 0x8B], "gzip"), (Array("BZh".utf8), "bzip2"),
    ([0xFD] + Array("7zXZ".utf8), "xz"), ([0x5D, 0, 0], "lzma"), ([4, 0x22, 0x4D, 0x18], "lz4"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), (Array("7z".utf8) + [0xBC, 0xAF, 0x27, 0x1C], "7z"),
    (Array("Rar!".utf8), "rar"),
  ]

  /// nil when its first bytes show nothing of the kind. Throws only what the source throws.
  static func name(of source: any RandomAccess) throws -> String? {
    let head = try source.read(at: 0, count: Int(min(source.byteCount, 512)))
    if let found = table.first(where: { head.starts(with: $0.magic) }) { return found.name }
    return head.dropFirst(257).starts(with: "ustar".utf8) ? "tar" : nil
  }
}
