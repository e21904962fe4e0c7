import FileFormats
import Testing

@testable import Profiles

@Suite struct TensorStatisticsTests {
  @Test func smallTensors() throws {
    let result = try statistics([1, -2, 0, -0.0, 3, .nan, .infinity, -.infinity] as [Float], .f32)
    #expect(result.count == 8)
    #expect(result.zeros == 2)
    #expect(result.nans == 1)
    #expect(result.infinities == 2)
    #expect(result.minimum == -2)
    #expect(result.maximum == 3)
    #expect(result.mean == 0.4)
    #expect(abs((result.l2 ?? 0) - 14.0.squareRoot()) < 1e-15)
    #expect(abs((result.standardDeviation ?? 0) - 1.624_807_680_927_192) < 1e-15)
    let nothing = try statistics([] as [Float], .f32)
    #expect(nothing == TensorStatistics())
    let nans = try statistics([Float.nan], .f32)
    #expect(nans.count == 1 && nans.nans == 1 && nans.mean == nil && nans.minimum == nil)
    let zero = try statistics([-0.0] as [Double], .f64)
    #expect(zero.minimum?.sign == .plus && zero.maximum?.sign == .plus)
  }

  @Test func everyTypeReadsItsNumbers() throws {
    #expect(try statistics([3, -7] as [Int8], .i8).mean == -2)
    #expect(try statistics([3, 255] as [UInt8], .u8).maximum == 255)
    #expect(try statistics([1, 0] as [UInt8], .bool).mean == 0.5)
    #expect(try statistics([-300, 100] as [Int16], .i16).mean == -100)
    #expect(try statistics([60_000] as [UInt16], .u16).mean == 60_000)
    #expect(try statistics([Int32.min] as [Int32], .i32).mean == -2_147_483_648)
    #expect(try statistics([UInt32.max] as [UInt32], .u32).mean == 4_294_967_295)
    #expect(try statistics([Int64.min] as [Int64], .i64).mean == -0x1p63)
    #expect(try statistics([UInt64.max] as [UInt64], .u64).mean == 0x1p64)
    #expect(try statistics([0x3F80, 0xC000] as [UInt16], .bf16).mean == -0.5)
    #expect(try statistics([0x3C, 0x7B, 0x81] as [UInt8], .f8e5m2).maximum == 57_344)
    #expect(try statistics([0x7C, 0xFC, 0x7E] as [UInt8], .f8e5m2).infinities == 2)
    #expect(try statistics([0x7E, 0xB8, 0x01, 0x7F] as [UInt8], .f8e4m3).maximum == 448)
    #expect(try statistics([0xB8] as [UInt8], .f8e4m3).mean == -1)
    #expect(try statistics([0x01] as [UInt8], .f8e4m3).mean == 0x1p-9)
    #expect(try statistics([127, 128, 255] as [UInt8], .f8e8m0).mean == 1.5)
    #expect(TensorAccumulator(type: .f4) == nil)
    #expect(TensorAccumulator(type: .c64) == nil)
  }

  #if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
    @Test func halvesAreThoseOfTheLanguage() {
      for bits in UInt16.min...UInt16.max {
        let expected = Float(Float16(bitPattern: bits))
        let found = TensorDecoder.half(bits)
        #expect(found == expected || (found.isNaN && expected.isNaN))
      }
    }
  #endif

  /// Statistics are compared by their bits, so these must never change.
  @Test func theBitsOfStatisticsStay() throws {
    var random = SeededNumbers(seed: 21)
    let found = try statistics((0..<10_001).map { _ in Float(random.normal()) }, .f32)
    #expect(found.mean?.bitPattern == 13_799_929_905_353_100_751)
    #expect(found.standardDeviation?.bitPattern == 4_607_125_719_680_051_992)
    #expect(found.l2?.bitPattern == 4_636_693_655_984_167_442)
  }

