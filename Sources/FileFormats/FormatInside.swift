// What a compressed file holds, by its name.

extension FileFormat {
  /// The format of the table in a compressed file: `train.csv.gz` is `csv` inside. nil for names that do
  /// not say so.
  ///
  /// The first bytes of the file say how it is compressed; the name is not asked for that.
  public static func tableInside(name: String) -> FileFormat? {
    guard let packed = FormatName.format(of: name), packed == .gzip || packed == .zstd,
      let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
    else { return nil }
    guard let inside = FormatName.format(of: String(name[..<dot])) else { return nil }
    return [.csv, .tsv, .jsonl].contains(inside) ? inside : nil
  }
}
