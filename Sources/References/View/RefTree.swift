import ObjectStore
import Objects

/// Reads the tree of a view: folders `heads`, `tags` and `remotes`, whose sub-folders are the parts of
/// names.
struct RefTree {
  /// Names have few parts; a tree that is deeper is hostile.
  static let depthMax = 512
  let store: ObjectStore
  let view: TreeID

  func load(_ id: TreeID) throws -> [UInt8] { try store.read(.tree, id.digest) }

  /// HEAD, every branch, every tag and every branch of remotes. What else there is, is passed over.
  func refs() throws -> [RefName: RefValue] {
    var refs: [RefName: RefValue] = [:]
    let entries = try TreeCodec.decode(view, load: load)
    for entry in entries {
      switch (entry.name, entry.mode) {
      case ("HEAD", _): refs[.head] = try head(entry)
      case ("heads", .tree), ("tags", .tree), ("remotes", .tree):
        try forEachRef(in: TreeID(entry.id), prefix: "", depth: 0) { path, inner in
          guard let name = try name(path, in: entry.name, inner.mode) else { return }
          refs[name] = .commit(CommitID(inner.id))
        }
      default: continue
      }
    }
    guard refs[.head] != nil else { throw damaged("it has no HEAD") }
    return refs
  }

  /// One ref, reading no more than the folders on its way.
  func value(of name: RefName) throws -> RefValue? {
    var folder = view
    var parts = name.description.split(separator: "/")
    guard let last = parts.popLast() else { return nil }
    for part in parts {
      guard let entry = try TreeCodec.entry(named: String(part), in: folder, load: load),
        entry.mode == .tree
      else { return nil }
      folder = TreeID(entry.id)
    }
    guard let entry = try TreeCodec.entry(named: String(last), in: folder, load: load) else {
      return nil
    }
    switch (name, entry.mode) {
    case (.head, _): return try head(entry)
    case (.branch, .branch), (.tag, .tag), (.remote, .branch): return .commit(CommitID(entry.id))
    default: return nil
    }
  }

  private func head(_ entry: TreeEntry) throws -> RefValue {
    switch entry.mode {
    case .branch: return .commit(CommitID(entry.id))
    case .symbolic:
      let bytes = try store.readBlob(BlobID(entry.id), maxBytes: RefNameRule.bytesMax + 8)
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.hasPrefix("heads/"),
        let name = try? BranchName(validating: String(text.dropFirst("heads/".count)))
      else { throw damaged("HEAD names '\(text.prefix(80))'") }
      return .branch(name)
    default: throw damaged("HEAD has mode \(entry.mode.rawValue)")
    }
  }

  private func name(_ path: String, in folder: String, _ mode: TreeMode) throws -> RefName? {
    do {
      switch (folder, mode) {
      case ("heads", .branch): return .branch(try BranchName(validating: path))
      case ("tags", .tag): return .tag(try TagName(validating: path))
      case ("remotes", .branch): return .remote(try RemoteBranch(validating: path))
      default: return nil
      }
    } catch {
      throw damaged("\(folder)/\(path): \(error.description)")
    }
  }

  private func forEachRef(
    in folder: TreeID, prefix: String, depth: Int, _ body: (String, TreeEntry) throws -> Void
  ) throws {
    guard depth < Self.depthMax else { throw damaged("its folders are too deep") }
    for entry in try TreeCodec.decode(folder, load: load) {
      if entry.mode == .tree {
        try forEachRef(
          in: TreeID(entry.id), prefix: prefix + entry.name + "/", depth: depth + 1, body)
      } else {
        try body(prefix + entry.name, entry)
      }
    }
  }

  private func damaged(_ reason: String) -> RefError { .viewDamaged(view, reason: reason) }
}
