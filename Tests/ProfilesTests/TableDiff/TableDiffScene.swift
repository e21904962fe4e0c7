import FileFormats
import Foundation
import Testing

@testable import Profiles

/// A spill store in memory, which counts what it is given.
final class MemorySpill: SpillStore, @unchecked Sendable {
  private let lock = NSLock()
  private var bytes: [UInt8] = []

  var count: Int { lock.withLock { bytes.count } }

  func append(_ new: UnsafeRawBufferPointer) throws -> UInt64 {
    lock.withLock {
      defer { bytes.append(contentsOf: new) }
      return UInt64(bytes.count)
    }
  }

  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws {
    lock.withLock { buffer.copyBytes(from: bytes[Int(offset)..<Int(offset) + buffer.count]) }
  }
}

extension TableSource {
  /// A text, cut into pieces of a length.
  init(_ text: String, _ format: FileFormat = .csv, piece: Int = 1 << 16) {
    let bytes = Array(text.utf8)
    self.init(format: format) { body in
      try bytes.withUnsafeBytes { all in
        for start in stride(from: 0, to: all.count, by: piece) {
          try body(.init(rebasing: all[start..<min(start + piece, all.count)]))
        }
      }
    }
  }
}

extension TableComparison.Options {
  /// With a key of no secrecy.
  init(
    key: [String] = [], hidden: Set<String> = [], examples: Int = 5, memory: Int = 64 << 20
  ) {
    self.init(hashKey: HashKey(low: 1, high: 2))
    keyWords = key
    hiddenColumns = hidden
    examplesMax = examples
    self.memory = memory
  }
}

/// Compares two texts.
func compare(
  _ before: String, _ after: String, _ format: FileFormat = .csv,
  _ options: TableComparison.Options = .init(key: []), spill: MemorySpill = MemorySpill()
) throws -> TableDiff {
  try TableComparison(
    before: TableSource(before, format), after: TableSource(after, format), options: options,
    spill: spill
  ).run()
}

/// A table as a test keeps it: names, and values row by row.
struct ModelTable {
  var names: [String]
  var rows: [[String]]

  /// With quotes where they are needed, and at random where they are not.
  func text(_ random: inout SeededNumbers) -> String {
    var text = names.joined(separator: ",") + "\n"
    for row in rows {
      let fields = row.map { value -> String in
        let isPlain = value.allSatisfy { $0 != "\"" && $0 != "," && $0 != "\n" && $0 != "\r" }
        if isPlain, random.below(4) > 0 { return value }
        return "\"" + value.replacing("\"", with: "\"\"") + "\""
      }
      text += fields.joined(separator: ",") + (random.below(3) == 0 ? "\r\n" : "\n")
    }
    return text
  }
}
