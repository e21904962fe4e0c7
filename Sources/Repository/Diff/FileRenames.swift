import Objects

/// Finds files that only moved: the same bytes gone from one path and new at another.
enum FileRenames {
  struct Change {
    var pair: FilePair
    var kind: ChangeKind
    /// In the asset, where the bytes were.
    var previousPath: RepositoryPath?
  }

  /// The changes of one asset in path order; a deletion and an addition of the same bytes are one.
  /// Empty files are all alike, so they are never taken for each other.
  static func find(in pairs: [FilePair]) -> [Change] {
    var gone: [Digest: [FilePair]] = [:]
    for pair in pairs.reversed() {
      guard pair.after == nil, let old = pair.before, !old.isFolder, old.size > 0 else { continue }
      gone[old.id, default: []].append(pair)
    }
    var moved = Set<RepositoryPath>()
    var changes: [Change] = []
    for pair in pairs {
      guard pair.before == nil, let new = pair.after, let old = take(new.id, from: &gone, for: pair)
      else {
        changes.append(Change(pair: pair, kind: kind(of: pair)))
        continue
      }
      moved.insert(old.path)
      let both = FilePair(path: pair.path, before: old.before, after: new)
      changes.append(Change(pair: both, kind: .renamed, previousPath: old.path))
    }
    return changes.filter { $0.kind != .deleted || !moved.contains($0.pair.path) }
  }

  /// Of several with the same bytes, one of the same file name, else the first.
  private static func take(
    _ id: Digest, from gone: inout [Digest: [FilePair]], for pair: FilePair
  ) -> FilePair? {
    guard var candidates = gone[id], !candidates.isEmpty else { return nil }
    let position =
      candidates.lastIndex { $0.path.name == pair.path.name } ?? candidates.count - 1
    let found = candidates.remove(at: position)
    gone[id] = candidates
    return found
  }

  static func kind(of pair: FilePair) -> ChangeKind {
    guard let old = pair.before else { return .added }
    guard let new = pair.after else { return .deleted }
    let isLinkOld = old.mode == .symlink
    let isLinkNew = new.mode == .symlink
    if isLinkOld != isLinkNew || old.isFolder != new.isFolder { return .typeChanged }
    return old.id == new.id ? .modeChanged : .modified
  }
}

extension FileCounts {
  /// Counts changes.
  public init(_ files: [FileDiff]) {
    self.init()
    for file in files {
      switch file.change {
      case .added: added += 1
      case .deleted: deleted += 1
      case .renamed: renamed += 1
      case .modified, .modeChanged, .typeChanged: modified += 1
      case .unchanged: unchanged += 1
      }
    }
  }
}
