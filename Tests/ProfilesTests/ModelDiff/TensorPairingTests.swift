import FileFormats
import Objects
import TestSupport
import Testing

@testable import Profiles

@Suite struct TensorPairingTests {
  private func renames(_ diff: ModelDiff) -> [String: String] {
    Dictionary(
      diff.tensors.filter { $0.kind == .renamed }.map { ($0.before?.name ?? "", $0.name) },
      uniquingKeysWith: { first, _ in first })
  }

  @Test func contentTellsNewNames() throws {
    var other = SmallModel.base()
    for index in other.tensors.indices {
      let name = other.tensors[index].name
      other.tensors[index].name = name.replacing("layers.", with: "h.") + ".weight"
    }
    let diff = try ModelVersions.compare(SmallModel.base(), other)
    #expect(renames(diff).count == 47)
    #expect(renames(diff).allSatisfy { $0.replacing("layers.", with: "h.") + ".weight" == $1 })
    #expect(diff.verdict == ModelVerdict(.renamed, "the same 47 tensors under other names"))
  }

  @Test func aPrefixForAllNames() throws {
    func wrapped(_ file: SafetensorsFile) -> SafetensorsFile {
      var file = file
      for index in file.tensors.indices {
        file.tensors[index].name = "module." + file.tensors[index].name
      }
      return file
    }
    let same = try ModelVersions.compare(SmallModel.base(), wrapped(SmallModel.base()))
    #expect(renames(same).count == 47)
    #expect(same.namePrefix == NamePrefix(text: "module.", isAdded: true))
    #expect(
      same.verdict
        == ModelVerdict(
          .renamed, "the same 47 tensors under other names, with 'module.' in front"))
    // Names tell what was trained on, where bytes do not.
    let tuned = try ModelVersions.compare(wrapped(SmallModel.base()), SmallModel.tuned())
    #expect(tuned.counts.changed == 8 && tuned.counts.renamed == 39)
    #expect(tuned.counts.added == 0 && tuned.counts.removed == 0)
    #expect(tuned.verdict.kind == .mixed)
    #expect(tuned.verdict.sentence.hasPrefix("2 of 11 layers changed: layers.9, layers.10 ("))
    #expect(tuned.verdict.sentence.hasSuffix("; 47 tensors renamed, without 'module.' in front"))
    // Other shapes are other tensors.
    var small = SafetensorsFile()
    small.add("module.norm", [3], f32: [1, 2, 3])
    small.add("module.head", [3], f32: [1, 2, 3])
    let other = try ModelVersions.compare(SmallModel.base(), small)
    #expect(other.namePrefix == nil && other.counts.added == 2 && other.counts.removed == 47)
    // One pair is alike by chance.
    let one = ModelVersions.file { $0.add("bias", [2], f32: [1, 2]) }
    let head = ModelVersions.file { $0.add("head.bias", [2], f32: [1, 3]) }
    #expect(try ModelVersions.compare(one, head).counts.added == 1)
  }

  @Test func equalTensorsArePairedByTheEndsOfTheirNames() throws {
    func file(_ names: [String]) -> SafetensorsFile {
      ModelVersions.file { file in
        for name in names { file.add(name, [4], f32: [0, 0, 0, 0]) }
      }
    }
    let before = file(["h.0.ln.bias", "h.1.ln.bias", "h.1.mlp.bias"])
    let after = file(["layers.1.mlp.bias", "layers.0.ln.bias", "layers.1.ln.bias"])
    let diff = try ModelVersions.compare(before, after)
    #expect(
      renames(diff) == [
        "h.0.ln.bias": "layers.0.ln.bias", "h.1.ln.bias": "layers.1.ln.bias",
        "h.1.mlp.bias": "layers.1.mlp.bias",
      ])
    // Which of two is the one that went cannot be told.
    let unclear = try ModelVersions.compare(
      file(["a.bias", "b.bias"]), file(["c.bias", "d.bias"]))
    #expect(renames(unclear).isEmpty)
    #expect(unclear.counts.added == 2 && unclear.counts.removed == 2)
    #expect(unclear.verdict.kind == .structure)
    // Zeros of the same shape are alike by chance.
    let zeros = try ModelVersions.compare(file(["scale"]), file(["bias"]))
    #expect(renames(zeros).isEmpty)
  }

  @Test func oneOfItsKindNeedsNoCommonEnd() throws {
    let before = ModelVersions.file { $0.add("classifier", [3], f32: [1, 2, 3]) }
    let after = ModelVersions.file { $0.add("score", [3], f32: [1, 2, 3]) }
    #expect(try renames(ModelVersions.compare(before, after)) == ["classifier": "score"])
    let other = ModelVersions.file { $0.add("score", [3, 1], f32: [1, 2, 3]) }
    #expect(try renames(ModelVersions.compare(before, other)).isEmpty)
    let changed = ModelVersions.file { $0.add("score", [3], f32: [1, 2, 4]) }
    #expect(try renames(ModelVersions.compare(before, changed)).isEmpty)
  }

  @Test func tensorsMoveBetweenFiles() throws {
    var base = SmallModel.base()
    let last = base.tensors.suffix(20)
    base.tensors.removeLast(20)
    var second = SafetensorsFile()
    second.tensors = Array(last)
    var first = SmallModel.base()
    first.tensors.removeLast(10)
    var rest = SafetensorsFile()
    rest.tensors = Array(SmallModel.base().tensors.suffix(10))
    let diff = try ModelVersions.compare(
      [("1-of-2", base), ("2-of-2", second)], [("1-of-2", first), ("2-of-2", rest)])
    #expect(diff.tensors.isEmpty)
    #expect(diff.counts.moved == 10 && diff.counts.unchanged == 47)
    #expect(
      diff.verdict == ModelVerdict(.moved, "the same 47 tensors, 10 of them in other files"))
  }

  /// Checkpoints in one folder have the same names: each is compared with itself.
  @Test func sameNamesInSeveralFiles() throws {
    func file(_ number: Float) -> SafetensorsFile {
      ModelVersions.file { $0.add("w", [2], f32: [number, 1]) }
    }
    let diff = try ModelVersions.compare(
      [("1.safetensors", file(1)), ("2.safetensors", file(2))],
      [("1.safetensors", file(1)), ("2.safetensors", file(3)), ("3.safetensors", file(1))])
    #expect(diff.tensors.map(\.kind) == [.changed, .added])
    #expect(diff.tensors.map { $0.after?.file } == ["2.safetensors", "3.safetensors"])
    #expect(diff.counts.unchanged == 1)
  }

  @Test func whatIsKnownOfBytesIsNotRead() throws {
    struct NoSource: TensorSource {
      func map<Result: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int, any TensorReader) throws -> Result
      ) throws -> [Result] {
        #expect(count == 0)
        return []
      }
    }
    let file = ModelVersions.file { file in
      file.add("a", [2], f32: [1, 2])
      file.add("b", [2], f32: [3, 4])
    }
    let model = try ModelFile(reading: ByteArray(file.bytes), as: .safetensors)
    func side(_ contents: [Digest]) -> ModelSide {
      ModelSide(file: "m", model: model, contents: contents.map { .sha256($0) })
    }
    let (x, y) = (SHA256Hasher.hash("x"), SHA256Hasher.hash("y"))
    var same = ModelComparison(before: [side([x, y])], after: [side([x, y])])
    #expect(try same.run(on: NoSource()).verdict.kind == .layout)
    var other = ModelComparison(before: [side([x, y])], after: [side([x, x])], bytesMax: 0)
    let diff = try other.run(on: NoSource())
    #expect(diff.tensors.map(\.name) == ["b"])
    #expect(diff.tensors.map(\.difference) == [nil])
    #expect(diff.verdict == ModelVerdict(.tensors, "1 of 2 tensors changed: b"))
  }
}
