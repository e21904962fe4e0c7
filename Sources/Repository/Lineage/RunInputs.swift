import ObjectStore
import Objects
import WorkingTree

/// Turns what a run read into the inputs of an edge.
///
/// An edge says what was read, at the bytes that were read: an asset of the commit, be it newer by now, or else a
/// file by its path and digest.
struct RunInputs {
  let repository: Repository
  let maker: RunMaker
  /// The output, for messages.
  let output: AssetVersion
  let sources: LineageSources
  /// Roles that people gave to inputs of this output.
  let roles: [AssetReference: String]
  private(set) var inputs: [LineageInput] = []
  private(set) var notices: [String] = []

  init(
    _ maker: RunMaker, of output: AssetVersion, sources: LineageSources,
    roles: [AssetReference: String], in repository: Repository
  ) throws {
    self.repository = repository
    self.maker = maker
    self.output = output
    self.sources = sources
    self.roles = roles
    for file in maker.run.inputs where try !isCode(file) { try add(file) }
    for file in maker.run.undeclared.listed { try add(file) }
    for file in maker.run.outside.listed { add(outside: file) }
    addSurroundings()
    noteUndeclared()
  }

  private mutating func add(_ file: RunFile) throws {
    guard !isOutput(file), !isSettings(file) else { return }
    if let asset = asset(of: file) { return append(asset.0, at: asset.1) }
    var isFound = false
    for asset in sources.assets where isInside(asset, file) {
      guard case .tree(let folder)? = file.object, let path = asset.path, let above = file.path,
        let object = try RunMakers.object(
          at: path.relative(to: above), in: folder, repository.store)
      else { continue }
      isFound = true
      append(asset, at: object)
    }
    if !isFound { append(file) }
  }

  /// Whether it is the output itself. Other files may have its bytes, and the output others before.
  private func isOutput(_ file: RunFile) -> Bool {
    guard file.object == output.object else { return false }
    return file.path == nil ? file.asset == output.reference : file.path == output.path
  }

  /// The asset of the commit that a file or folder was, and the bytes that it had.
  private func asset(of file: RunFile) -> (AssetVersion, AssetObject)? {
    guard let object = file.object else {
      // What it was is not known any more: only the name is left.
      return nil
    }
    let same = sources.assets.filter { $0.object == object && $0.reference != output.reference }
    if let asset = same.first(where: { $0.path == file.path }) ?? same.first {
      return (asset, object)
    }
    if let path = file.path, let asset = sources.assets.first(where: { $0.path == path }) {
      return (asset, object)
    }
    if let name = file.asset, let asset = sources.assets.first(where: { $0.reference == name }),
      file.path == nil
    {
      return (asset, object)
    }
    return whole(file, object)
  }

  /// The asset that a file is a part of, where the commit has the very bytes that were read.
  private func whole(_ file: RunFile, _ object: AssetObject) -> (AssetVersion, AssetObject)? {
    guard let path = file.path else { return nil }
    for asset in sources.assets where asset.reference != output.reference {
      guard let root = asset.path, path != root, path.isWithin(root),
        content(at: path) == object
      else { continue }
      return (asset, asset.object)
    }
    return nil
  }

  /// What the commit has at a path. Its trees are not readable yet.
  private func content(at path: RepositoryPath) -> AssetObject? {
    if let entry = sources.index.entry(at: path) { return .blob(entry.blob) }
    let limits = repository.store.limits.tree
    return try? IndexTree.compute(sources.index, objectsOf: [path], limits: limits)
      .objects[path]?.object
  }

  private func isInside(_ asset: AssetVersion, _ file: RunFile) -> Bool {
    guard let path = asset.path, let above = file.path, asset.reference != output.reference else {
      return false
    }
    return path != above && path.isWithin(above)
  }

  private mutating func append(_ asset: AssetVersion, at object: AssetObject) {
    let role = roles[asset.reference] ?? LineageInputs.role(of: asset.kind)
    let input = LineageInput(.asset(asset.reference, id: object), role: role)
    guard !inputs.contains(input) else { return }
    inputs.append(input)
    guard object != asset.object else { return }
    notices.append(
      "'\(asset.name)' has changed since the run \(maker.id.short) read it: the lineage of "
        + "'\(output.name)' names it as it was, \(object.digest.hex.prefix(7))")
  }

