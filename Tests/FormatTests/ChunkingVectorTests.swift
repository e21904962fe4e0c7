import Chunking
import FileFormats
import Foundation
import TestSupport
import Testing

/// The files in Vectors/chunking were computed by a program of a few lines in another language, from
/// Documentation/format.md alone.
@Suite struct ChunkingVectorTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("Vectors/chunking")

  private func lines(_ name: String) throws -> [String] {
    try String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  private func gearCuts(_ bytes: [UInt8]) -> [String] {
    let cutter = GearCutter()
    var ends: [Int] = []
    bytes.withUnsafeBytes { all in
      while let length = cutter.cut(
        UnsafeRawBufferPointer(rebasing: all[(ends.last ?? 0)...]), isEnd: true)
      {
        ends.append((ends.last ?? 0) + length)
      }
    }
    return ends.map(String.init)
  }

  @Test func gearTable() throws {
    let words = (0..<8).map { byte in
      let text = String(GearTable.gear1[UInt8(byte)], radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }
    #expect(try words == lines("gear-table.txt"))
  }

  /// 1 MiB of SplitMix64 with seed 1.
  @Test func gearOfRandomBytes() throws {
    var random = SeededGenerator(seed: 1)
    #expect(try gearCuts(random.bytes(1 << 20)) == lines("gear-1-random.txt"))
  }

  @Test func gearOfZeros() throws {
    #expect(try gearCuts([UInt8](repeating: 0, count: 1 << 20)) == lines("gear-1-zeros.txt"))
  }

  /// 40 000 rows `i,i² mod 97,7919i mod 1009`.
  @Test func gearOfATable() throws {
    var rows: [UInt8] = []
    for index in 0..<40_000 {
      rows += Array("\(index),\(index * index % 97),\(index * 7919 % 1009)\n".utf8)
    }
    #expect(try gearCuts(rows) == lines("gear-1-rows.txt"))
  }

  /// Files that make.py describes in pieces, and where it cuts them.
  @Test(arguments: [
    ("gguf-1-sample", CutterCode.gguf1), ("npy-1-sample", .npy1), ("npz-1-sample", .npy1),
    ("pt-1-sample", .pt1), ("onnx-1-sample", .onnx1), ("parquet-1-sample", .parquet1),
  ])
  func otherFormats(name: String, code: CutterCode) throws {
    let source = ByteArray(try file(name))
    let plan = try CutterChoice.choose(source: source)
    #expect(plan.code == code)
    var ends: [UInt64] = []
    switch plan {
    case .whole, .gear: break
    case .planned(let cuts, _): ends = cuts.map(\.end)
    case .bounded(let bounds, _):
      var gear = BoundedGear(bounds: bounds)
      source.bytes.withUnsafeBytes { all in
        while let length = gear.cut(
          UnsafeRawBufferPointer(rebasing: all[Int(ends.last ?? 0)...]), at: ends.last ?? 0,
          isEnd: true)
        {
          ends.append((ends.last ?? 0) + UInt64(length))
        }
      }
    }
    #expect(try ends == lines("\(name).txt").compactMap(UInt64.init))
  }

  private func file(_ name: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for line in try lines("\(name).pieces") {
      let words = line.split(separator: " ").map(String.init)
      if words[0] == "random" {
        var random = SeededGenerator(seed: try #require(UInt64(words[1])))
        bytes += random.bytes(try #require(Int(words[2])))
      } else {
        let digits = words[1].compactMap(\.hexDigitValue)
        bytes += stride(from: 0, to: digits.count, by: 2).map {
          UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
      }
    }
    return bytes
  }

  /// A header as Python's `json` writes one, then 1 660 208 bytes of SplitMix64 with seed 2.
  @Test func tensorsOfASample() throws {
    var random = SeededGenerator(seed: 2)
    let head = try Data(contentsOf: Self.folder.appendingPathComponent("sample.safetensors-head"))
    let source = ByteArray([UInt8](head) + random.bytes(1_660_208))
    let plan = try CutterChoice.choose(source: source)
    guard case .planned(let cuts, .safetensors1) = plan else {
      Issue.record("it is cut along its tensors")
      return
    }
    #expect(try cuts.map(\.end) == lines("safetensors-1-sample.txt").compactMap(UInt64.init))
    let header = try #require(try SafetensorsHeader(reading: source))
    #expect(TensorSummary(header).text == "6 tensors, bf16")
    #expect(header.tensors.contains { $0.name == "échelle \"x\"" && $0.isConsistent == true })
  }
}