  @Test func buffersCutAnywhereGiveTheSameBits() throws {
    var random = SeededNumbers(seed: 1)
    for type in [TensorType.f32, .f64, .i8, .f16] {
      let bytes = (0..<50_003).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let whole = try #require(accumulate(bytes, type, piece: bytes.count))
      for piece in [1, 7, 4_096, 8_191, 16_384, 20_000] {
        #expect(accumulate(bytes, type, piece: piece) == whole)
      }
    }
  }

  @Test func sumsAreThoseOfALongerComputation() throws {
    var random = SeededNumbers(seed: 2)
    let numbers = (0..<100_001).map { _ in Float(random.normal() * 0.02 + 5) }
    let result = try statistics(numbers, .f32)
    let mean = numbers.reduce(0) { $0 + Double($1) } / Double(numbers.count)
    let spread = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let squares = numbers.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs((result.mean ?? 0) - mean) < 1e-12)
    let deviation = (spread / Double(numbers.count)).squareRoot()
    #expect(abs((result.standardDeviation ?? 0) - deviation) < 1e-12)
    #expect(abs((result.l2 ?? 0) / squares.squareRoot() - 1) < 1e-13)
    #expect(result.minimum == numbers.min().map(Double.init))
    #expect(result.maximum == numbers.max().map(Double.init))
    let constant = try statistics([Float](repeating: 0.3, count: 10_000), .f32)
    #expect((constant.standardDeviation ?? 1) < 1e-15)
  }

  @Test func differences() throws {
    let before: [Float] = [1, 2, .nan, 4, 0, .infinity]
    let after: [Float] = [1, 2.5, .nan, 0, -0.0, 7]
    var comparison = try #require(TensorComparison(before: .f32, after: .f32))
    before.withUnsafeBytes { a in after.withUnsafeBytes { comparison.update(before: a, after: $0) }
    }
    let found = comparison.finish()
    #expect(found.count == 6)
    #expect(found.changed == 3)
    #expect(found.nans == (1, 1))
    #expect(found.nonFinite == 2)
    #expect(found.distanceMax == 4)
    #expect(found.l2 == 16.25.squareRoot())
    #expect(found.relativeL2 == 16.25.squareRoot() / 21.0.squareRoot())
    #expect(abs((found.cosine ?? 0) - 6 / (21.0 * 7.25).squareRoot()) < 1e-15)
  }

  @Test func differencesOfTwoTypesInPieces() throws {
    let numbers = (0..<9_000).map { Float($0) / 16 }
    let doubles = numbers.map(Double.init)
    var comparison = try #require(TensorComparison(before: .f32, after: .f64))
    numbers.withUnsafeBytes { a in
      doubles.withUnsafeBytes { b in
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
          let (m, n) = (min(a.count, i + 1_001), min(b.count, j + 3_003))
          comparison.update(
            before: UnsafeRawBufferPointer(rebasing: a[i..<m]),
            after: UnsafeRawBufferPointer(rebasing: b[j..<n]))
          (i, j) = (m, n)
        }
      }
    }
    let found = comparison.finish()
    #expect(found.count == 9_000)
    #expect(found.changed == 0)
    #expect(found.relativeL2 == 0)
    #expect(found.cosine == 1)
  }

  private func statistics<Number: BitwiseCopyable>(
    _ numbers: [Number], _ type: TensorType
  ) throws -> TensorStatistics {
    var accumulator = try #require(TensorAccumulator(type: type))
    numbers.withUnsafeBytes { accumulator.update($0) }
    return accumulator.finish()
  }

  private func accumulate(_ bytes: [UInt8], _ type: TensorType, piece: Int) -> TensorStatistics? {
    var accumulator = TensorAccumulator(type: type)
    bytes.withUnsafeBytes { all in
      for start in stride(from: 0, to: all.count, by: piece) {
        accumulator?.update(.init(rebasing: all[start..<min(start + piece, all.count)]))
      }
    }
    return accumulator?.finish()
  }
}
