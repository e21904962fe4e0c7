import ObjectStore
import Objects
import WorkingTree

// What a commit names, its parents aside.
extension GraphCheck {
  /// Its tree, assets, code and environment. What is external is noted, for `checkExternal`.
  func content(of commit: Commit, _ id: CommitID) throws {
    try folder(commit.tree, at: .root, of: id.short)
    try assets(of: commit, id)
    for asset in commit.assets {
      if let profile = asset.profile {
        try self.profile(
          profile, named: "the profile of \(asset.reference) in \(id.short)",
          hint: "run 'mlx profile \(asset.reference)@\(id.short)', which makes it anew")
      }
    }
    if let code = commit.code { try folder(code.tree, at: .root, of: "the code of \(id.short)") }
    if let environment = commit.environment { try self.environment(environment, of: id.short) }
    noteExternal(commit.external)
    for run in commit.lineage.compactMap(\.run) {
      try self.run(run, named: "the run of \(id.short)", isNeeded: false)
    }
  }

  /// The record of a profile.
  ///
  /// - Parameter hint: what makes it anew when it is missing.
  func profile(_ id: ProfileID, named name: String, hint: String? = nil) throws {
    let key = ObjectKey(kind: .record, digest: id.digest)
    guard try visit(key, named: name, hint: hint) else { return }
    _ = try read(key, named: name) { try store.profile(id) }
  }

  /// The record of an environment.
  func environment(_ environment: EnvironmentAsset, of owner: String) throws {
    let key = ObjectKey(kind: .record, digest: environment.id.digest)
    let name = "\(environment.reference) in \(owner)"
    guard try visit(key, named: name) else { return }
    guard let record = try read(key, named: name, { try store.environment(environment.id) }) else {
      return
    }
    for file in record.lockFiles {
      guard let lock = file.blob else { continue }
      try blob(lock, size: file.size, named: "\(file.name) of \(name)")
    }
  }

  /// Counts what is external and not stored: nothing of it is missing. To be called in the end: what is
  /// also recorded as stored was looked at before.
  func checkExternal() throws {
    var absent: Set<Digest> = []
    var trees: Set<TreeID> = []
    for object in external {
      switch object {
      case .blob(let blob): if !store.containsBlob(blob) { absent.insert(blob.digest) }
      case .tree(let tree): try walk(tree, &trees, &absent)
      case .environment: continue
      }
    }
    absentCount += absent.count
  }

  /// The trees of a folder that is external may be stored; its files are not.
  private func walk(
    _ start: TreeID, _ seen: inout Set<TreeID>, _ absent: inout Set<Digest>
  ) throws {
    var queue = [start]
    while let id = queue.popLast() {
      guard seen.insert(id).inserted else { continue }
      let key = ObjectKey(kind: .tree, digest: id.digest)
      let name = "an external folder"
      guard store.contains(key) else {
        absent.insert(id.digest)
        continue
      }
      let load = { (part: TreeID) in try self.store.read(.tree, part.digest) }
      let entries = try read(key, named: name) {
        for part in try TreeCodec.parts(of: id, load: load) { _ = try visit(part, named: name) }
        return try TreeCodec.decode(id, load: load)
      }
      for entry in entries ?? [] {
        if entry.mode == .tree {
          queue.append(TreeID(entry.id))
        } else if !store.containsBlob(BlobID(entry.id)) {
          absent.insert(entry.id)
        }
      }
    }
  }

  private func visit(_ tree: TreeID, named name: String) throws -> Bool {
    try visit(ObjectKey(kind: .tree, digest: tree.digest), named: name)
  }
}
