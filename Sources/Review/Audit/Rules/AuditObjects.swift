// `object-missing`, and `object-corrupt` where bytes are read.
import ObjectStore
import Objects
import ProjectFiles
import References
import Repository
import WorkingTree

/// Files of one asset, of the code or of the rest, that should be here and are not.
private struct MissingFiles {
  var count = 0
  var first: RepositoryPath
  var object: String
}

extension AuditRun {
  /// What is new is here, or is known to be elsewhere: at a remote, outside, or purged.
  mutating func auditObjects() throws {
    guard begins(.objectMissing) else { return }
    let scope = scope
    let store = store
    var missing: [AssetReference?: MissingFiles] = [:]
    var seen: Set<Digest> = []
    do {
      try scope.forEachNewFile(in: store) { path, entry in
        guard seen.insert(entry.id).inserted, !store.isAccounted(BlobID(entry.id)) else { return }
        let owner = scope.asset(at: path)?.reference
        let object = AssetObject.blob(BlobID(entry.id)).text
        missing[owner, default: MissingFiles(first: path, object: object)].count += 1
      }
    } catch let error as StoreError where error.isLoss {
      addLoss("a folder of the version", error)
    }
    for (owner, files) in missing {
      let rest = files.count == 1 ? "" : ", and \(files.count - 1) more"
      add(
        .objectMissing,
        "the bytes of '\(files.first)'\(rest) are not here, and no remote has promised them",
        hint: Self.missingHint, asset: owner, object: files.object, path: files.first)
    }
    try auditRecords()
  }

  private static let missingHint =
    "bring them from a remote that has them: 'mlx fetch', or 'mlx push' where they are; 'mlx fsck' "
    + "says what else is wrong"

  /// The environment, and files that records name without a path in the tree.
  private mutating func auditRecords() throws {
    if let asset = scope.environment {
      do {
        for file in try store.environment(asset.id).lockFiles {
          if let blob = file.blob { addUnaccounted(blob, "the lock file '\(file.name)'") }
        }
      } catch let error as StoreError where error.isLoss {
        addLoss("the environment", error)
      }
    }
    for record in scope.commit.metrics where scope.base?.metrics.contains(record) != true {
      if let source = record.source {
        addUnaccounted(source, "the metrics file of '\(record.of.name)'")
      }
    }
  }

  private mutating func addUnaccounted(_ blob: BlobID, _ name: String) {
    guard !store.isAccounted(blob) else { return }
    add(
      .objectMissing, "the bytes of \(name) are not here, and no remote has promised them",
      hint: Self.missingHint, object: AssetObject.blob(blob).text, mark: name)
  }

  private mutating func addLoss(_ name: String, _ error: StoreError) {
    add(
      .objectMissing, "\(name) cannot be read: \(error.description)", hint: Self.missingHint,
      mark: name)
  }

  /// Reads every byte, as `mlx verify` does. Only where the policy says so.
  mutating func auditBytes() throws {
    guard policy.readsBytes, begins(.objectCorrupt) else { return }
    let report = try repository.verify(.name(scope.id.hex))
    for item in report.items where item.result == .mismatch || item.result == .changed {
      let name = item.asset?.text ?? "the \(item.part.rawValue)"
      add(
        .objectCorrupt,
        "\(name) is not what its id says" + (item.reasons.first.map { ": \($0)" } ?? ""),
        hint: "'mlx verify \(scope.id.short)' says more; 'mlx fsck --repair' mends what it can",
        asset: item.asset, object: item.id, mark: item.part.rawValue)
    }
  }
}

extension ObjectStore {
  /// Whether a file is here with all its chunks, or it is known where it is, or why it is nowhere.
  func isAccounted(_ blob: BlobID) -> Bool {
    let key = ObjectKey(kind: .chunk, digest: blob.digest)
    if contains(key) || absence(of: key) != nil { return true }
    guard containsBlob(blob), let recipe = try? recipe(of: blob) else { return false }
    return recipe.chunks.allSatisfy { contains(ObjectKey(kind: .chunk, digest: $0.id.digest)) }
  }
}
