import FileFormats
import FileIO
import Objects
import SystemPackage

/// What a folder seems to be: one model, one dataset, or something else.
enum FolderGuess {
  /// From so many files on, files that are all alike are a dataset whatever they are.
  private static let likeFilesMin = 10

  private static let configs: Set<String> = [
    "config.json", "model_index.json", "adapter_config.json", "params.json", "hparams.yaml",
  ]
  private static let checkpointFiles: Set<String> = [
    "pytorch_model.bin", "pytorch_model.bin.index.json", "model.safetensors",
    "model.safetensors.index.json", "adapter_model.safetensors", "adapter_model.bin",
    "tf_model.h5", "flax_model.msgpack", "saved_model.pb", "diffusion_pytorch_model.safetensors",
    "consolidated.00.pth", "MLmodel",
  ]
  private static let datasetFiles: Set<String> = [
    "dataset_info.json", "dataset_dict.json", "dataset_infos.json",
  ]

  static func guess(_ folder: FilePath, name: String, in fileSystem: any FileSystem) throws -> Guess
  {
    let sample = try FolderSample(of: folder, in: fileSystem)
    if let guess = byNames(sample, name: name) { return guess }
    if let format = try onlyUnnamed(sample, in: fileSystem), FormatKinds.isExample(format) {
      return Guess(
        kind: .dataset, format: format.rawValue,
        why: "folder of \(sample.fileCount) \(format.rawValue) files")
    }
    return mixed
  }

  /// What the names alone say.
  static func guess(_ sample: FolderSample, name: String) -> Guess {
    byNames(sample, name: name) ?? mixed
  }

  private static let mixed = Guess(kind: .artifact, format: nil, why: "folder of mixed files")

  private static func byNames(_ sample: FolderSample, name: String) -> Guess? {
    isModel(sample, name: name) ?? holdsCheckpoints(sample) ?? isDataset(sample)
      ?? isManyWeights(sample)
  }

  private static func isModel(_ sample: FolderSample, name: String) -> Guess? {
    let weights = sample.files.filter(isWeights)
    if let file = sample.files.first(where: checkpointFiles.contains) {
      return model(sample, "folder with \(file)")
    }
    if !weights.isEmpty, let config = sample.files.first(where: configs.contains) {
      return model(sample, "folder with \(config) and weights")
    }
    if !weights.isEmpty, isCheckpointName(name) { return model(sample, "checkpoint folder") }
    return nil
  }

  private static func holdsCheckpoints(_ sample: FolderSample) -> Guess? {
    guard sample.folders.contains(where: isCheckpointName),
      sample.formats.keys.contains(where: isModelFormat)
    else { return nil }
    return model(sample, "folder with checkpoints")
  }

  /// The guess when the folder is plainly one thing: one model, or a dataset of many files.
  static func whole(_ sample: FolderSample, name: String) -> Guess? {
    if let model = isModel(sample, name: name) { return model }
    guard let dataset = isDataset(sample) else { return nil }
    let isMarked = sample.files.contains(where: datasetFiles.contains)
    return isMarked || sample.fileCount >= likeFilesMin ? dataset : nil
  }

  private static func isDataset(_ sample: FolderSample) -> Guess? {
    if let file = sample.files.first(where: datasetFiles.contains) {
      return Guess(kind: .dataset, format: top(sample)?.rawValue, why: "folder with \(file)")
    }
    guard sample.fileCount > 0 else { return nil }
    let examples = sample.formats.filter { FormatKinds.isExample($0.key) }
      .reduce(0) { $0 + $1.value }
    if examples * 2 > sample.fileCount, let format = top(sample, where: FormatKinds.isExample) {
      let what = sample.formats[format] == sample.fileCount ? format.rawValue : "data"
      return Guess(
        kind: .dataset, format: format.rawValue,
        why: "folder of \(sample.fileCount) \(what) file\(sample.fileCount == 1 ? "" : "s")")
    }
    guard let (ending, count) = sample.endings.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      count >= likeFilesMin, count * 10 >= sample.fileCount * 9, !isCode(ending),
      !FormatKinds.weightEndings.contains(ending),
      !(top(sample).map(isModelFormat) ?? false)
    else { return nil }
    let what = ending.isEmpty ? "like" : ".\(ending)"
    return Guess(
      kind: .dataset, format: top(sample)?.rawValue, why: "folder of \(count) \(what) files")
  }

  private static func isManyWeights(_ sample: FolderSample) -> Guess? {
    guard let format = top(sample, where: isModelFormat) else { return nil }
    return Guess(kind: .model, format: format.rawValue, why: "folder with weights")
  }

  /// The format of the files when no name tells, by one of them.
  private static func onlyUnnamed(
    _ sample: FolderSample, in fileSystem: any FileSystem
  ) throws -> FileFormat? {
    guard sample.formats.isEmpty, let file = sample.unnamed else { return nil }
    return try FileGuess.format(of: file, name: "", in: fileSystem)
  }

  private static func model(_ sample: FolderSample, _ why: String) -> Guess {
    Guess(kind: .model, format: top(sample, where: isModelFormat)?.rawValue, why: why)
  }

  static func isWeights(_ name: String) -> Bool {
    FileGuess.format(named: name).map(isModelFormat) ?? false || FileGuess.isNamedWeights(name)
  }

  /// `checkpoint-500`, `ckpt_3`, `epoch=3-step=100`, `step_1000`.
  static func isCheckpointName(_ name: String) -> Bool {
    let lower = name.lowercased()
    let words = ["checkpoint", "ckpt", "epoch", "step", "iter", "global_step"]
    guard let word = words.first(where: lower.hasPrefix) else { return false }
    let rest = lower.dropFirst(word.count)
    return rest.contains { $0.isNumber } || rest.hasSuffix("last") || rest.hasSuffix("best")
  }

  private static func isModelFormat(_ format: FileFormat) -> Bool {
    FormatKinds.kind(of: format) == .model
  }

  private static func isCode(_ ending: String) -> Bool {
    ["py", "ipynb", "sh", "c", "h", "cpp", "cu", "rs", "go", "js", "ts", "java", "swift", "md"]
      .contains(ending)
  }

  /// The most frequent format, among equals the first by name.
  private static func top(
    _ sample: FolderSample, where holds: (FileFormat) -> Bool = { _ in true }
  ) -> FileFormat? {
    sample.formats.filter { holds($0.key) }
      .max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
  }
}
