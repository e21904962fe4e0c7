import FileFormats
import TestSupport
import Testing

@testable import Profiles

/// The variants of the benchmark's model, in small: each names exactly the tensors that differ.
@Suite struct ModelVariantTests {
  private let names = SmallModel.base().tensors.map(\.name)

  @Test func twoLayersTuned() throws {
    let diff = try ModelVersions.compare(SmallModel.base(), SmallModel.tuned())
    let expected = names.filter { $0.hasPrefix("layers.9.") || $0.hasPrefix("layers.10.") }
    #expect(expected.count == 8)
    #expect(Set(diff.tensors.map(\.name)) == Set(expected))
    #expect(diff.tensors.allSatisfy { $0.kind == .changed })
    #expect(diff.counts.unchanged == names.count - 8)
    #expect(diff.layers == ModelDiff.Layers(count: 11, changed: ["layers.9", "layers.10"]))
    #expect(diff.verdict.kind == .layers)
    #expect(diff.verdict.sentence.hasPrefix("2 of 11 layers changed: layers.9, layers.10 ("))
    // Each number is 2 % more, up to a rounding to 8 bits on either side.
    for tensor in diff.tensors {
      let difference = try #require(tensor.difference)
      #expect(difference.changed == difference.count)
      #expect(abs(difference.relativeL2 - 0.02) < 0.002)
      #expect((difference.cosine ?? 0) > 0.9999)
    }
    let sizes = diff.tensors.map { $0.difference?.relativeL2 ?? 0 }
    #expect(sizes == sizes.sorted(by: >))
  }

  @Test func everyWeightMoved() throws {
    let diff = try ModelVersions.compare(SmallModel.base(), SmallModel.everyWeight())
    #expect(Set(diff.tensors.map(\.name)) == Set(names))
    #expect(diff.verdict.kind == .everyWeight)
    #expect(diff.verdict.sentence.hasPrefix("every weight tensor moved (relative L2 0.05"))
    #expect(diff.counts.changed == names.count && diff.counts.unchanged == 0)
    #expect(abs((diff.total?.relativeL2 ?? 0) - 0.05) < 0.002)
  }

