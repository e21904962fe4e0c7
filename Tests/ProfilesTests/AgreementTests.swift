import FileFormats
import Foundation
import Testing

@testable import Profiles

/// The readers and profiles against numpy, pandas, pyarrow, scipy and Pillow, on files which those
/// wrote. `MLX_FORMATS_PYTHON` names a Python that has them; `.ci/run` sets it.
@Suite(.enabled(if: Agreement.python != nil))
struct AgreementTests {
  @Test func tensorsAgreeWithNumpy() throws {
    let made = try Agreement.made.get()
    #expect(made.tensors.count >= 16)
    for expected in made.tensors {
      let type = try #require(TensorType(rawValue: expected.type))
      var accumulator = try #require(TensorAccumulator(type: type))
      try made.bytes(expected.file).withUnsafeBytes { accumulator.update($0) }
      let found = accumulator.finish()
      #expect(found.count == expected.count, "\(expected.file)")
      #expect(found.zeros == expected.zeros, "\(expected.file)")
      #expect(found.nans == expected.nans, "\(expected.file)")
      #expect(found.infinities == expected.infinities, "\(expected.file)")
      #expect(found.minimum == expected.min && found.maximum == expected.max, "\(expected.file)")
      #expect(isNear(found.mean, expected.mean, expected.std * 1e-12), "\(expected.file)")
      #expect(isNear(found.standardDeviation, expected.std, expected.std * 1e-12))
      #expect(isNear(found.l2, expected.l2, expected.l2 * 1e-12), "\(expected.file)")
    }
  }

  @Test func differencesAgreeWithNumpy() throws {
    let made = try Agreement.made.get()
    for expected in made.differences {
      var comparison = try #require(TensorComparison(before: .f32, after: .f32))
      let (before, after) = (try made.bytes(expected.before), try made.bytes(expected.after))
      before.withUnsafeBytes { a in
        after.withUnsafeBytes { comparison.update(before: a, after: $0) }
      }
      let found = comparison.finish()
      #expect(isNear(found.relativeL2, expected.relative, 1e-12))
      #expect(found.distanceMax == expected.max)
      #expect(isNear(found.cosine, expected.cosine, 1e-12))
      #expect(found.changed == expected.changed)
    }
  }

  @Test func tablesAgreeWithPandas() throws {
    let made = try Agreement.made.get()
    #expect(made.tables.count >= 10)
    for expected in made.tables {
      let bytes = try made.bytes(expected.file)
      let format = try #require(FileFormat.guess(name: expected.file, head: []))
      let profiler = try #require(TableProfiler(format: format))
      bytes.withUnsafeBytes { profiler.update($0) }
      let profile = profiler.finish()
      #expect(profile.rows == expected.rows, "\(expected.file)")
      #expect(profile.columns.map(\.name) == expected.columns.map(\.name), "\(expected.file)")
      #expect(profile.raggedRows == 0 && profile.damagedRows == 0, "\(expected.file)")
      for (found, column) in zip(profile.columns, expected.columns) {
        check(found, column, "\(expected.file): \(column.name)")
      }
    }
  }

  private func check(_ found: ColumnProfile, _ expected: Agreement.Column, _ place: Comment) {
    #expect(found.counts.nulls == expected.nulls, place)
    let distinct = found.distinctCount ?? 0
    #expect(
      abs(distinct - Double(expected.distinct))
        <= 4 * DistinctSketch.standardError * Double(expected.distinct), place)
    if found.frequent.isExact { #expect(Int(distinct) == expected.distinct, place) }
    if let type = expected.type { #expect(found.type.rawValue == type, place) }
    if let mean = expected.mean, let deviation = expected.std {
      #expect(isNear(found.numbers.mean, mean, 1e-12 * (abs(mean) + deviation)), place)
      #expect(isNear(found.numbers.standardDeviation, deviation, 1e-12 * deviation), place)
      #expect(found.numbers.minimum == expected.min && found.numbers.maximum == expected.max, place)
      let distribution = Distribution(found.numbers.sketch)
      for (index, value) in (expected.sorted ?? []).enumerated() {
        // At most that part of the values lies at or below a quantile, give or take ties.
        let rank = Double(index) / 200
        #expect(distribution.part(upTo: value) >= rank - QuantileSketch.rankError, place)
        #expect(
          distribution.part(upTo: value.nextDown) <= rank + QuantileSketch.rankError, place)
      }
    }
    if let lengths = expected.lengths { #expect(isNear(found.lengths.mean, lengths, 1e-9), place) }
    if let top = expected.top {
      let values = found.frequent.values.map {
        (String(decoding: $0.value, as: UTF8.self), $0.count)
      }
      #expect(Dictionary(uniqueKeysWithValues: values) == top, place)
    }
  }

  @Test func footersAgreeWithPyarrow() throws {
    let made = try Agreement.made.get()
    #expect(made.parquet.count >= 6)
    for expected in made.parquet {
      let file = ByteArray(try made.bytes(expected.file))
      let footer = try #require(try ParquetFooter(reading: file), "\(expected.file)")
      #expect(footer.rows == expected.rows)
      #expect(footer.columns.map(\.physical.word) == expected.types)
      #expect(footer.rowGroups.map(\.rows) == expected.groups.map(\.rows))
      for (group, rows) in zip(footer.rowGroups, expected.groups) {
        #expect(footer.columns.map(\.path) == rows.chunks.map(\.path))
        for (column, (chunk, told)) in zip(footer.columns, zip(group.chunks, rows.chunks)) {
          let place: Comment = "\(expected.file): \(told.path)"
          #expect(chunk.codec == told.codec, place)
          #expect(chunk.range == told.start..<told.start + told.bytes, place)
          #expect(chunk.valueCount == told.values, place)
          #expect(chunk.statistics.nullCount == told.nulls, place)
          if let low = told.min, let bytes = chunk.statistics.minimum {
            let value = ParquetValue(bytes, of: column)
            #expect(value == .integer(Int64(low)) || value == .number(low), place)
          }
        }
      }
      let profile = TableProfile(footer)
      #expect(try TableProfile.decode(profile.encode()) == profile)
    }
  }

  @Test func dimensionsAgreeWithPillow() throws {
    let made = try Agreement.made.get()
    #expect(made.images.count >= 160)
    for expected in made.images {
      let format = try #require(FileFormat(rawValue: expected.format))
      let found = try ImageDimensions(
        reading: ByteArray(made.bytes(expected.file)), format: format)
      #expect(
        found?.width == expected.width && found?.height == expected.height, "\(expected.file)")
    }
  }

