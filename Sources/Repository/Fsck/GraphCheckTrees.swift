import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

// Trees and blobs, and what a commit says of them.
extension GraphCheck {
  /// A tree of refs: the commits and records that it names.
  func view(_ id: TreeID, named name: String) throws {
    var inner = [(id: id, folder: "")]
    while let (id, folder) = inner.popLast() {
      try refs(of: id, in: folder, named: name, inner: &inner)
    }
  }

  /// One folder of refs; those in it wait in `inner`.
  private func refs(
    of id: TreeID, in folder: String, named name: String,
    inner: inout [(id: TreeID, folder: String)]
  ) throws {
    let isRoot = folder.isEmpty
    for entry in try entries(of: id, named: "the refs of \(name)") ?? [] {
      switch entry.mode {
      case .tree where isRoot && entry.name == "notes":
        try notes(TreeID(entry.id), at: ["notes"], named: name)
      case .tree where isRoot && entry.name == "runs":
        try runs(TreeID(entry.id), named: name)
      case .tree: inner.append((TreeID(entry.id), "\(folder)\(entry.name)/"))
      case .branch, .tag:
        if folder.hasPrefix("heads/") {
          branchNames.insert(folder.dropFirst("heads/".count) + entry.name)
        }
        try commits(from: CommitID(entry.id), named: "'\(entry.name)' at \(name)")
      case .symbolic: try blob(BlobID(entry.id), size: nil, named: "\(entry.name) at \(name)")
      case .note:
        report(key(id), "the note '\(entry.name)' is not below 'notes'", named: name)
      case .run:
        report(key(id), "the run '\(entry.name)' is not below 'runs'", named: name)
      case .deployment:
        _ = try visit(
          ObjectKey(kind: .record, digest: entry.id), named: "'\(entry.name)' at \(name)")
      case .file, .executable, .symlink:
        report(key(id), "'\(entry.name)' is a file among refs", named: name)
      }
    }
  }

  /// A folder of files and all below it. `owner` is the commit, or what else names it.
  func folder(_ start: TreeID, at path: RepositoryPath, of owner: String) throws {
    var queue = [(id: start, path: path)]
    while let (id, path) = queue.popLast() {
      let name = path.isRoot ? "all of \(owner)" : "\(path)/ in \(owner)"
      for entry in try entries(of: id, named: name) ?? [] {
        guard let child = try? path.appending(inTree: entry.name) else {
          report(key(id), "its folders are nested too deep to be written", named: name)
          break
        }
        if entry.mode == .tree {
          queue.append((TreeID(entry.id), child))
        } else if entry.mode.isBlob, entry.mode.isInFolder {
          try blob(BlobID(entry.id), size: entry.size, named: "\(child) in \(owner)")
        } else {
          report(key(id), "'\(child)' is a ref among files", named: name)
        }
      }
    }
  }

  /// A file's content: its chunks are there, and add up to it.
  func blob(_ id: BlobID, size: UInt64?, named name: String) throws {
    let chunk = ObjectKey(kind: .chunk, digest: id.digest)
    guard seenBlobs.insert(id.digest).inserted else {
      // What was damaged there may be so for this file too.
      if store.contains(chunk) { _ = try visit(chunk, named: name) }
      return
    }
    let isStored = store.containsBlob(id)
    if !isStored, let absence = store.absence(of: chunk) { return countAbsent(absence) }
    guard isStored, let recipe = try read(chunk, named: name, { try store.recipe(of: id) }) else {
      // A recipe that cannot be read was reported just now.
      if !isStored { _ = try visit(chunk, named: name) }
      return
    }
    guard let recipe else {
      if try visit(chunk, named: name), let size,
        let own = try read(chunk, named: name, { try store.size(of: id) }), own != size
      {
        report(chunk, "it has \(own) bytes where \(size) are named", named: name)
      }
      if readsAll {
        _ = try read(chunk, named: name) { try noteRead(store.read(.chunk, id.digest).count) }
      }
      return
    }
    try chunks(of: recipe, id, size: size, named: name)
  }

  /// The assets that a commit lists are what its tree holds.
  func assets(of commit: Commit, _ id: CommitID) throws {
    for asset in commit.assets {
      let name = "\(asset.reference) in \(id.short)"
      guard
        let entry = try? TreeWalk.find(asset.path, in: commit.tree, in: store)
      else { continue }
      let isTree = entry.mode == .tree
      guard asset.object.digest != entry.id || asset.object.isTree != isTree else { continue }
      report(
        ObjectKey(kind: .record, digest: id.digest),
        "the asset '\(asset.reference)' is not what the commit's tree has at '\(asset.path)'",
        named: name)
    }
  }

  /// The entries of a folder of notes.
  func noteEntries(of id: TreeID, named name: String) throws -> [TreeEntry]? {
    try recordEntries(of: id, named: "the notes of \(name)")
  }

  /// The entries of a folder of records, also when it was read before at another place.
  func recordEntries(of id: TreeID, named name: String) throws -> [TreeEntry]? {
    let isNew = try visit(key(id), named: name)
    guard isNew || store.contains(key(id)) else { return nil }
    return try read(id, named: name)
  }

  // MARK: -

  private func key(_ id: TreeID) -> ObjectKey { ObjectKey(kind: .tree, digest: id.digest) }

  /// The entries of a folder that was not read before; nil when it was, or when it cannot be.
  private func entries(of id: TreeID, named name: String) throws -> [TreeEntry]? {
    guard try visit(key(id), named: name) else { return nil }
    return try read(id, named: name)
  }

  private func read(_ id: TreeID, named name: String) throws -> [TreeEntry]? {
    try read(key(id), named: name) {
      let load = { (part: TreeID) in try self.store.read(.tree, part.digest) }
      for part in try TreeCodec.parts(of: id, load: load) where part != id {
        _ = try visit(key(part), named: name)
      }
      return try TreeCodec.decode(id, load: load)
    }
  }

  private func chunks(of recipe: Recipe, _ id: BlobID, size: UInt64?, named name: String) throws {
    let problemsBefore = problems.count
    for span in recipe.chunks {
      _ = try visit(ObjectKey(kind: .chunk, digest: span.id.digest), named: name)
    }
    let chunk = ObjectKey(kind: .chunk, digest: id.digest)
    if let size, recipe.size != size {
      report(chunk, "its recipe has \(recipe.size) bytes where \(size) are named", named: name)
    }
    guard hashesBlobs, problems.count == problemsBefore, !isDamaged(recipe.chunks.map(\.id)) else {
      return
    }
    _ = try read(chunk, named: name) {
      try store.stream(id, verifyWhole: true) { bytes, _ in try noteRead(bytes.count) }
    }
  }
}
