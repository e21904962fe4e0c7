import FileFormats
import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// What `mlx textconv` finds in files.
@Suite struct SummaryTests {
  private func summary(_ bytes: [UInt8], named name: String) throws -> FileSummary {
    try Summary.of(ByteArray(bytes), named: name)
  }

  private static func safetensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return length + text + data
  }

  /// Little-endian floats: 1, -3, 0.5, NaN.
  private static let floats: [UInt8] = [
    0, 0, 0x80, 0x3F, 0, 0, 0x40, 0xC0, 0, 0, 0, 0x3F, 0, 0, 0xC0, 0x7F,
  ]

  @Test func models() throws {
    let header =
      #"{"__metadata__":{"format":"pt"},"w.10":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]},"#
      + #""w.9":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}}"#
    let found = try summary(
      Self.safetensors(header, [1, 2, 3, 4] + Self.floats), named: "m.safetensors")
    #expect(found.format == "safetensors")
    guard case .model(let model) = found.content else {
      Issue.record("it is a model")
      return
    }
    #expect(model.parameters == 8)
    #expect(model.types.map(\.name) == ["F32", "I8"])
    #expect(model.metadata.map(\.value) == ["pt"])
    #expect(model.sha256 == nil)
    // In natural order.
    #expect(model.tensors.map(\.name) == ["w.9", "w.10"])
    #expect(
      model.tensors.map(\.digest) == [
        SHA256Hasher.hash([1, 2, 3, 4]), SHA256Hasher.hash(Self.floats),
      ])
    let numbers = try #require(model.tensors[1].numbers)
    #expect(numbers.minimum == -3 && numbers.maximum == 1 && numbers.nans == 1)
    #expect(numbers.mean == -0.5)
  }

  /// What cannot be told apart is told by the whole file.
  @Test func compressedTensors() throws {
    var npy: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 61, 0]
    npy += Array("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }".utf8)
    npy += [0x20, 0x20, 0x20, 0x0A, 7, 8, 9]
    // Deflate has a form that only wraps: one last block of so many bytes.
    let count = UInt16(npy.count)
    let block = [1] + [count, ~count].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } + npy
    let npz = ZipArchive.archive([
      .init(name: "a.npy", bytes: block, method: 8, byteCount: UInt32(npy.count))
    ])
    let found = try summary(npz, named: "a.npz")
    guard case .model(let model) = found.content else {
      Issue.record("it is an archive of arrays")
      return
    }
    #expect(model.sha256 == SHA256Hasher.hash(npz))
    #expect(model.tensors.map(\.name) == ["a"])
    #expect(model.tensors[0].digest == nil)
  }

  @Test func tables() throws {
    let text = Array("id,name\n1,a\n2,\n3,c\n".utf8)
    let plain = try summary(text, named: "t.csv")
    // gzip.compress of the same.
    let packed = try summary(Self.packedTable, named: "t.csv.gz")
    #expect(packed.format == "gzip")
    #expect(packed.content == plain.content)
    guard case .table(let table) = plain.content else {
      Issue.record("it is a table")
      return
    }
    #expect(table.rows == 3)
    #expect(table.columns.map(\.name) == ["id", "name"])
    #expect(table.columns.map(\.missing) == [0, 1])
    #expect(table.columns[0].mean == 2)
    #expect(table.sha256 == SHA256Hasher.hash(text))
    let damaged = Array(Self.packedTable.dropLast(2))
    #expect(
      try summary(damaged, named: "t.csv.gz").content
        == .bytes(sha256: SHA256Hasher.hash(damaged), reason: "it ends too early"))
    // Without a name that says so nothing is expanded.
    let bytes = FileSummary.Content.bytes(sha256: SHA256Hasher.hash(Self.packedTable), reason: nil)
    #expect(try summary(Self.packedTable, named: "t.gz").content == bytes)
  }

  private static let packedTable: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 76, 209, 201, 75, 204, 77, 229, 50, 212, 73, 228, 50, 210,
    225, 50, 214, 73, 230, 2, 0, 129, 190, 102, 6, 19, 0, 0, 0,
  ]

  @Test func otherFiles() throws {
    let empty = try summary([], named: "x")
    #expect(
      empty == FileSummary(size: 0, content: .bytes(sha256: SHA256Hasher.hash([]), reason: nil)))
    let damaged = Array("GGUF".utf8) + [3, 0]
    guard case .bytes(let digest, let reason?) = try summary(damaged, named: "m.gguf").content
    else {
      Issue.record("it cannot be read")
      return
    }
    #expect(digest == SHA256Hasher.hash(damaged))
    #expect(!reason.isEmpty)
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
    #expect(
      try summary(Array(pointer.utf8), named: "m.pt").content
        == .pointer(["version https://git-lfs.github.com/spec/v1", "oid sha256:00", "size 12"]))
  }

  @Test func pickles() throws {
    let text = Array("ccollections\nOrderedDict\n.".utf8)
    guard case .model(let model) = try summary(text, named: "m.pkl").content else {
      Issue.record("it is a pickle")
      return
    }
    #expect(model.imports == ["collections.OrderedDict"])
    #expect(model.sha256 == SHA256Hasher.hash(text))
  }

  @Test func filesOnTheDisk() throws {
    let project = try Project()
    try project.write("a.bin", bytes: [1, 2])
    let found = try Repository.summarize(project.absolute("a.bin"), named: "a.bin")
    #expect(found.size == 2)
    #expect(throws: FileError.self) {
      try Repository.summarize(project.absolute("b"), named: "b")
    }
    #expect(throws: FileError.self) { try Repository.summarize(project.root, named: ".") }
  }
}
