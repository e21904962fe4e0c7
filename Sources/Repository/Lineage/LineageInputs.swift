import Objects
import ProjectFiles
import References
import SystemPackage

/// Turns what a person calls an input into its id.
struct LineageInputs {
  let repository: Repository
  let assets: [AssetVersion]
  /// The code and the environment of the commit, which `code` and `environment` mean.
  var made: [AssetVersion] = []

  /// Each input once, in the order of the wishes.
  ///
  /// - Parameter before: the version before, which an output that `mlx.yaml` names as its own input
  ///   means; there is none yet when it is nil.
  func resolve(
    _ wishes: [LineageRequest], of output: AssetVersion, before: AssetVersion?
  ) throws -> [LineageInput] {
    var inputs: [LineageInput] = []
    for wish in wishes {
      guard let input = try resolve(wish, of: output, before: before), !inputs.contains(input)
      else { continue }
      inputs.append(input)
    }
    return inputs
  }

  private func resolve(
    _ wish: LineageRequest, of output: AssetVersion, before: AssetVersion?
  ) throws -> LineageInput? {
    do {
      var input = try resolve(wish)
      guard case .asset(let reference, output.object, let origin) = input.source else {
        return input
      }
      guard wish.place != nil, reference == output.reference, origin == nil else {
        throw LineageInputError.ownInput(output.name)
      }
      guard let before else { return nil }
      input.source = .asset(before.reference, id: before.object)
      return input
    } catch let error as LineageInputError {
      guard let place = wish.place else { throw error }
      throw ProjectFileError.invalid(
        file: ProjectFile.name,
        faults: [ProjectFault(error.description, at: place, hint: error.hint)])
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
    guard let asset = find(name, likelier: .model) else {
      throw LineageInputError.unknownOutput(name, near: near(name))
    }
    return asset.reference
  }

  private func resolve(_ wish: LineageRequest) throws -> LineageInput {
    switch wish.input {
    case .external(let uri, let digest):
      let stripped = try LineageRequest.recorded(uri) {
        LineageInputError.invalid($0, reason: $1)
      }
      return LineageInput(
        .external(uri: stripped, digest: digest), role: wish.role ?? LineageInput.base)
    case .elsewhere(let path, let text):
      let (asset, commit) = try repository.assetElsewhere(path, text)
      let origin = AssetOrigin(repository: path, commit: commit)
      return input(asset, wish, from: origin)
    case .asset(let text):
      if let asset = find(text, likelier: .dataset) { return input(asset, wish, from: nil) }
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

  static func role(of kind: AssetKind) -> String {
    switch kind {
    case .model: LineageInput.base
    case .dataset: LineageInput.train
    case .code: LineageInput.code
    case .environment: LineageInput.environment
    case .artifact: "input"
    }
  }

  /// By name or kind and name; of several that answer to a name, the likelier one: a model is made,
  /// from datasets.
  private func find(_ text: String, likelier kind: AssetKind) -> AssetVersion? {
    let found = assets.filter { $0.name == text || $0.reference.text == text }
    return found.first { $0.kind == kind } ?? found.first
      ?? made.first { $0.kind.rawValue == text || $0.reference.text == text }
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

  /// A URL without passwords and tokens, since a commit is read by many; any other URI as it is. nil where it
  /// is no URL from which those could be taken.
  static func stripped(_ uri: String) -> String? {
    uri.contains("://") ? StrippedURL(stripping: uri)?.text : uri
  }

  /// The URI as a commit has it.
  ///
  /// - Parameter error: of the URI, as far as it may be shown, and the reason why it cannot be recorded.
  static func recorded<Failure: Error>(
    _ uri: String, error: (_ shown: String, _ reason: String) -> Failure
  ) throws(Failure) -> String {
    guard let stripped = stripped(uri) else {
      let reason = LineageInput.fault(ofURI: uri)
      throw error(
        uri.prefix { $0 != ":" } + "://…",
        reason ?? "it is no URL of which a login can be told apart")
    }
    if let reason = LineageInput.fault(ofURI: stripped) { throw error(stripped, reason) }
    return stripped
  }

  /// Said where that took something away.
  static func strippedNotice(_ uri: String) -> String {
    "'\(uri)' is recorded without the login or token that was given with it"
  }
}

extension Repository {
  /// An asset of another repository, which is only read.
  func assetElsewhere(_ path: String, _ text: String) throws -> (AssetVersion, CommitID) {
    let folder = workTree.root.pushing(FilePath(path))
    let other: Repository
    do {
      other = try Repository.open(at: folder.lexicallyNormalized(), environment)
    } catch let error as any MLXError where error.code == "not-a-repository" {
      throw LineageInputError.noRepository(path)
    }
    let named = text.contains("@") ? text : "\(text)@HEAD"
    let found = try other.locate(named)
    guard let asset = found.version, let commit = found.commit else {
      throw LineageInputError.unknownInput(text, near: [])
    }
    return (asset, commit)
  }
}
