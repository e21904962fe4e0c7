// The edges of a version: what each output was made from, as DVC recorded it when the stage ran.
import Objects

/// Makes the edges of one version.
struct VersionEdges {
  let state: DVCState
  /// By path.
  let assets: [RepositoryPath: Asset]
  let placed: [RepositoryPath: PlacedOutput]
  let code: CodeAsset
  let files: FolderFiles
  /// What DVC's names stand for, in all versions that are known.
  let aliases: [DVCHash: AssetObject]
  /// Those of the versions before.
  let previous: [LineageEdge]

  func edges() throws -> [LineageEdge] {
    var edges: [LineageEdge] = []
    for stage in state.stages.values.sorted(by: { $0.name < $1.name }) where !stage.deps.isEmpty {
      for path in stage.outs {
        guard let asset = assets[path] else { continue }
        let inputs = try inputs(of: stage, for: asset)
        guard !inputs.isEmpty else { continue }
        edges.append(
          kept(
            LineageEdge(
              output: asset.reference, id: asset.object, inputs: inputs, evidence: .recorded)))
      }
    }
    return edges
  }

  /// The edge of a version before, where it says the same of the same bytes: its code is the one that ran.
  private func kept(_ edge: LineageEdge) -> LineageEdge {
    func others(_ edge: LineageEdge) -> [LineageInput] {
      edge.inputs.filter { input in
        if case .asset(CodeAsset.reference, _, _) = input.source { false } else { true }
      }
    }
    return previous.first {
      $0.output == edge.output && $0.id == edge.id && others($0) == others(edge)
    } ?? edge
  }

  private func inputs(of stage: DVCState.Stage, for output: Asset) throws -> [LineageInput] {
    var inputs: [LineageInput] = []
    var readsCode = false
    for dep in stage.deps {
      switch try input(dep, for: output) {
      case .code: readsCode = true
      case .inputs(let found):
        for input in found where !inputs.contains(input) && !isItself(input, output) {
          inputs.append(input)
        }
      }
    }
    if readsCode {
      inputs.append(
        LineageInput(
          .asset(CodeAsset.reference, id: .tree(code.tree)), role: LineageInput.code))
    }
    return inputs
  }

  /// A copy of its input is the same bytes, which were not made here.
  private func isItself(_ input: LineageInput, _ output: Asset) -> Bool {
    if case .asset(_, output.object, _) = input.source { true } else { false }
  }

  private enum Found {
    /// It is in the snapshot of the code, as it was when the stage ran.
    case code
    case inputs([LineageInput])

    static func one(_ source: LineageInput.Source, _ role: String) -> Found {
      .inputs([LineageInput(source, role: role)])
    }
  }

  private func input(_ dep: DVCState.Dependency, for output: Asset) throws -> Found {
    let path: RepositoryPath
    switch dep.path {
    case .outside(let text):
      return .one(.external(uri: DependencyURI.of(text, origin: dep.origin), digest: nil), "source")
    case .inside(let inside): path = inside
    }
    guard let hash = dep.hash else {
      return .one(.external(uri: DependencyURI.of(path, hash: nil), digest: nil), "source")
    }
    if let asset = assets[path] { return known(asset, hash, for: output) }
    if let around = path.folders.lazy.compactMap({ placed[$0] }).first,
      let asset = assets[around.path]
    {
      return try part(path, of: around, asset, hash, for: output)
    }
    let inside = assets.values.filter { $0.path.isWithin(path) }.sorted { $0.path < $1.path }
    if !inside.isEmpty, try files.isHash(hash, of: path) {
      return .inputs(
        inside.map {
          LineageInput(.asset($0.reference, id: $0.object), role: role(of: $0, for: output))
        })
    }
    let external = Found.one(
      .external(uri: DependencyURI.of(path, hash: hash), digest: nil),
      try inside.isEmpty && files.isInGit(path) ? LineageInput.code : "source")
    if hash.isFolder {
      return try inside.isEmpty && files.isHash(hash, of: path) ? .code : external
    }
    return try files.isHash(hash, ofFile: path) == true ? .code : external
  }

  /// An asset at the bytes that the stage read, which need not be those of this version.
  private func known(_ asset: Asset, _ hash: DVCHash, for output: Asset) -> Found {
    let role = role(of: asset, for: output)
    if placed[asset.path]?.hash == hash {
      return .one(.asset(asset.reference, id: asset.object), role)
    }
    if let object = aliases[hash] { return .one(.asset(asset.reference, id: object), role) }
    return .one(.external(uri: DependencyURI.of(asset.path, hash: hash), digest: nil), role)
  }

  /// A file or folder in an asset: the asset, if it has it as the stage read it.
  private func part(
    _ path: RepositoryPath, of whole: PlacedOutput, _ asset: Asset, _ hash: DVCHash,
    for output: Asset
  ) throws -> Found {
    let role = role(of: asset, for: output)
    let isThere =
      try hash.isFolder
      ? files.isHash(hash, of: path)
      : files.files(of: whole).contains {
        path.relative(to: whole.path) == $0.path && $0.hash.hex == hash.hex
      }
    if isThere { return .one(.asset(asset.reference, id: asset.object), role) }
    return .one(.external(uri: DependencyURI.of(path, hash: hash), digest: nil), role)
  }

  /// DVC says nothing of roles: a model is trained on datasets and begins from models; all else has a source.
  private func role(of input: Asset, for output: Asset) -> String {
    switch (output.kind, input.kind) {
    case (.model, .dataset): LineageInput.train
    case (.model, .model): LineageInput.base
    default: "source"
    }
  }
}

/// What a dependency is called that is no asset of the version.
enum DependencyURI {
  /// One outside of the repository.
  static func of(_ text: String, origin: DVCEntry.Origin?) -> String {
    guard let origin else {
      if text.contains("://") { return stripped(text) }
      return (text.hasPrefix("/") ? "file://" : "file:") + encoded(text)
    }
    let url = origin.url.contains("://") ? stripped(origin.url) : "file:" + encoded(origin.url)
    let revision = origin.revision.map { "@" + encoded($0) } ?? ""
    return "\(url)\(revision)#\(encoded(text))"
  }

  /// One in it, of which only DVC's name is known.
  static func of(_ path: RepositoryPath, hash: DVCHash?) -> String {
    "dvc:" + encoded(path.string) + (hash.map { "?md5=\($0.text)" } ?? "")
  }

  /// Without user, password and tokens.
  private static func stripped(_ url: String) -> String {
    StrippedURL(stripping: url).map(\.text) ?? "dvc:unknown"
  }

  private static func encoded(_ text: String) -> String {
    var out = ""
    for byte in text.utf8.prefix(2048) {
      if byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "#")
        || byte == UInt8(ascii: "?")
      {
        let hex = String(byte, radix: 16, uppercase: true)
        out += "%" + (hex.count < 2 ? "0" : "") + hex
      } else {
        out.append(Character(Unicode.Scalar(byte)))
      }
    }
    return out
  }
}
