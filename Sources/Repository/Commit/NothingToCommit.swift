// What a commit that would record nothing says instead.
import Objects
import WorkingTree

extension Repository {
  /// Throws when a commit would record what HEAD records, and says what could be done instead.
  func refuseNothing(
    _ commit: Commit, index: Index, previous: Commit?, request: CommitRequest
  ) throws {
    if let previous {
      guard previous.hasSameContent(as: commit) else { return }
    } else if !commit.assets.isEmpty || index.fileCount > 0 {
      return
    }
    let message = ShellWord.quoted(request.message ?? "MESSAGE")
    guard index.assets.isEmpty else {
      let changes = try Status.compare(index, in: workTree).changes
      throw WorkingError.nothingToCommit(
        hasTracked: true, hasChanges: !changes.isEmpty, found: [],
        command: changes.isEmpty ? nil : "mlx commit -am \(message)")
    }
    let suggestions = try Suggestions.find(in: workTree, index: index).suggestions
    let found = suggestions.map { "'\($0.path)' (\($0.kind.rawValue), \($0.why))" }
    throw WorkingError.nothingToCommit(
      hasTracked: false, hasChanges: false, found: found,
      command: Self.command(toCommit: suggestions, message: message))
  }

  /// `mlx commit -m … --model … --data …` for what was found; `mlx add` for other kinds.
  private static func command(toCommit found: [Suggestion], message: String) -> String? {
    let named = found.filter { $0.kind == .model || $0.kind == .dataset }.prefix(4)
    if named.isEmpty {
      return found.first.map { "mlx add \(ShellWord.quoted($0.path.string))" }
    }
    let flags = named.map { "--\($0.kind.flag) \(ShellWord.quoted($0.path.string))" }
    return "mlx commit -m \(message) \(flags.joined(separator: " "))"
  }
}

extension Commit {
  /// Whether files, assets, metrics and params are the same; parents, author and message aside.
  fileprivate func hasSameContent(as other: Commit) -> Bool {
    guard tree == other.tree, assets == other.assets, metrics.count == other.metrics.count,
      params?.path == other.params?.path, params?.source == other.params?.source
    else { return false }
    return zip(metrics, other.metrics).allSatisfy { old, new in
      old.of == new.of && old.id == new.id && old.path == new.path && old.source == new.source
        && old.on?.asset == new.on?.asset && old.on?.id == new.on?.id
        && FlatValues.isSame(old.values, new.values)
    }
  }
}
