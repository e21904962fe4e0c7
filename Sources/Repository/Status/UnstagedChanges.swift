import Objects
import WorkingTree

/// Groups what differs on disk by asset.
struct UnstagedChanges {
  private static let sampleMax = 10

  let index: Index
  let changes: [PathChange]

  func add(to report: inout StatusReport) {
    var byAsset: [RepositoryPath: [PathChange]] = [:]
    for change in changes {
      if let asset = index.asset(containing: change.path) {
        byAsset[asset.path, default: []].append(change)
      } else {
        let role: FileRole = index.params == change.path ? .params : .metrics
        report.unstagedFiles.append(
          FileRoleChange(path: change.path, role: role, change: ChangeKind(change.kind)))
      }
    }
    for asset in index.assets.sorted(by: Declarations.isBefore) {
      guard let changes = byAsset[asset.path] else { continue }
      report.unstaged.append(summary(of: asset, changes))
    }
  }

  private func summary(of asset: AssetDeclaration, _ changes: [PathChange]) -> AssetChange {
    var counts = FileCounts()
    for change in changes {
      switch change.kind {
      case .added: counts.added += 1
      case .deleted: counts.deleted += 1
      case .modified, .typeChanged, .modeChanged: counts.modified += 1
      }
    }
    let staged = index.summary(within: asset.path)
    let isGone = counts.deleted >= staged.files && counts.added == 0 && counts.modified == 0
    let isMode =
      changes.count == 1 && changes.allSatisfy { $0.kind == .modeChanged && $0.path == asset.path }
    let removed = changes.reduce(0) { $0 + ($1.oldSize ?? 0) }
    let added = changes.reduce(0) { $0 + ($1.newSize ?? 0) }
    return AssetChange(
      kind: asset.kind, name: asset.name, path: asset.path,
      change: isGone ? .deleted : isMode ? .modeChanged : .modified,
      previous: nil, files: counts,
      sample: changes.prefix(Self.sampleMax).map {
        FileChange(path: $0.path, change: ChangeKind($0.kind))
      }, bytes: isGone ? staged.bytes : staged.bytes - min(staged.bytes, removed) + added)
  }
}

extension ChangeKind {
  init(_ kind: PathChange.Kind) {
    switch kind {
    case .added: self = .added
    case .modified: self = .modified
    case .deleted: self = .deleted
    case .typeChanged: self = .typeChanged
    case .modeChanged: self = .modeChanged
    }
  }
}
