import FileFormats
import Objects

/// What a path seems to be, and why.
public struct Guess: Sendable, Equatable {
  public let kind: AssetKind
  /// Such as `safetensors`; nil when nothing is known.
  public let format: String?
  /// A few words for people: "folder with config.json and weights".
  public let why: String

  public init(kind: AssetKind, format: String?, why: String) {
    self.kind = kind
    self.format = format
    self.why = why
  }
}

/// Which formats are models, and which are data.
enum FormatKinds {
  static func kind(of format: FileFormat) -> AssetKind? {
    switch format {
    case .safetensors, .gguf, .onnx, .pytorch, .keras, .tflite, .hdf5, .pickle: .model
    case .npy, .npz, .csv, .tsv, .jsonl, .parquet, .arrow, .avro, .orc, .sqlite, .excel, .tfrecord:
      .dataset
    default: nil
    }
  }

  /// What folders of examples are made of.
  static func isExample(_ format: FileFormat) -> Bool {
    kind(of: format) == .dataset || format.isMedia
  }

  /// Extensions of weights that have no format of their own here.
  static let weightEndings: Set<String> = [
    "bin", "pdparams", "msgpack", "mlmodel", "engine", "cbm", "ubj", "pb", "params", "ggml",
  ]
}

/// Files that describe an environment, by name.
enum EnvironmentFiles {
  private static let names: [String: String] = [
    "uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm", "conda-lock.yml": "conda-lock",
    "environment.yml": "conda", "environment.yaml": "conda", "pixi.lock": "pixi",
    "pixi.toml": "pixi", "Pipfile.lock": "pipenv", "Dockerfile": "docker",
    "Containerfile": "docker", "pylock.toml": "pylock",
  ]

  /// The format of an environment file; nil for any other file.
  static func format(of name: String) -> String? {
    if let format = names[name] { return format }
    if name.hasPrefix("Dockerfile.") || name.hasSuffix(".dockerfile") { return "docker" }
    guard name.hasPrefix("requirements"), name.hasSuffix(".txt") || name.hasSuffix(".in") else {
      return nil
    }
    return "requirements"
  }
}
