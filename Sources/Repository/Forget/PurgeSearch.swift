// What a file is in all versions: its contents, its paths, and what quotes it.
import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

/// A content that is to be purged.
package struct PurgeTarget: Sendable, Equatable {
  package var blob: BlobID
  /// Where versions have it, sorted.
  package var paths: [RepositoryPath] = []
  /// Profiles and runs that quote it, sorted.
  package var records: [Digest] = []
  /// The assets' bytes that it is, or is part of.
  package var objects: Set<AssetObject> = []
}

extension Repository {
  /// The contents that a path has had in the versions that refs lead to, or the one that an id names.
  ///
  /// Errors: `unknown-object` when there is no such path or content; `ambiguous-revision`.
  package func purgeTargets(_ word: String) throws -> [PurgeTarget] {
    let view = try currentView()
    var tips =
      Array(view.branches.values) + Array(view.tags.values) + Array(view.remoteBranches.values)
    if let head = view.head.commit { tips.append(head) }
    let ids = try CommitGraph(store: store).commits(tips, hiding: []).keys.sorted()
    var blobs = try blobs(at: word, in: ids)
    if blobs.isEmpty, let blob = try blob(named: word) { blobs = [blob] }
    if blobs.isEmpty { throw RepositoryError.unknownObject(word) }
    var search = PurgeSearch(store: store, blobs: blobs)
    for id in ids { try search.add(commit(id)) }
    try search.addNotes(of: operations.current().operation.view)
    return search.targets
  }

  private func blobs(at word: String, in commits: [CommitID]) throws -> Set<BlobID> {
    guard let path = try? RepositoryPath(validating: word), !path.isRoot else { return [] }
    var selection = FileSelection(store: store)
    for id in commits {
      guard let entry = try TreeWalk.find(path, in: commit(id).tree, in: store) else { continue }
      try selection.add(entry, at: path)
    }
    return Set(selection.files.map(\.blob))
  }

  private func blob(named word: String) throws -> BlobID? {
    let digits = word.hasPrefix("blob:") ? String(word.dropFirst(5)) : word
    // What was purged before is in no store any more.
    if let blob = BlobID(hex: digits) { return blob }
    guard let key = try StoredObjectSearch(store: store).find("blob:" + digits) else { return nil }
    return BlobID(key.digest)
  }
}

/// Goes through versions, each folder once.
private struct PurgeSearch {
  let store: ObjectStore
  private var found: [BlobID: PurgeTarget] = [:]
  private var paths: [BlobID: Set<RepositoryPath>] = [:]
  private var records: [BlobID: Set<Digest>] = [:]
  private var seen: Set<TreeID> = []
  private var holding: [TreeID: Set<BlobID>] = [:]

  init(store: ObjectStore, blobs: Set<BlobID>) {
    self.store = store
    for blob in blobs { found[blob] = PurgeTarget(blob: blob) }
  }

  var targets: [PurgeTarget] {
    found.values.map { target in
      var target = target
      target.paths = (paths[target.blob] ?? []).sorted()
      target.records = (records[target.blob] ?? []).sorted()
      return target
    }.sorted { $0.blob < $1.blob }
  }

  mutating func add(_ commit: Commit) throws {
    try Interruption.check()
    try walk(commit.tree, at: .root)
    for asset in commit.assets {
      for blob in try blobs(in: asset.object) {
        found[blob]?.objects.insert(asset.object)
        if let profile = asset.profile { records[blob, default: []].insert(profile.digest) }
      }
    }
    for edge in commit.lineage {
      guard let run = edge.run else { continue }
      var objects = [edge.id]
      for case .asset(_, let id, _) in edge.inputs.map(\.source) { objects.append(id) }
      for blob in try objects.flatMap({ try blobs(in: $0) }) {
        records[blob, default: []].insert(run.digest)
      }
    }
  }

  /// Profiles that were made later.
  mutating func addNotes(of view: TreeID) throws {
    for (blob, target) in found {
      for object in target.objects.union([.blob(blob)]) {
        for id in try View.notes(.profile, about: .object(object), in: view, from: store) {
          if let profile = try store.note(id).profile {
            records[blob, default: []].insert(profile.digest)
          }
        }
      }
    }
  }

  private mutating func walk(_ tree: TreeID, at path: RepositoryPath) throws {
    guard seen.insert(tree).inserted else { return }
    for entry in try TreeWalk.list(tree, in: store) {
      let child = try path.appending(inTree: entry.name)
      if entry.mode == .tree {
        try walk(TreeID(entry.id), at: child)
      } else if entry.mode.isBlob, found[BlobID(entry.id)] != nil {
        paths[BlobID(entry.id), default: []].insert(child)
      }
    }
  }

  private mutating func blobs(in object: AssetObject) throws -> Set<BlobID> {
    switch object {
    case .blob(let blob): found[blob] == nil ? [] : [blob]
    case .tree(let tree): try blobs(in: tree)
    case .environment: []
    }
  }

  /// Those that a folder holds. One that is not here, as of external data, holds none.
  private mutating func blobs(
    in tree: TreeID, at path: RepositoryPath = .root
  ) throws -> Set<BlobID> {
    if let known = holding[tree] { return known }
    guard try store.isStored(ObjectKey(kind: .tree, digest: tree.digest)) else { return [] }
    var inside: Set<BlobID> = []
    for entry in try TreeWalk.list(tree, in: store) {
      if entry.mode == .tree {
        let path = try path.appending(inTree: entry.name)
        inside.formUnion(try blobs(in: TreeID(entry.id), at: path))
      } else if found[BlobID(entry.id)] != nil {
        inside.insert(BlobID(entry.id))
      }
    }
    holding[tree] = inside
    return inside
  }
}
