import FileIO
import Objects
import Profiles
import References
import TestSupport
import Testing

@testable import Repository

@Suite struct ModelDiffTests {
  private static let all = UInt64.max

  /// A project with one model file that is committed in turn.
  private func project(_ versions: SafetensorsFile...) throws -> Project {
    let project = try Project()
    for file in versions {
      try project.write("model.safetensors", bytes: file.bytes)
      try project.commit { $0.models = [NamedPath(path: project.path("model.safetensors"))] }
    }
    return project
  }

  private func between(
    _ project: Project, bytesMax: UInt64? = all
  ) throws -> AssetDiff {
    let report = try project.repository.diff(
      .between(.ancestor(.head, 1), .head), tensorBytesMax: bytesMax)
    return try #require(report.assets.first)
  }

  @Test func storedVersions() throws {
    let project = try project(SmallModel.base(), SmallModel.tuned())
    let diff = try #require(try between(project).tensors)
    #expect(diff.verdict.sentence.hasPrefix("2 of 11 layers changed: layers.9, layers.10 ("))
    #expect(diff.tensors.count == 8)
    #expect(diff.tensors.allSatisfy { $0.after?.file == "model.safetensors" })
    #expect(try between(project, bytesMax: nil).tensors == nil)
  }

  @Test func theWorkTreeAndTheIndex() throws {
    let project = try project(SmallModel.base())
    try project.write("model.safetensors", bytes: SmallModel.grown().bytes)
    let sentence = "resized embedding: embed 64 -> 68 rows, the first 64 unchanged"
    for spec in [DiffSpec.workTree, .revision(.head)] {
      let report = try project.repository.diff(spec, tensorBytesMax: Self.all)
      #expect(report.assets.first?.tensors?.verdict.sentence == sentence)
    }
    try project.add(all: true)
    let staged = try project.repository.diff(.staged(nil), tensorBytesMax: Self.all)
    #expect(staged.assets.first?.tensors?.verdict.sentence == sentence)
    let back = try project.repository.diff(
      object: "HEAD:model.safetensors", nil, tensorBytesMax: Self.all)
    #expect(back.assets.first?.tensors?.verdict.sentence == sentence)
  }

  /// Tensors that are cut into chunks of their own are told apart without reading one of them.
  @Test func chunksTell() throws {
    func file(_ edit: (Int, inout [Float]) -> Void) -> SafetensorsFile {
      var file = SafetensorsFile()
      for layer in 0..<4 {
        var numbers = (0..<300_000).map { Float($0 * (layer + 1) % 1_009) }
        edit(layer, &numbers)
        file.add("layers.\(layer).w", [300_000], f32: numbers)
      }
      return file
    }
    let before = file { _, _ in }
    let after = file { layer, numbers in if layer == 2 { numbers[299_999] += 1 } }
    let project = try project(before, after)
    let quick = try #require(try between(project, bytesMax: 0).tensors)
    #expect(quick.verdict == ModelVerdict(.layers, "1 of 4 layers changed: layers.2"))
    #expect(quick.counts.unchanged == 3 && quick.counts.uncompared == 0)
    let whole = try #require(try between(project).tensors)
    #expect(whole.tensors.map(\.name) == ["layers.2.w"])
    #expect(whole.tensors[0].difference?.changed == 1)
    #expect(whole.tensors[0].difference?.l2 == 1)
    #expect(whole.tensors[0].difference?.count == 300_000)
  }

  @Test func aModelInSeveralFiles() throws {
    let project = try Project()
    func write(_ model: SafetensorsFile, split: Int) throws {
      var first = SafetensorsFile()
      first.tensors = Array(model.tensors.prefix(split))
      var second = SafetensorsFile()
      second.tensors = Array(model.tensors.dropFirst(split))
      try project.write("m/model-1-of-2.safetensors", bytes: first.bytes)
      try project.write("m/model-2-of-2.safetensors", bytes: second.bytes)
      try project.write("m/config.json", #"{"split": \#(split)}"#)
      try project.commit { $0.models = [NamedPath(path: project.path("m"))] }
    }
    try write(SmallModel.base(), split: 20)
    try write(SmallModel.base(), split: 30)
    let moved = try #require(try between(project).tensors)
    #expect(moved.tensors.isEmpty)
    #expect(
      moved.verdict == ModelVerdict(.moved, "the same 47 tensors, 10 of them in other files"))
    // Only the second file differs, but all layers are counted.
    try write(SmallModel.tuned(), split: 30)
    let tuned = try #require(try between(project).tensors)
    #expect(tuned.verdict.sentence.hasPrefix("2 of 11 layers changed: layers.9, layers.10 ("))
    #expect(tuned.counts.unchanged == 39)
    #expect(Set(tuned.tensors.compactMap { $0.after?.file }) == ["model-2-of-2.safetensors"])
  }

