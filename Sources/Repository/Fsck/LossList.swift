import FileIO
import ObjectStore
import Objects
import References

/// Goes through all commits and lists what they hold that cannot be had.
///
/// Folders are shared between versions: each is looked into once. Memory grows with what is lost.
struct LossList {
  private let store: ObjectStore
  private let commits: [CommitID]
  private let lostCommits: [CommitID]
  private let broken: Set<ObjectKey>
  private let refs: [CommitID: [String]]
  private var soundTrees: Set<TreeID> = []
  private var losses: [TreeID: [Loss]] = [:]
  private var blobs: BrokenBlobs
  private var found: [Key: Entry] = [:]

  /// Something lost in a folder, at a path from there.
  private struct Loss {
    var path: String
    var object: String
    var size: UInt64?
  }

  private struct Key: Hashable {
    var object: String
    var asset: AssetReference?
  }

  private struct Entry {
    var size: UInt64?
    var paths: Set<String> = []
    var versions: [CommitID: (time: Timestamp?, subject: String?)] = [:]
  }

  /// A list of what a check found broken.
  init(_ graph: GraphCheck, refs: [CommitID: [String]]) {
    store = graph.store
    commits = graph.commitIDs
    lostCommits = graph.lostCommits
    broken = graph.broken
    blobs = BrokenBlobs(graph.store, broken: graph.broken)
    self.refs = refs
  }

  /// What is lost, that of the newest versions first.
  mutating func run() throws -> [LostContent] {
    guard !broken.isEmpty else { return [] }
    for id in lostCommits {
      add(Loss(path: "", object: "commit:\(id.hex)", size: nil), nil, [], id, nil)
    }
    for id in commits {
      try Interruption.check()
      guard let commit = try? store.commit(id) else { continue }
      try list(commit, id)
    }
    return found.map { content($0.key, $0.value) }.sorted(by: isBefore)
  }

  private mutating func list(_ commit: Commit, _ id: CommitID) throws {
    var seen: Set<String> = []
    for loss in try below(commit.tree) {
      seen.insert(loss.object + " " + loss.path)
      add(loss, Self.asset(at: loss.path, in: commit), [loss.path], id, commit)
    }
    if let code = commit.code {
      for loss in try below(code.tree) where seen.insert(loss.object + " " + loss.path).inserted {
        add(loss, CodeAsset.reference, [loss.path], id, commit)
      }
    }
    guard let environment = commit.environment else { return }
    let key = ObjectKey(kind: .record, digest: environment.id.digest)
    if broken.contains(key) {
      let loss = Loss(path: "", object: "environment:\(environment.id.hex)", size: nil)
      return add(loss, environment.reference, [], id, commit)
    }
    for file in (try? store.environment(environment.id))?.lockFiles ?? [] {
      guard let blob = file.blob, blobs.contains(blob) else { continue }
      let loss = Loss(path: file.name, object: "blob:\(blob.hex)", size: file.size)
      add(loss, environment.reference, [file.name], id, commit)
    }
  }

  private mutating func add(
    _ loss: Loss, _ asset: AssetReference?, _ paths: [String], _ id: CommitID, _ commit: Commit?
  ) {
    let subject = commit.map { String($0.message.prefix { $0 != "\n" }) }
    var entry = found[Key(object: loss.object, asset: asset)] ?? Entry()
    entry.size = entry.size ?? loss.size
    entry.paths.formUnion(paths.map { $0.isEmpty ? "/" : $0 })
    entry.versions[id] = (commit?.author.time, subject)
    found[Key(object: loss.object, asset: asset)] = entry
  }

  /// What is lost in a folder and below it.
  private mutating func below(_ tree: TreeID) throws -> [Loss] {
    if soundTrees.contains(tree) { return [] }
    if let known = losses[tree] { return known }
    let own = Loss(path: "", object: "tree:\(tree.hex)", size: nil)
    let key = ObjectKey(kind: .tree, digest: tree.digest)
    if store.absence(of: key) != nil { return [] }
    var found: [Loss] = []
    do {
      let load = { (part: TreeID) in try store.read(.tree, part.digest) }
      for entry in tree == TreeCodec.emptyID ? [] : try TreeCodec.decode(tree, load: load) {
        if entry.mode == .tree {
          for var loss in try below(TreeID(entry.id)) {
            if loss.path.isEmpty { loss.size = loss.size ?? entry.size }
            loss.path = loss.path.isEmpty ? "\(entry.name)/" : "\(entry.name)/\(loss.path)"
            found.append(loss)
          }
        } else if entry.mode.isBlob, entry.mode.isInFolder, blobs.contains(BlobID(entry.id)) {
          let object = "blob:\(entry.id.hex)"
          found.append(Loss(path: entry.name, object: object, size: entry.size))
        }
      }
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch {
      found = [own]
    }
    if found.isEmpty { soundTrees.insert(tree) } else { losses[tree] = found }
    return found
  }

  private static func asset(at path: String, in commit: Commit) -> AssetReference? {
    let asset = commit.assets.first { asset in
      let own = asset.path.string
      return path == own || path.hasPrefix(own + "/")
        || (path.hasSuffix("/") && (own + "/").hasPrefix(path))
    }
    let records =
      commit.metrics.compactMap(\.path?.string) + [commit.params?.path.string].compactMap(\.self)
    if asset == nil, records.contains(path) { return nil }
    return asset?.reference ?? (path.isEmpty ? nil : commit.code.map { _ in CodeAsset.reference })
  }

  private func content(_ key: Key, _ entry: Entry) -> LostContent {
    let newest = entry.versions.sorted {
      ($0.value.time?.seconds ?? .min, $1.key.hex) > ($1.value.time?.seconds ?? .min, $0.key.hex)
    }
    return LostContent(
      object: key.object, size: entry.size, asset: key.asset, paths: entry.paths.sorted(),
      versions: newest.map { id, version in
        LostContent.Version(commit: id, refs: refs[id] ?? [], subject: version.subject)
      })
  }

  private func isBefore(_ a: LostContent, _ b: LostContent) -> Bool {
    (a.asset?.description ?? "", a.paths.first ?? "", a.object)
      < (b.asset?.description ?? "", b.paths.first ?? "", b.object)
  }
}