  @Test func driftAgreesWithScipy() throws {
    let made = try Agreement.made.get()
    #expect(made.drift.count >= 40)
    for expected in made.drift {
      let sides = try ["before", "after"].map { side in
        let profiler = try #require(TableProfiler(format: .csv))
        try made.bytes("\(expected.name).\(side).csv").withUnsafeBytes { profiler.update($0) }
        return profiler.finish().columns[0]
      }
      let found = ColumnDrift(before: sides[0], after: sides[1])
      #expect(isNear(found.psi, expected.psi, 0.01), "\(expected.name)")
      #expect(
        isNear(found.kolmogorovSmirnov, expected.ks, 2 * QuantileSketch.rankError),
        "\(expected.name)")
      #expect(isNear(found.jensenShannon, expected.js, 0.01), "\(expected.name)")
    }
  }

  private func isNear(_ found: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    found.map { abs($0 - expected) <= tolerance } ?? false
  }
}

/// The files that `agreement.py` makes, once a run, and what the libraries read in them.
struct Agreement {
  static let python = ProcessInfo.processInfo.environment["MLX_FORMATS_PYTHON"]
    .flatMap { $0.isEmpty ? nil : $0 }
  static let made = Result { try make() }

  struct Tensor: Decodable {
    let file, type: String
    let count, zeros, nans, infinities: UInt64
    let min, max, mean, std, l2: Double
  }
  struct Difference: Decodable {
    let before, after: String
    let relative, max, cosine: Double
    let changed: UInt64
  }
  struct Column: Decodable {
    let name: String
    let nulls: UInt64
    let distinct: Int
    let type: String?
    let mean, std, min, max, lengths: Double?
    let sorted: [Double]?
    let top: [String: UInt64]?
  }
  struct Table: Decodable {
    let file: String
    let rows: UInt64
    let columns: [Column]
  }
  struct Chunk: Decodable {
    let path, codec: String
    let start, bytes, values: UInt64
    let nulls: UInt64?
    let min, max: Double?
  }
  struct Group: Decodable {
    let rows: UInt64
    let chunks: [Chunk]
  }
  struct Parquet: Decodable {
    let file: String
    let rows: UInt64
    let groups: [Group]
    let types: [String]
  }
  struct Picture: Decodable {
    let file, format: String
    let width, height: Int
  }
  struct Drift: Decodable {
    let name: String
    let psi, ks, js: Double
  }
  struct Expected: Decodable {
    let tensors: [Tensor]
    let differences: [Difference]
    let tables: [Table]
    let parquet: [Parquet]
    let images: [Picture]
    let drift: [Drift]
  }
  struct Failed: Error {
    let text: String
  }

  @dynamicMemberLookup
  struct Made {
    let files: [String: [UInt8]]
    let expected: Expected

    subscript<Value>(dynamicMember member: KeyPath<Expected, Value>) -> Value {
      expected[keyPath: member]
    }

    func bytes(_ name: String) throws -> [UInt8] {
      try #require(files[name], "\(name)")
    }
  }

  private static func make() throws -> Made {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Agreement/agreement.py")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python ?? "python3", script.path, folder.path]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(text: text) }
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
    let json = Data(files["expected.json"] ?? [])
    return Made(files: files, expected: try JSONDecoder().decode(Expected.self, from: json))
  }
}
