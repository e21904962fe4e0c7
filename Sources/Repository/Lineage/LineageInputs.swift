import Objects
import References
import SystemPackage

/// Turns what a person calls an input into its id.
struct LineageInputs {
  let repository: Repository
  let assets: [AssetVersion]

  func resolve(_ wishes: [LineageRequest], of output: AssetVersion) throws -> [LineageInput] {
    try wishes.map { wish in
      let input = try resolve(wish)
      if case .asset(_, output.object, _) = input.source {
        throw LineageInputError.ownInput(output.name)
      }
      return input
    }
  }

  /// The asset that a wish is about: the one it names, else the only model that can be meant.
  func output(of wish: LineageRequest, sources: LineageSources) throws -> AssetReference {
    guard let name = wish.output else {
      let models = assets.filter { $0.kind == .model }.map(\.reference)
      let candidates = sources.changedModels.isEmpty ? models : sources.changedModels
      guard candidates.count == 1, let only = candidates.first else {
        throw LineageInputError.outputMissing(input: wish.text, models: candidates.map(\.name))
      }
      return only
    }
    guard let asset = find(name) else {
      throw LineageInputError.unknownOutput(name, near: near(name))
    }
    return asset.reference
  }

  private func resolve(_ wish: LineageRequest) throws -> LineageInput {
    switch wish.input {
    case .external(let uri, let digest):
      return LineageInput(
        .external(uri: uri, digest: digest), role: wish.role ?? LineageInput.base)
    case .elsewhere(let path, let text):
      let (asset, commit) = try repository.assetElsewhere(path, text)
      let origin = AssetOrigin(repository: path, commit: commit)
      return input(asset, wish, from: origin)
    case .asset(let text):
      if let asset = find(text) { return input(asset, wish, from: nil) }
      guard text.contains("@"), let asset = try repository.locate(text).version else {
        throw LineageInputError.unknownInput(text, near: near(text))
      }
      return input(asset, wish, from: nil)
    }
  }

  private func input(
    _ asset: AssetVersion, _ wish: LineageRequest, from origin: AssetOrigin?
  ) -> LineageInput {
    LineageInput(
      .asset(asset.reference, id: asset.object, from: origin),
      role: wish.role ?? Self.role(of: asset.kind))
  }

  private static func role(of kind: AssetKind) -> String {
    switch kind {
    case .model: LineageInput.base
    case .dataset: LineageInput.train
    case .code: LineageInput.code
    case .environment: LineageInput.environment
    case .artifact: "input"
    }
  }

  /// By name or kind and name; of two that answer to a name, the dataset is the likelier input.
  private func find(_ text: String) -> AssetVersion? {
    let found = assets.filter { $0.name == text || $0.reference.text == text }
    return found.count > 1 ? found.first { $0.kind == .dataset } ?? found.first : found.first
  }

  private func near(_ text: String) -> [String] {
    NearNames.find(text, among: assets.map(\.name))
  }
}

extension LineageRequest {
  /// The input and role as they could be typed.
  var text: String {
    let input =
      switch self.input {
      case .asset(let text): text
      case .external(let uri, let digest): uri + (digest.map { "#\($0)" } ?? "")
      case .elsewhere(let path, let asset): "mlx:\(path)#\(asset)"
      }
    return input + (role.map { ":\($0)" } ?? "")
  }
}

extension Repository {
  /// An asset of another repository, which is only read.
  func assetElsewhere(_ path: String, _ text: String) throws -> (AssetVersion, CommitID) {
    let folder = workTree.root.pushing(FilePath(path))
    let other = try Repository.open(at: folder, environment)
    let named = text.contains("@") ? text : "\(text)@HEAD"
    let found = try other.locate(named)
    guard let asset = found.version, let commit = found.commit else {
      throw
        LineageInputError.unknownInput(text, near: [])
    }
    return (asset, commit)
  }
}