  /// Rounding to 16 bits swallows a small step: norms stay as they were.
  @Test func everyWeightButNormsMoved() throws {
    let moved = SmallModel.everyWeight()
    var file = SmallModel.base()
    for index in file.tensors.indices where file.tensors[index].shape.count == 2 {
      file.tensors[index].bytes = moved.tensors[index].bytes
    }
    let diff = try ModelVersions.compare(SmallModel.base(), file)
    #expect(diff.counts.changed == 35 && diff.counts.unchanged == 12)
    #expect(diff.verdict.kind == .everyWeight)
    #expect(
      diff.verdict.sentence.hasPrefix(
        "every weight matrix moved, 35 of 47 tensors (relative L2 0.05"))
    // One matrix that stayed is enough to be told.
    file.tensors[0].bytes = SmallModel.base().tensors[0].bytes
    let rest = try ModelVersions.compare(SmallModel.base(), file)
    #expect(rest.verdict.kind == .tensors)
  }

  @Test func someTensorsOfAllLayers() throws {
    let diff = try ModelVersions.compare(SmallModel.base(), SmallModel.merged())
    #expect(Set(diff.tensors.map(\.name)) == Set(names.filter(SmallModel.isAdapted)))
    #expect(diff.counts.changed == 25)
    #expect(diff.verdict.kind == .tensors)
    #expect(
      diff.verdict.sentence.hasPrefix(
        "25 of 47 tensors changed: layers.*.q (11), layers.*.v (11), layers.*.down (3) (relative"))
  }

  @Test func otherOrder() throws {
    let diff = try ModelVersions.compare(SmallModel.base(), SmallModel.reordered())
    #expect(diff.tensors.isEmpty)
    #expect(diff.isReordered)
    #expect(diff.verdict.kind == .reordered)
    #expect(
      diff.verdict.sentence
        == "reordered: the same 47 tensors in another order, and other metadata")
    #expect(
      diff.metadata == [
        ModelDiff.MetadataChange(
          file: "model.safetensors", key: "saved_by", before: nil, after: "another tool")
      ])
    #expect(diff.counts.unchanged == 47)
  }

  @Test func embeddingGrown() throws {
    let diff = try ModelVersions.compare(SmallModel.base(), SmallModel.grown())
    #expect(diff.tensors.map(\.name) == ["embed"])
    #expect(diff.tensors.map(\.kind) == [.reshaped])
    #expect(diff.tensors[0].commonRows == 64)
    #expect(diff.tensors[0].difference?.count == 64 * 16)
    #expect(diff.tensors[0].difference?.changed == 0)
    #expect(
      diff.verdict
        == ModelVerdict(
          .resized, "resized embedding: embed 64 -> 68 rows, the first 64 unchanged"))
    #expect(!diff.isReordered)
    let back = try ModelVersions.compare(SmallModel.grown(), SmallModel.base())
    #expect(
      back.verdict.sentence == "resized embedding: embed 68 -> 64 rows, the first 64 unchanged")
  }

  @Test func anotherType() throws {
    let diff = try ModelVersions.compare(SmallModel.wide(), SmallModel.base())
    #expect(diff.counts.retyped == 47)
    #expect(diff.tensors.allSatisfy { $0.isConversion == true })
    #expect(
      diff.verdict == ModelVerdict(.converted, "dtype conversion F32 -> BF16 of the same weights"))
    let back = try ModelVersions.compare(SmallModel.base(), SmallModel.wide())
    #expect(back.verdict.sentence == "dtype conversion BF16 -> F32 of the same weights")
    // Other weights than those that were rounded are no conversion.
    let other = try ModelVersions.compare(SmallModel.wide(), SmallModel.tuned())
    #expect(other.tensors.count { $0.isConversion == false } == 8)
    #expect(other.verdict.kind == .tensors)
    #expect(
      other.verdict.sentence.hasPrefix(
        "47 tensors retyped F32 -> BF16, 8 with other values (relative L2 up to 0.0"))
  }

  @Test func metadataAlone() throws {
    var other = SmallModel.base()
    other.metadata["format"] = "np"
    let diff = try ModelVersions.compare(SmallModel.base(), other)
    #expect(diff.verdict == ModelVerdict(.metadata, "only metadata changed: the same 47 tensors"))
    #expect(diff.metadata.map(\.before) == ["pt"] && diff.metadata.map(\.after) == ["np"])
  }

  @Test func severalThings() throws {
    var other = SmallModel.grown()
    other.tensors[0].bytes[1] ^= 0x40
    other.tensors.removeLast()
    other.add("bias", [2], f32: [1, 2])
    let diff = try ModelVersions.compare(SmallModel.base(), other)
    #expect(diff.verdict.kind == .mixed)
    #expect(
      diff.verdict.sentence.hasPrefix(
        "resized embedding: embed 64 -> 68 rows, the first 64 changed (relative L2 "))
    #expect(
      diff.verdict.sentence.hasSuffix("); 1 tensor added: bias; 1 tensor removed: head"))
  }

  @Test func rowsAreNotReadBeyondTheLimit() throws {
    // As much as tells which tensors of the same shape differ: all but the embedding, of both sides.
    let rest = SmallModel.base().tensors.dropFirst().reduce(0) { $0 + $1.bytes.count }
    let diff = try ModelVersions.compare(
      SmallModel.base(), SmallModel.grown(), bytesMax: UInt64(2 * rest))
    #expect(diff.counts.unchanged == 46 && diff.tensors.map(\.difference) == [nil])
    #expect(
      diff.verdict
        == ModelVerdict(
          .resized, "resized embedding: embed 64 -> 68 rows, the first 64 not compared"))
  }

  @Test func nothingIsReadBeyondTheLimit() throws {
    let diff = try ModelVersions.compare(
      SmallModel.base(), SmallModel.tuned(), bytesMax: 1_000)
    #expect(diff.counts.uncompared == 47)
    #expect(diff.verdict.kind == .unknown)
    #expect(
      diff.verdict.sentence
        == "no difference was found, but 47 tensors could not be compared: the bytes were not read")
  }
}