  /// What is no asset: by its path, with the digest of its bytes.
  private mutating func append(_ file: RunFile) {
    let digest: String? =
      if case .blob(let blob)? = file.object { "sha256:" + blob.hex } else { nil }
    append(uri: Self.uri(file.name), digest: digest)
    guard file.path != nil, maker.run.inputs.contains(file) else { return }
    notices.append(
      "'\(file.name)' is an input of '\(output.name)' and no asset: 'mlx add "
        + "\(ShellWord.quoted(file.name))' would keep its bytes")
  }

  private mutating func add(outside file: OutsideFile) {
    append(uri: Self.uri(file.path), digest: file.blob.map { "sha256:" + $0.hex })
  }

  private mutating func append(uri: String, digest: String?) {
    guard LineageInput.fault(ofURI: uri) == nil else { return }
    let input = LineageInput(.external(uri: uri, digest: digest), role: "input")
    if !inputs.contains(input) { inputs.append(input) }
  }

  /// `file:` and the path, with percent signs for what a URI cannot hold.
  static func uri(_ path: String) -> String {
    if path.contains("://") { return path }
    let plain = Set(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:@!$&'()*+,;=".utf8)
    var text = "file:"
    for byte in path.utf8 {
      if plain.contains(byte) || byte >= 0x80 {
        text += String(decoding: [byte], as: UTF8.self)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        text += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return text
  }
}

// The code, the environment, and what is one of them.
extension RunInputs {
  private mutating func addSurroundings() {
    addCode()
    if let environment = maker.run.environment ?? sources.environment?.id {
      inputs.append(
        LineageInput(
          .asset(
            EnvironmentAsset(id: environment, evidence: .foundAtCommit).reference,
            id: .environment(environment)),
          role: LineageInput.environment))
    }
  }

  private mutating func addCode() {
    guard let ran = maker.run.code?.tree ?? sources.code?.tree else { return }
    let now = sources.code?.tree
    var id = ran
    if let now, now != ran {
      let before = files(of: ran)
      let differences = differences(before)
      if isOnlyOurs(differences) {
        id = now
      } else if differences?.contains(where: { before?[$0] != nil }) ?? true {
        // Files that came later changed nothing.
        notices.append(
          "the code has changed since the run \(maker.id.short): the lineage of '\(output.name)' "
            + "names it as it was, \(ran.short)")
      }
    }
    inputs.append(LineageInput(.asset(CodeAsset.reference, id: .tree(id)), role: LineageInput.code))
  }

  /// Whether the code of the commit is what ran, but for files that mlx writes itself.
  private func isOnlyOurs(_ differences: [String]?) -> Bool {
    differences?.allSatisfy { [".gitignore", ".gitattributes", "mlx.lock"].contains($0) } ?? false
  }

  /// Paths at which the code that ran and that of the commit differ; nil when that is not known any more.
  private func differences(_ old: [String: Digest]?) -> [String]? {
    guard let before = old else { return nil }
    let after = Dictionary(
      sources.index.codeEntries().map { ($0.path.string, $0.blob.digest) }, uniquingKeysWith: { $1 }
    )
    return Set(before.keys).union(after.keys).filter { path in
      if before[path] == after[path] { return false }
      // What counted as code and is an asset now, or the settings, is in the commit all the same.
      let entry = sources.index.entry(at: RepositoryPath(unchecked: path))
      return entry?.blob.digest != before[path]
    }
  }

  private func files(of tree: TreeID) -> [String: Digest]? {
    guard let index = try? IndexTree.index(from: tree, in: repository.store) else { return nil }
    return Dictionary(
      index.entries().map { ($0.path.string, $0.blob.digest) }, uniquingKeysWith: { $1 })
  }

  /// A file of the code that ran is in the edge as a part of it.
  private func isCode(_ file: RunFile) throws -> Bool {
    guard let tree = maker.run.code?.tree, let path = file.path, let object = file.object,
      !sources.assets.contains(where: { $0.path.map(path.isWithin) == true })
    else { return false }
    return try RunMakers.object(at: path, in: tree, repository.store) == object
  }

  /// The settings are in the commit as such.
  private func isSettings(_ file: RunFile) -> Bool {
    file.path != nil && file.path == sources.index.params
  }

  private mutating func noteUndeclared() {
    let run = maker.run
    guard !run.undeclared.isEmpty else { return }
    let names = run.undeclared.listed.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
    let more = run.undeclared.count > 3 ? " and \(run.undeclared.count - 3) more" : ""
    notices.append(
      "the run \(maker.id.short) of '\(output.name)' read \(names)\(more), which nobody had declared: "
        + "the lineage names \(run.undeclared.count == 1 ? "it" : "them")")
  }
}