  @Test func anotherFormat() throws {
    let project = try Project()
    var numpy = Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }) + [1, 0]
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"
    let header = text + String(repeating: " ", count: 128 - 10 - text.utf8.count - 1) + "\n"
    numpy += [UInt8(header.utf8.count), 0] + Array(header.utf8)
    numpy += [Float(1), 2, 3].withUnsafeBytes { Array($0) }
    try project.write("m/w.npy", bytes: numpy)
    try project.commit { $0.models = [NamedPath(path: project.path("m"))] }
    try project.delete("m/w.npy")
    var file = SafetensorsFile()
    file.add("w", [3], f32: [1, 2, 3])
    try project.write("m/w.safetensors", bytes: file.bytes)
    try project.commit(all: true)
    let diff = try #require(try between(project).tensors)
    #expect(diff.formats.before == ["npy"] && diff.formats.after == ["safetensors"])
    #expect(
      diff.verdict
        == ModelVerdict(.reformatted, "the same 1 tensor in another format: npy -> safetensors"))
  }

  @Test func whatIsNoModel() throws {
    let project = try project(SmallModel.base())
    var cut = SmallModel.base().bytes
    cut.removeLast(100)
    try project.write("model.safetensors", bytes: cut)
    try project.commit(all: true)
    let damaged = try #require(try between(project).tensors)
    #expect(damaged.verdict.kind == .unknown)
    #expect(
      damaged.verdict.sentence == "not compared: model.safetensors, after: "
        + "this is no sound safetensors file: its header is damaged or does not fit the file")
    try project.write("model.safetensors", "just text")
    try project.commit(all: true)
    try project.write("model.safetensors", "other text")
    try project.commit(all: true)
    #expect(try between(project).tensors == nil)
  }

  /// What is wrong with stored bytes is said in the place of the verdict, and the rest is shown.
  @Test func damageIsSaid() throws {
    var generator = SeededGenerator(seed: 3)
    func file() -> SafetensorsFile {
      var file = SafetensorsFile()
      file.add("w", "U8", [400_000], generator.bytes(400_000))
      return file
    }
    let project = try project(file())
    let old = try packs(project)
    try project.write("model.safetensors", bytes: file().bytes)
    try project.commit(all: true)
    #expect(try between(project).tensors?.verdict.kind == .tensors)
    let new = try packs(project).subtracting(old)
    let sizes = try new.map { ($0, try #require(try project.bytes($0))) }
    var (pack, bytes) = try #require(sizes.max { $0.1.count < $1.1.count })
    #expect(bytes.count > 400_000)
    bytes[bytes.count / 2] ^= 1
    try project.write(pack, bytes: bytes)
    let diff = try between(project)
    #expect(diff.change == .modified && diff.files.count == 1)
    let verdict = try #require(diff.tensors?.verdict)
    #expect(verdict.kind == .unknown && verdict.sentence.hasPrefix("not compared: "))
  }

  /// A file of several that cannot be read is left out, and the verdict says so.
  @Test func aFileThatIsDamagedIsLeftOut() throws {
    let project = try Project()
    let cut = Array(SmallModel.base().bytes.dropLast(100))
    try project.write("m/a.safetensors", bytes: SmallModel.base().bytes)
    try project.write("m/b.safetensors", bytes: SmallModel.base().bytes)
    try project.write("m/always.safetensors", bytes: cut)
    try project.commit { $0.models = [NamedPath(path: project.path("m"))] }
    func verdict() throws -> ModelVerdict? {
      try project.repository.diff(.workTree, tensorBytesMax: Self.all).assets.first?.tensors?
        .verdict
    }
    let reason =
      "b.safetensors, after: this is no sound safetensors file: its header is damaged or does not "
      + "fit the file"
    try project.write("m/b.safetensors", bytes: cut)
    #expect(try verdict() == ModelVerdict(.unknown, "not compared: \(reason)"))
    try project.write("m/a.safetensors", bytes: SmallModel.grown().bytes)
    #expect(
      try verdict()
        == ModelVerdict(
          .resized, "resized embedding: embed 64 -> 68 rows, the first 64 unchanged; \(reason)"))
    try project.write("m/a.safetensors", bytes: SmallModel.reordered().bytes)
    #expect(
      try verdict() == ModelVerdict(.unknown, "no difference was found, but \(reason)"))
  }

  /// Names of packs, from the work tree.
  private func packs(_ project: Project) throws -> Set<String> {
    let folder = ".mlops/objects/packs"
    let names = try KernelFileSystem().entries(of: project.absolute(folder)).map(\.name)
    return Set(names.filter { $0.hasSuffix(".pack") }.map { "\(folder)/\($0)" })
  }

  /// Only the model files that are asked for are compared.
  @Test func pathsLimitIt() throws {
    let project = try Project()
    try project.write("m/a.safetensors", bytes: SmallModel.base().bytes)
    try project.write("m/b.safetensors", bytes: SmallModel.base().bytes)
    try project.commit { $0.models = [NamedPath(path: project.path("m"))] }
    try project.write("m/a.safetensors", bytes: SmallModel.grown().bytes)
    try project.write("m/b.safetensors", bytes: SmallModel.tuned().bytes)
    let report = try project.repository.diff(
      .workTree, paths: [project.path("m/a.safetensors")], tensorBytesMax: Self.all)
    let diff = try #require(report.assets.first?.tensors)
    #expect(diff.tensors.map(\.name) == ["embed"])
    #expect(diff.counts.before == 47)
  }

  @Test func filesThatAreNoModelsAreNotLookedAt() throws {
    let project = try Project()
    try project.write("data/a.csv", "x\n1\n")
    try project.write("data/b.npy", "no array")
    try project.commit { $0.datasets = [NamedPath(path: project.path("data"))] }
    try project.write("data/a.csv", "x\n2\n")
    try project.write("data/b.npy", "no array either")
    let report = try project.repository.diff(.workTree, tensorBytesMax: Self.all)
    #expect(report.assets.first?.files.count == 2)
    #expect(report.assets.first?.tensors == nil)
  }
}
