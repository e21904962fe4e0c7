import Testing

@testable import FileFormats

/// Files that no library wrote: what they claim is compared with what is there.
@Suite struct HostileModelsTests {
  private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    ZipBytes.little(number)
  }

  private static func text(_ text: String) -> [UInt8] {
    little(UInt64(text.utf8.count)) + Array(text.utf8)
  }

  private struct Row {
    var name = "t"
    var dimensions: [UInt64] = [8]
    var type: UInt32 = 0
    var offset: UInt64 = 0
  }

  private func gguf(
    _ rows: [Row], values: [UInt8] = [], count: UInt64 = 0, dataBytes: Int = 64
  ) throws -> ModelFile {
    var bytes = Array("GGUF".utf8) + Self.little(3 as UInt32) + Self.little(UInt64(rows.count))
    bytes += Self.little(count) + values
    for row in rows {
      bytes += Self.text(row.name) + Self.little(UInt32(row.dimensions.count))
      bytes += row.dimensions.flatMap { Self.little($0) } + Self.little(row.type)
      bytes += Self.little(row.offset)
    }
    bytes += [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32 + dataBytes)
    return try ModelFile(gguf: ByteArray(bytes))
  }

  @Test func soundRows() throws {
    #expect(try gguf([Row()]).tensors.first?.range?.count == 32)
    // Of an unknown type it is known where it begins, not where it ends.
    let unknown = try gguf([Row(type: 99), Row(name: "u", offset: 32)])
    #expect(unknown.tensors.map(\.dtype) == ["F32", "type 99"])
    #expect(unknown.tensors.map { $0.range == nil } == [false, true])
    #expect(unknown.remarks == ["element types are not known: type 99"])
  }

  @Test func rowsThatDoNotFit() throws {
    let rows: [[Row]] = [
      [Row(offset: 65)], [Row(offset: .max)], [Row(offset: 40)], [Row(dimensions: [17])],
      [Row(dimensions: [.max, .max])], [Row(dimensions: [1 << 62])],
      [Row(dimensions: [UInt64](repeating: 1, count: 9))],
      [Row(dimensions: [8, 2], type: 8)], [Row(), Row(name: "u", offset: 16)],
      [Row(), Row(name: "u", type: 99, offset: .max - 31)],
    ]
    for rows in rows {
      #expect(throws: UnreadableFormat.self, "\(rows)") { try gguf(rows) }
    }
  }

  @Test func valuesThatDoNotFit() throws {
    let key = Self.text("k")
    let values: [[UInt8]] = [
      key + Self.little(13 as UInt32), key + Self.little(8 as UInt32) + Self.little(UInt64.max),
      key + Self.little(9 as UInt32) + Self.little(8 as UInt32) + Self.little(UInt64.max),
      key + Self.little(9 as UInt32) + Self.little(12 as UInt32) + Self.little(UInt64(1) << 61),
      key + (0..<9).flatMap { _ in Self.little(9 as UInt32) + Self.little(UInt64(1)) },
      Self.little(UInt64.max),
      Self.text("general.alignment") + Self.little(4 as UInt32) + [0, 0, 0, 0],
    ]
    for value in values {
      #expect(throws: UnreadableFormat.self) { try gguf([Row()], values: value, count: 1) }
    }
    #expect(throws: UnreadableFormat.self) { try gguf([Row()], count: .max) }
  }

  private func npy(_ header: String, dataBytes: Int = 64) throws -> ModelFile {
    let bytes = Array(header.utf8)
    let head = [0x93] + Array("NUMPY".utf8) + [1, 0] + Self.little(UInt16(bytes.count))
    return try ModelFile(
      npy: ByteArray(head + bytes + [UInt8](repeating: 0, count: dataBytes)))
  }

  @Test func headersOfNumPy() throws {
    let sound = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 4), }\n"
    #expect(try npy(sound).tensors.first?.range?.count == 64)
    #expect(throws: UnreadableFormat.self) { try npy(sound, dataBytes: 63) }
    for header in [
      "", "{", "{}", "x", "{'descr': '<f4', 'fortran_order': False}",
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (4,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-4,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} x",
      "{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (4,)}",
      "{'descr': 'abc\\", "{'descr': [('a', '<f4'), 3], 'fortran_order': False, 'shape': (4,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': "
        + String(repeating: "(", count: 60_000),
    ] {
      #expect(throws: UnreadableFormat.self, "\(header.prefix(80))") { try npy(header) }
    }
    let strange = try npy("{'descr': '<q9', 'fortran_order': False, 'shape': (4,)}")
    #expect(strange.tensors.first?.range == nil)
  }

  private func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var count = bytes.count
    var length: [UInt8] = []
    while count >= 0x80 {
      length.append(UInt8(count & 0x7F) | 0x80)
      count >>= 7
    }
    return [number << 3 | 2] + length + [UInt8(count)] + bytes
  }

  @Test func messagesOfONNX() throws {
    let tensor = [0x08, 2, 0x10, 1] + field(8, [0x77]) + field(9, [UInt8](repeating: 1, count: 8))
    let sound = [0x08, 8] + field(7, field(5, tensor))
    #expect(try ModelFile(onnx: ByteArray(sound)).tensors.first?.name == "w")
    let bytes: [[UInt8]] = [
      [0x08, 8], [0x08, 8] + field(7, []) + field(7, []), field(7, []), [0x08, 8, 0x3A, 0xFF],
      [0x08, 8] + [UInt8](repeating: 0xFF, count: 11), [0x08, 8, 0x3B], [0x00, 8],
      // Other bytes than the shape says; a shape that is none.
      [0x08, 8] + field(7, field(5, [0x08, 3] + tensor.dropFirst(2))),
      [0x08, 8] + field(7, field(5, [0x08] + [UInt8](repeating: 0xFF, count: 9) + [1])),
    ]
    for bytes in bytes {
      #expect(throws: UnreadableFormat.self) { try ModelFile(onnx: ByteArray(bytes)) }
    }
    // Graphs in attributes of nodes of graphs.
    var graph: [UInt8] = []
    for _ in 0..<40 { graph = field(1, field(5, field(6, graph))) }
    #expect(throws: UnreadableFormat.self) {
      try ModelFile(onnx: ByteArray([0x08, 8] + self.field(7, graph)))
    }
  }

  @Test func formatsWithoutTensors() {
    #expect(throws: UnreadableFormat(.png, "tensors are not read from it")) {
      try ModelFile(reading: ByteArray([]), as: .png)
    }
    for format in ModelFile.formats {
      #expect(throws: UnreadableFormat.self) { try ModelFile(reading: ByteArray([]), as: format) }
    }
  }
}
