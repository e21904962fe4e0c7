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

  @Test(arguments: [
    (Array("GGUF".utf8) + [3, 0, 0, 0], FileFormat.gguf),
    (SafetensorsBytes.file("{\"a\":{}}"), .safetensors),
    ([0x93] + Array("NUMPY".utf8) + [1, 0], .npy),
    (Array("PAR1".utf8), .parquet), (Array("ARROW1".utf8) + [0, 0], .arrow),
    ([0x80, 0x04, 0x95, 0, 0], .pickle), ([0x80, 0x02, 0x7D, 0x71], .pickle),
    ([0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], .hdf5),
    (Array("RIFF".utf8) + [1, 2, 3, 4] + Array("WAVEfmt ".utf8), .wav),
    (Array("RIFF".utf8) + [1, 2, 3, 4] + Array("WEBP".utf8), .webp),
    ([0x1F, 0x8B, 8], .gzip), ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
    ([UInt8](repeating: 0, count: 257) + Array("ustar".utf8), .tar),
    (Array("version https://git-lfs.github.com/spec/v1\noid".utf8), .gitLFSPointer),
  ])
  func byContentWhateverTheName(head: [UInt8], format: FileFormat) {
    for name in ["file", "file.bin", "file.csv", "file.safetensors"] {
      #expect(FileFormat.guess(name: name, head: head) == format)
    }
  }

  @Test func zipArchivesAreAskedFurther() {
    func zip(_ member: String) -> [UInt8] {
      let name = Array(member.utf8)
      return [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.count), 0, 0, 0]
        + name
        + [1, 2, 3]
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

  @Test func formatsOfTextAreText() {
    #expect(FileFormat.csv.isText && !FileFormat.parquet.isText)
    #expect(FileFormat.png.isMedia && !FileFormat.npy.isMedia)
  }
}
