import Chunking
import FileFormats
import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Files of all kinds with bytes changed, cut and doubled: a scan and a summary always answer.
@Suite struct HostileFilesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("FileFormatsTests/Files")

  private static var files: [(name: String, bytes: [UInt8])] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let golden = names.sorted().filter { !$0.hasSuffix(".py") && !$0.hasSuffix(".json") }.map {
      ($0, [UInt8]((try? Data(contentsOf: folder.appendingPathComponent($0))) ?? Data()))
    }
    let evil = Array("cos\nsystem\n(S'id'\ntR.".utf8)
    let gzip: [UInt8] = [
      0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x4B, 0xD4, 0x49, 0xE2, 0x32, 0xD4, 0x31, 0xE2, 0x32,
      0xD6, 0x31, 0xE1, 2, 0, 0xE5, 0xE9, 0xD6, 0xCE, 12, 0, 0, 0,
    ]
    let keras = ZipArchive.stored([
      ("metadata.json", [0x7B, 0x7D]),
      ("config.json", Array(#"{"class_name":"Lambda","module":"os","config":[{}]}"#.utf8)),
    ])
    return golden + [
      ("t.csv.gz", gzip), ("m.pkl", evil), ("m.keras", keras),
      ("a.zip", ZipArchive.stored([("../x", evil), ("y.pkl", evil)])),
    ]
  }

  private static func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int.random(in: 0..<3, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.removeSubrange(place...)
      case 1: bytes[place] = [0, 0xFF, 0x7F, 0x80].randomElement(using: &random) ?? 0
      case 2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 3: bytes.insert(contentsOf: bytes[place...].prefix(64), at: place)
      default: bytes.removeSubrange(place..<min(place + 8, bytes.count))
      }
    }
    return bytes
  }

  @Test func everyMutationHasAnAnswer() throws {
    var random = SeededGenerator(seed: 5)
    var limits = ChunkLimits()
    limits.wholeMax = 16
    limits.spanMin = 4
    limits.spanMeanMin = 4
    #expect(Self.files.count > 20)
    for (name, bytes) in Self.files {
      for _ in 0..<300 {
        let source = ByteArray(Self.mutated(bytes, &random))
        _ = try FileScan.scan(source, path: name)
        let summary = try Summary.of(source, named: name)
        #expect(summary.size == source.byteCount)
        _ = try CutterChoice.choose(source: source, limits: limits)
      }
    }
  }
}
