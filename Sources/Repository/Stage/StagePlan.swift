import Objects
import WorkingTree

/// A path as a command names it, with what is said of it.
struct StageWish {
  var path: RepositoryPath
  var kind: AssetKind?
  var name: String?
  /// What the path is known to be when no kind is given; else it is looked at.
  var guess: Guess?
}

/// What a path that is not tracked becomes.
struct PlannedAsset {
  var declaration: AssetDeclaration
  /// Nil when the kind was given.
  var guess: Guess?
  /// The name that the path would have given; nil when it has that one, or was given another.
  var plainName: String?
}

// New assets are planned together, so that names that nobody gave do not meet.
extension Stager {
  /// Plans those of a command's paths that become assets of their own.
  mutating func plan(_ wishes: [StageWish]) throws {
    var seen = Set<RepositoryPath>()
    let new = try wishes.filter { wish in
      guard !wish.path.isRoot, try exists(wish.path), seen.insert(wish.path).inserted,
        index.asset(containing: wish.path) == nil
      else { return false }
      return wish.kind != nil || wish.name != nil || role(of: wish.path) == nil
    }
    try planAll(new)
  }

  /// The plan of one path.
  mutating func planned(_ wish: StageWish) throws -> PlannedAsset {
    if plans[wish.path] == nil { try planAll([wish]) }
    guard let plan = plans[wish.path] else { throw WorkTreeError.pathMissing(wish.path.string) }
    return plan
  }

  private mutating func planAll(_ wishes: [StageWish]) throws {
    var guesses: [RepositoryPath: Guess] = [:]
    var given = Set<AssetReference>()
    var items: [DerivedNames.Item] = []
    for wish in wishes {
      try refuseLinkAround(wish.path)
      let guess =
        try wish.kind == nil
        ? wish.guess ?? KindGuess.guess(wish.path, in: repository.workTree) : nil
      guesses[wish.path] = guess
      let kind = wish.kind ?? guess?.kind ?? .artifact
      if let name = wish.name {
        given.insert(AssetReference(kind: kind, name: name))
        let declaration = AssetDeclaration(kind: kind, name: name, path: wish.path)
        plans[wish.path] = PlannedAsset(declaration: declaration, guess: guess)
      } else {
        items.append(DerivedNames.Item(wish.path, kind: kind, in: repository.workTree))
      }
    }
    let names = try DerivedNames.assign(items) { reference, path in
      try given.contains(reference) || isTaken(reference, for: path)
    }
    for item in items {
      guard let name = names[item.path] else { continue }
      plans[item.path] = PlannedAsset(
        declaration: AssetDeclaration(kind: item.kind, name: name, path: item.path),
        guess: guesses[item.path],
        plainName: item.candidates.first.flatMap { $0 == name ? nil : $0 })
    }
  }

  /// Whether another path has the name. One whose files are gone gives it up: the asset moves.
  private func isTaken(_ reference: AssetReference, for path: RepositoryPath) throws -> Bool {
    if let claimed = claims[reference], claimed != path { return true }
    if index.external(reference) != nil { return true }
    guard let holder = index.asset(reference.kind, named: reference.name) else { return false }
    return try holder.path != path && (exists(holder.path) || isLeftOut(holder.path))
  }

  /// A link to a folder that holds the work tree would take in the repository, and much else.
  func refuseLinkAround(_ path: RepositoryPath) throws {
    guard try repository.workTree.isAroundRoot(path) else { return }
    throw WorkingError.linkHoldsRoot(path.string)
  }
}
