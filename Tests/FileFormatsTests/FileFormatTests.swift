import Testing

@testable import FileFormats

@Suite struct FileFormatTests {
  @Test(arguments: [
    ("model.safetensors", FileFormat.safetensors), ("dir.x/a.GGUF", .gguf), ("a.pt", .pytorch),
    ("a.b.csv", .csv), ("a.jsonl", .jsonl), ("a.yml", .yaml), ("photo.JPG", .jpeg),
    ("weights.onnx", .onnx), ("x.tar", .tar), ("x.parquet", .parquet),
  ])
  func byNameAlone(name: String, format: FileFormat) {
    #expect(FileFormat.guess(name: name, head: []) == format)
  }

  @Test(arguments: ["", ".", "model", ".csv", "a.", "a.unknown", "csv", "dir.csv/file", "a/.json"])
  func namesThatSayNothing(name: String) {
    #expect(FileFormat.guess(name: name, head: []) == nil)
  }

  /// First bytes: text, with other bytes as scalars below 256.
  private static let magics: [(String, FileFormat)] = [
    ("GGUF\u{3}\0\0\0", .gguf),
    ("\u{8}\0\0\0\0\0\0\0{\"a\":{}}", .safetensors),
    ("\u{93}NUMPY\u{1}\0", .npy),
    ("PAR1", .parquet),
    ("ARROW1\0\0", .arrow),
    ("\u{80}\u{4}\u{95}\0\0", .pickle),
    ("\u{80}\u{2}}q", .pickle),
    ("\u{89}HDF\r\n\u{1A}\n", .hdf5),
    ("RIFF1234WAVEfmt ", .wav),
    ("RIFF1234WEBP", .webp),
    ("\u{1F}\u{8B}\u{8}", .gzip),
    ("\u{FF}\u{D8}\u{FF}\u{E0}", .jpeg),
    (String(repeating: "\0", count: 257) + "ustar", .tar),
    ("version https://git-lfs.github.com/spec/v1\noid", .gitLFSPointer),
  ]

  private static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }

  @Test(arguments: magics)
  func byContentWhateverTheName(magic: String, format: FileFormat) {
    let head = Self.bytes(magic)
    for name in ["file", "file.bin", "file.csv", "file.safetensors"] {
      #expect(FileFormat.guess(name: name, head: head) == format)
    }
  }

  @Test func zipArchivesAreAskedFurther() {
    func zip(_ member: String) -> [UInt8] {
      let name = Array(member.utf8)
      var head: [UInt8] = [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22)
      head += [UInt8(name.count), 0, 0, 0]
      return head + name + [1, 2, 3]
    }
    #expect(FileFormat.guess(name: "weights.bin", head: zip("archive/data.pkl")) == .pytorch)
    #expect(FileFormat.guess(name: "arrays", head: zip("x.npy")) == .npz)
    #expect(FileFormat.guess(name: "weights.pt", head: zip("whatever")) == .pytorch)
    #expect(FileFormat.guess(name: "arrays.npz", head: zip("whatever")) == .npz)
    #expect(FileFormat.guess(name: "photos.csv", head: zip("a.png")) == .zip)
    #expect(FileFormat.guess(name: "short", head: [0x50, 0x4B, 3, 4, 0]) == .zip)
    #expect(FileFormat.guess(name: "weights.pth", head: [0x80, 0x02, 0x7D, 0x71]) == .pytorch)
  }

  /// A name that promises what the bytes do not keep is not believed.
  @Test func contradictions() {
    let text = Array("not yet downloaded\n".utf8)
    let noise: [UInt8] = [0xC1, 0x00, 0xFE, 0x11, 0x80, 0x99]
    #expect(FileFormat.guess(name: "a.safetensors", head: text) == .text)
    #expect(FileFormat.guess(name: "a.safetensors", head: noise) == nil)
    #expect(FileFormat.guess(name: "a.parquet", head: noise) == nil)
    #expect(FileFormat.guess(name: "a.csv", head: noise) == nil)
    #expect(FileFormat.guess(name: "a.csv", head: text) == .csv)
    #expect(FileFormat.guess(name: "a.onnx", head: noise) == .onnx)
    #expect(FileFormat.guess(name: "README", head: text) == .text)
    #expect(FileFormat.guess(name: "a", head: noise) == nil)
  }

  @Test(arguments: [
    ("a/train.csv.gz", FileFormat.csv), ("t.TSV.ZST", .tsv), ("x.y.jsonl.gz", .jsonl),
    ("log.ndjson.zst", .jsonl), ("a.csv", nil), ("a.gz", nil), ("csv.gz", nil), (".csv.gz", nil),
    ("a.csv.xz", nil), ("a.parquet.gz", nil), ("a.csv.gz/b", nil), ("", nil),
  ])
  func tablesInsideByName(name: String, format: FileFormat?) {
    #expect(FileFormat.tableInside(name: name) == format)
  }

  @Test func formatsOfTextAreText() {
    #expect(FileFormat.csv.isText && !FileFormat.parquet.isText)
    #expect(FileFormat.png.isMedia && !FileFormat.npy.isMedia)
  }
}
