// What the first bytes of a file say about its format.

enum FormatMagic {
  /// The format that shows in these bytes.
  static func format(of head: [UInt8]) -> FileFormat? {
    for (magic, offset, format) in table where matches(head, magic, at: offset) { return format }
    if isSafetensors(head) { return .safetensors }
    if isPickle(head) { return .pickle }
    if matches(head, Array("RIFF".utf8), at: 0) { return riff(head) }
    return nil
  }

  /// Whether files of this format always begin in a way that `format(of:)` knows.
  static func shows(_ format: FileFormat) -> Bool {
    switch format {
    case .pytorch, .keras, .npz, .excel: true  // zip, pickle or HDF5
    case .safetensors, .webp, .wav: true
    case .mp3, .pickle, .bmp, .tar: false  // frames without a tag, protocols 0 and 1, old tar
    default: table.contains { $0.format == format }
    }
  }

  /// What a zip archive is for, by the name of its first member.
  static func zipContent(_ head: [UInt8]) -> FileFormat? {
    guard head.count > 30 else { return nil }
    let length = Int(head[26]) | Int(head[27]) << 8
    let name = head[30..<min(30 + length, head.count)]
    if name.hasSuffix("/data.pkl") || name.hasSuffix("/byteorder") { return .pytorch }
    if name.hasSuffix(".npy") { return .npz }
    return nil
  }

  private static let table: [(magic: [UInt8], offset: Int, format: FileFormat)] = [
    (Array("GGUF".utf8), 0, .gguf),
    (Array("TFL3".utf8), 4, .tflite),
    ([0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], 0, .hdf5),
    ([0x93] + Array("NUMPY".utf8), 0, .npy),
    // The pickled number that torch.save wrote before it wrote zip archives.
    (
      [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19], 0,
      .pytorch
    ),
    (Array("PAR1".utf8), 0, .parquet),
    (Array("ARROW1".utf8), 0, .arrow),
    (Array("FEA1".utf8), 0, .arrow),
    (Array("Obj".utf8) + [0x01], 0, .avro),
    (Array("ORC".utf8), 0, .orc),
    (Array("SQLite format 3".utf8) + [0], 0, .sqlite),
    (Array("version https://git-lfs.github.com/spec/".utf8), 0, .gitLFSPointer),
    ([0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A], 0, .png),
    ([0xFF, 0xD8, 0xFF], 0, .jpeg),
    (Array("GIF87a".utf8), 0, .gif),
    (Array("GIF89a".utf8), 0, .gif),
    (Array("II".utf8) + [42, 0], 0, .tiff),
    (Array("MM".utf8) + [0, 42], 0, .tiff),
    (Array("fLaC".utf8), 0, .flac),
    (Array("ID3".utf8), 0, .mp3),
    (Array("OggS".utf8), 0, .ogg),
    (Array("ftyp".utf8), 4, .mp4),
    (Array("%PDF-".utf8), 0, .pdf),
    (Array("PK".utf8) + [3, 4], 0, .zip),
    (Array("PK".utf8) + [5, 6], 0, .zip),
    ([0x1F, 0x8B], 0, .gzip),
    ([0x28, 0xB5, 0x2F, 0xFD], 0, .zstd),
    ([0xFD] + Array("7zXZ".utf8) + [0], 0, .xz),
    (Array("BZh".utf8), 0, .bzip2),
    (Array("ustar".utf8), 257, .tar),
  ]

  private static func matches(_ head: [UInt8], _ magic: [UInt8], at offset: Int) -> Bool {
    head.count >= offset + magic.count && head[offset..<offset + magic.count].elementsEqual(magic)
  }

  /// A length of at most 100 MB, as the reference reader demands, and the beginning of an object.
  private static func isSafetensors(_ head: [UInt8]) -> Bool {
    guard head.count > 9, head[8] == UInt8(ascii: "{") else { return false }
    let length = head[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let next = head[9]
    return (2...100_000_000).contains(length)
      && (next == UInt8(ascii: "\"") || next == UInt8(ascii: "}") || next == UInt8(ascii: " "))
  }

  /// Protocol 2 and later say so; from 4 on a frame follows, earlier a known opcode does.
  private static func isPickle(_ head: [UInt8]) -> Bool {
    guard head.count > 2, head[0] == 0x80 else { return false }
    switch head[1] {
    case 4, 5: return head[2] == 0x95
    case 2, 3:
      return Array("c}](KXUGJM\u{8a}\u{8c}".unicodeScalars).contains { $0.value == head[2] }
    default: return false
    }
  }

  private static func riff(_ head: [UInt8]) -> FileFormat? {
    if matches(head, Array("WAVE".utf8), at: 8) { return .wav }
    if matches(head, Array("WEBP".utf8), at: 8) { return .webp }
    return nil
  }
}

extension ArraySlice<UInt8> {
  fileprivate func hasSuffix(_ text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
