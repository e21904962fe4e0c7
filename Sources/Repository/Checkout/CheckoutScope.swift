import Objects
import References
import WorkingTree

/// Turns the path arguments of checkout and restore into paths: a recorded path, else an asset's name.
struct CheckoutScope {
  /// The version that is restored from.
  let source: Declarations
  /// What is tracked now.
  let current: Declarations
  /// Whether the version, or the index, has something at a path.
  let isKnown: (RepositoryPath) throws -> Bool
  /// How the version is called in errors; nil for the index.
  let revision: String?

  func resolve(_ arguments: [CheckoutPath]) throws -> [RepositoryPath] {
    try reduce(arguments.flatMap(resolve))
  }

  /// What the arguments and the assets of a kind have in common.
  ///
  /// Errors: `not-in-revision` for an argument at which nothing is of that kind.
  func resolve(_ arguments: [CheckoutPath], of kind: AssetKind) throws -> [RepositoryPath] {
    let ofKind = try paths(of: kind)
    return try reduce(
      arguments.flatMap { argument in
        let common = try resolve(argument).flatMap { path in
          ofKind.contains { path.isWithin($0) } ? [path] : ofKind.filter { $0.isWithin(path) }
        }
        guard !common.isEmpty else {
          throw WorkingError.kindNotInRevision(kind, path: argument.text, revision: revision)
        }
        return common
      })
  }

  /// The assets of a kind, where they were and where they are.
  func paths(of kind: AssetKind) throws -> [RepositoryPath] {
    let wanted = source.assets.filter { $0.kind == kind }
    guard !wanted.isEmpty else {
      throw WorkingError.kindNotInRevision(kind, path: nil, revision: revision)
    }
    let tracked = current.assets.filter { $0.kind == kind }
    return reduce((wanted + tracked).map(\.path))
  }

  private func resolve(_ argument: CheckoutPath) throws -> [RepositoryPath] {
    if let path = argument.path, try isKnown(path) { return [path] }
    let assets = try asset(named: argument.text)
    // Where the asset is now goes too: the same name at another path is the same asset.
    let moved = current.assets.filter { now in
      assets.contains { $0.kind == now.kind && $0.name == now.name }
    }
    return (assets + moved).map(\.path)
  }

  private func asset(named text: String) throws -> [AssetDeclaration] {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    let found = source.assets.filter {
      $0.name == text
        || (parts.count == 2 && $0.kind.rawValue == parts[0] && $0.name == parts[1])
    }
    guard found.count < 2 else {
      throw WorkingError.ambiguousAsset(
        text, candidates: found.map { "\($0.kind.rawValue)/\($0.name)" })
    }
    guard !found.isEmpty else {
      if let external = source.external.first(where: {
        $0.name == text || $0.reference.text == text
      }) {
        throw ExternalError.noFiles(external.name, location: external.location)
      }
      let names = source.assets.flatMap { [$0.path.string, $0.name] }
      throw WorkingError.notInRevision(
        text, revision: revision, near: NearNames.find(text, among: names))
    }
    return found
  }

  /// Sorted, without what lies in another one.
  private func reduce(_ paths: [RepositoryPath]) -> [RepositoryPath] {
    var kept: [RepositoryPath] = []
    for path in paths.sorted() where kept.last.map({ path.isWithin($0) }) != true {
      kept.append(path)
    }
    return kept
  }
}
