// What a commit that would record nothing says instead.
import Objects
import WorkingTree

extension Repository {
  /// Finds that one sentence lists.
  private static let foundMax = 8

  /// Throws when a commit would record what HEAD records, and says what could be done instead.
  func refuseNothing(
    _ commit: Commit, index: Index, previous: Commit?, request: CommitRequest
  ) throws {
    if request.environmentFile != nil, commit.environment != previous?.environment { return }
    if let previous {
      guard previous.hasSameContent(as: commit) else { return }
    } else if !commit.versions.isEmpty || !commit.metrics.isEmpty || commit.params != nil {
      return
    }
    let message = ShellWord.quoted(request.message ?? "MESSAGE")
    guard index.assets.isEmpty && index.external.isEmpty else {
      let drift = try externalDrift(index.external, rehash: false)
      let hasChanges =
        try drift.contains { $0.state != .unreachable }
        || !Status.compare(index, in: workTree).changes.isEmpty
      throw WorkingError.nothingToCommit(
        hasTracked: true, hasChanges: hasChanges, found: [], more: 0,
        command: hasChanges ? "mlx commit -am \(message)" : nil)
    }
    let search = try Suggestions.find(in: workTree, index: index)
    let suggestions = withoutTrackedByGit(search.suggestions)
    let found = suggestions.prefix(Self.foundMax).map {
      "'\($0.path)' (\($0.kind.rawValue), \($0.why))"
    }
    throw WorkingError.nothingToCommit(
      hasTracked: false, hasChanges: false, found: found,
      more: suggestions.count - found.count + search.leftOut,
      command: Self.command(toCommit: suggestions, message: message))
  }

  /// `mlx commit -m … --model … --data …` for what was found; `mlx add` for other kinds.
  private static func command(toCommit found: [Suggestion], message: String) -> String? {
    let named = found.filter { $0.kind == .model || $0.kind == .dataset }.prefix(4)
    if named.isEmpty {
      return found.first.map { "mlx add \(argument($0.path))" }
    }
    let flags = named.map { "--\($0.kind.flag) \(argument($0.path))" }
    return "mlx commit -m \(message) \(flags.joined(separator: " "))"
  }
}

extension Repository {
  /// The path as `--model` and `--data` take it: no option, and with no name before a `=`.
  private static func argument(_ path: RepositoryPath) -> String {
    let isPlain = !path.string.hasPrefix("-") && !path.string.contains("=")
    return ShellWord.quoted(isPlain ? path.string : "./\(path)")
  }
}

extension Commit {
  /// Whether files, assets, metrics and params are the same; parents, author and message aside.
  fileprivate func hasSameContent(as other: Commit) -> Bool {
    guard tree == other.tree, assets == other.assets, external == other.external,
      code?.tree == other.code?.tree,
      lineage == other.lineage, metrics.count == other.metrics.count,
      params?.path == other.params?.path, params?.source == other.params?.source
    else { return false }
    return zip(metrics, other.metrics).allSatisfy { old, new in
      old.of == new.of && old.id == new.id && old.path == new.path && old.source == new.source
        && old.on?.asset == new.on?.asset && old.on?.id == new.on?.id
        && FlatValues.isSame(old.values, new.values)
    }
  }
}
