import FileFormats
import TestSupport
import Testing

@testable import Profiles

@Suite struct TensorValueTests {
  private func compare(
    _ before: (inout SafetensorsFile) -> Void, _ after: (inout SafetensorsFile) -> Void
  ) throws -> ModelDiff {
    try ModelVersions.compare(ModelVersions.file(before), ModelVersions.file(after))
  }

  @Test func figures() throws {
    let diff = try compare {
      $0.add("a", [4], f32: [3, 4, 0, 0])
    } _: {
      $0.add("a", [4], f32: [3, 4, 0, 2])
    }
    let found = try #require(diff.tensors.first?.difference)
    #expect(found.relativeL2 == 2.0 / 5)
    #expect(found.distanceMax == 2 && found.changed == 1 && found.count == 4)
    #expect(found.cosine == 25 / (25.0.squareRoot() * 29.0.squareRoot()))
    #expect(
      diff.verdict.sentence == "every weight tensor moved (relative L2 0.4, 25 % of the numbers)")
  }

  @Test func newNaNComesFirst() throws {
    let diff = try compare {
      $0.add("far", [2], f32: [1, 1])
      $0.add("nan", [2], f32: [1, 1])
    } _: {
      $0.add("far", [2], f32: [9, 9])
      $0.add("nan", [2], f32: [.nan, 1])
    }
    #expect(diff.tensors.map(\.name) == ["nan", "far"])
    let nan = try #require(diff.tensors[0].difference)
    #expect(nan.nans == (0, 1) && nan.relativeL2 == 0)
    #expect(diff.verdict.sentence.hasSuffix("; NaN appeared in 1 tensor"))
  }

  @Test func otherBytesOfTheSameNumbers() throws {
    let diff = try compare {
      $0.add("a", "F32", [2], [0, Float.nan.bitPattern])
    } _: {
      $0.add("a", "F32", [2], [(-Float(0)).bitPattern, Float.nan.bitPattern | 1])
    }
    #expect(diff.counts.changed == 1)
    #expect(diff.tensors[0].difference?.changed == 0)
    #expect(
      diff.verdict.sentence
        == "1 of 1 tensor changed: a (in signs of zero or payloads of NaN alone)")
  }

  @Test func shapes() throws {
    let diff = try compare {
      $0.add("flat", [6], f32: [1, 2, 3, 4, 5, 6])
      $0.add("wide", [2, 2], f32: [1, 2, 3, 4])
      $0.add("rows", [3, 1], f32: [1, 2, 3])
    } _: {
      $0.add("flat", [2, 3], f32: [1, 2, 3, 4, 5, 6])
      $0.add("wide", [2, 3], f32: [1, 2, 3, 4, 5, 6])
      $0.add("rows", [2, 1], f32: [1, 7])
    }
    let changes = Dictionary(
      diff.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    #expect(changes["flat"]?.difference?.changed == 0)
    #expect(changes["flat"]?.commonRows == nil)
    #expect(changes["wide"]?.difference == nil)
    #expect(changes["wide"]?.reason == "the shapes have no rows in common")
    #expect(changes["rows"]?.commonRows == 2)
    #expect(changes["rows"]?.difference?.relativeL2 == (25.0 / 5).squareRoot())
    #expect(changes["rows"]?.difference?.l2 == 5)
    #expect(diff.counts.reshaped == 3)
  }

  @Test func typesThatAreNotRead() throws {
    let diff = try compare {
      $0.add("same", "F4", [4], [1, 2] as [UInt8])
      $0.add("other", "F4", [4], [1, 2] as [UInt8])
      $0.add("odd", "F4", [4], [1, 2] as [UInt8])
      $0.add("unknown", "Q9", [4], [1, 2] as [UInt8])
    } _: {
      $0.add("same", "F4", [4], [1, 2] as [UInt8])
      $0.add("other", "F4", [4], [1, 3] as [UInt8])
      $0.add("odd", "U8", [4], [1, 2, 3, 4] as [UInt8])
      $0.add("unknown", "Q9", [4], [1, 2, 3] as [UInt8])
    }
    let changes = Dictionary(
      diff.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    #expect(changes["same"] == nil)
    #expect(changes["other"]?.kind == .changed && changes["other"]?.difference == nil)
    #expect(changes["odd"]?.kind == .retyped)
    #expect(changes["odd"]?.reason == "numbers of type F4 and U8 are not compared")
    #expect(changes["unknown"]?.kind == .uncompared)
  }

  /// Numbers of several stretches, also where the types differ in size, add up to one comparison.
  @Test func stretchesAddUp() throws {
    let count = 300_001
    let before = (0..<count).map { Float($0 % 251) }
    var after = before
    for index in stride(from: 0, to: count, by: 1_000) { after[index] += 1 }
    for type in ["F32", "F64"] {
      let diff = try compare {
        $0.add("a", [count], f32: before)
      } _: {
        if type == "F32" {
          $0.add("a", [count], f32: after)
        } else {
          $0.add("a", "F64", [count], after.map { Double($0).bitPattern })
        }
      }
      let found = try #require(diff.tensors.first?.difference)
      #expect(found.count == UInt64(count))
      #expect(found.changed == 301)
      #expect(found.l2 == 301.0.squareRoot())
      let squares = before.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(found.relativeL2 - (301 / squares).squareRoot()) < 1e-15)
    }
  }

  @Test func roundingIsThatOfTheLanguage() {
    var random = SeededNumbers(seed: 5)
    for _ in 0..<200_000 {
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      let double = Double(number)
      #if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
        let half = NumberRounding.rounded(double, to: .f16)
        let expected = Double(Float16(number))
        #expect(half == expected || (half.isNaN && expected.isNaN), "\(number)")
      #endif
      let brain = NumberRounding.rounded(double, to: .bf16)
      if number.isFinite {
        // The nearest of both neighbours, or the even one.
        let low = Double(Float(bitPattern: number.bitPattern & 0xFFFF_0000))
        #expect(abs(brain - double) <= abs(low - double) || brain.isInfinite)
        #expect(Float(brain).bitPattern & 0xFFFF == 0)
      }
    }
    #expect(NumberRounding.rounded(1 + 0x1p-8, to: .bf16) == 1)
    #expect(NumberRounding.rounded(1 + 3 * 0x1p-8, to: .bf16) == 1 + 0x1p-6)
    #expect(NumberRounding.rounded(65_519, to: .f16) == 65_504)
    #expect(NumberRounding.rounded(-65_520, to: .f16) == -.infinity)
    #expect(NumberRounding.rounded(0x1p-25, to: .f16) == 0)
    #expect(NumberRounding.rounded(0x1.8p-25, to: .f16) == 0x1p-24)
    #expect(NumberRounding.rounded(0.1, to: .f32) == Double(Float(0.1)))
  }

  @Test func hostileShapesAskForNothing() throws {
    func model(_ tensor: TensorInfo) -> [ModelSide] {
      var model = ModelFile(format: .npy)
      model.tensors = [tensor]
      return [ModelSide(file: "m", model: model)]
    }
    func tensor(_ shape: [UInt64], _ type: TensorType?, _ range: Range<UInt64>?) -> [ModelSide] {
      model(TensorInfo(name: "a", dtype: "X", type: type, shape: shape, range: range))
    }
    let huge = tensor([1 << 63, 1 << 63], .f32, 0..<16)
    let small = tensor([4], .f32, 0..<16)
    let empty = tensor([0, 1 << 63], .f32, 0..<0)
    let gone = tensor([4], .f32, nil)
    let bytes = ByteArray([UInt8](repeating: 1, count: 16))
    for (before, after) in [
      (huge, small), (small, huge), (huge, huge), (empty, huge), (empty, empty), (gone, small),
    ] {
      var comparison = ModelComparison(before: before, after: after)
      let diff = try comparison.run(on: PlainTensorSource(before: [bytes], after: [bytes]))
      #expect(diff.counts.before == 1 && diff.counts.after == 1)
    }
    var comparison = ModelComparison(before: gone, after: small)
    let diff = try comparison.run(on: PlainTensorSource(before: [bytes], after: [bytes]))
    #expect(diff.tensors.map(\.reason) == ["the bytes are compressed, or are no plain numbers"])
    #expect(diff.tensors.map(\.kind) == [.uncompared])
  }
}
