// The outputs of a git commit as assets: their bytes, kinds and names.
import GitBridge
import Objects
import Repository
import WorkingTree

/// An output that is stored.
struct PlacedOutput: Sendable {
  let path: RepositoryPath
  let hash: DVCHash
  let output: DVCState.Output
  /// What a folder's tree has of it.
  let entry: TreeEntry

  var object: AssetObject {
    entry.mode == .tree ? .tree(TreeID(entry.id)) : .blob(BlobID(entry.id))
  }
}

/// Outputs of one git commit: those that are stored, those that git has, and what is missing.
struct VersionOutputs {
  private(set) var placed: [RepositoryPath: PlacedOutput] = [:]
  /// Outputs with `cache: false`, which are files of git.
  private(set) var inGit: Set<RepositoryPath> = []
  private(set) var missing: [MissingContent] = []
  private(set) var faults: [String] = []

  init(
    _ state: DVCState, isInGit: (RepositoryPath) throws -> Bool, content: ContentImport
  ) throws {
    for (path, output) in state.outs.sorted(by: { $0.key < $1.key }) {
      if try isInGit(path) {
        inGit.insert(path)
        continue
      }
      guard let hash = output.hash else {
        missing.append(MissingContent(path: path, hash: nil, reason: .unnamed))
        continue
      }
      if let around = path.folders.first(where: { placed[$0] != nil }) {
        faults.append("the output '\(path)' is a part of '\(around)' and no asset of its own")
        continue
      }
      try take(path, hash, output, content)
    }
  }

  private mutating func take(
    _ path: RepositoryPath, _ hash: DVCHash, _ output: DVCState.Output, _ content: ContentImport
  ) throws {
    guard hash.isFolder else {
      guard let file = try content.file(hash, at: path) else {
        missing.append(content.missing(hash, at: path))
        return
      }
      let entry = TreeEntry(
        mode: output.isExecutable ? .executable : .file, name: path.name, size: file.size,
        id: file.blob.digest)
      placed[path] = PlacedOutput(path: path, hash: hash, output: output, entry: entry)
      return
    }
    switch try content.folder(hash, listed: output.files, at: path) {
    case .success(let folder):
      let entry = TreeEntry(
        mode: .tree, name: path.name, size: folder.size, id: folder.tree.digest)
      placed[path] = PlacedOutput(path: path, hash: hash, output: output, entry: entry)
    case .failure(let incomplete): missing += incomplete.missing
    }
  }
}

/// Gives outputs a kind and a name: those of the versions before where the path had some, those that `dvc.yaml`
/// says, else what `mlx add` would guess.
struct AssetNaming {
  let state: DVCState
  /// The assets of the versions before, by path; those of the first parent count first.
  let previous: [RepositoryPath: Asset]
  let content: ContentImport

  /// - Parameter outputs: those that become assets.
  func assets(_ outputs: [PlacedOutput]) throws -> [Asset] {
    var assets: [Asset] = []
    var taken: Set<AssetReference> = []
    var fresh: [(output: PlacedOutput, guess: Guess)] = []
    for output in outputs {
      let guess = guess(output)
      if let name = declaredName(output.path),
        taken.insert(AssetReference(kind: guess.kind, name: name)).inserted
      {
        assets.append(asset(output, guess, name: name))
      } else if let old = previous[output.path],
        taken.insert(AssetReference(kind: guess.kind, name: old.name)).inserted
      {
        assets.append(asset(output, guess, name: old.name))
      } else {
        fresh.append((output, guess))
      }
    }
    let items = fresh.map { output, guess in
      DerivedNames.Item(
        output.path, kind: guess.kind,
        plain: KindGuess.name(forFileName: output.path.name, isFolder: output.entry.mode == .tree))
    }
    let names = try DerivedNames.assign(items) { reference, _ in taken.contains(reference) }
    for (output, guess) in fresh {
      assets.append(asset(output, guess, name: names[output.path] ?? output.path.name))
    }
    return assets
  }

  private func asset(_ output: PlacedOutput, _ guess: Guess, name: String) -> Asset {
    Asset(
      kind: guess.kind, name: name, path: output.path, object: output.object,
      size: output.entry.size, format: guess.format)
  }

  private func declaredName(_ path: RepositoryPath) -> String? {
    guard let named = state.artifacts[path], AssetName.fault(named.name) == nil else { return nil }
    return named.name
  }

  private func guess(_ output: PlacedOutput) -> Guess {
    let old = previous[output.path]
    if let old, old.object == output.object, declaredKind(output.path) == nil {
      return Guess(kind: old.kind, format: old.format, why: "as before")
    }
    let found: Guess
    if output.entry.mode == .tree {
      found = KindGuess.guess(
        folderNamed: output.path.name,
        files: content.files(of: output.hash, listed: output.output.files).map(\.path))
    } else {
      let file = StoredFile(blob: BlobID(output.entry.id), size: output.entry.size)
      found = KindGuess.guess(
        fileNamed: output.path.name, head: content.head(of: file, output.hash))
    }
    let isReport = output.output.role != .output
    let kind = declaredKind(output.path) ?? old?.kind ?? (isReport ? .artifact : found.kind)
    return Guess(kind: kind, format: found.format, why: found.why)
  }

  private func declaredKind(_ path: RepositoryPath) -> AssetKind? {
    switch state.artifacts[path]?.type?.lowercased() {
    case "model": .model
    case "dataset", "data": .dataset
    default: nil
    }
  }
}
