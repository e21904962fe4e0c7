import ObjectStore
import Objects
import Profiles
import WorkingTree

extension Repository {
  private static let previewBytesMax = 64 << 10

  /// What a name stands for: a commit with its changes, a folder, or a file.
  public func show(_ text: String) throws -> ShowResult {
    let reader = try noteReader()
    switch try locate(text) {
    case .commit(let id):
      let commit = try self.commit(id)
      return .commit(
        ShownCommit(
          id: id, commit: commit, refs: try decorations()[id] ?? [],
          changes: try DiffBuilder(
            repository: self, before: snapshot(of: commit.parents.first), after: snapshot(of: id)
          ).build(),
          notes: try reader.notes(about: .commit(id)),
          laterMetrics: try laterMetrics(of: commit, reader),
          purged: try tombstones().held(by: commit.tree, in: store)))
    case .entry(let found) where found.entry.mode == .tree:
      return .tree(
        ShownTree(
          commit: found.commit, path: found.path, asset: found.asset,
          id: TreeID(found.entry.id), size: found.entry.size,
          entries: try listing(found, recursive: false), profile: try profile(of: found),
          notes: try reader.notes(about: .object(.tree(TreeID(found.entry.id)))),
          laterMetrics: try laterMetrics(of: found, reader)))
    case .entry(let found):
      return .file(try file(found, reader))
    case .external(let asset, let id):
      return .external(
        ShownExternal(
          commit: id, asset: asset, entries: try listing(of: asset, recursive: false)))
    }
  }

  /// Those of the model that the entry is, not of one that it is part of.
  private func laterMetrics(
    of found: LocatedEntry, _ reader: NoteReader
  ) throws -> [MetricsEntry] {
    guard let asset = found.asset, asset.path == found.path else { return [] }
    return try reader.laterMetrics(of: asset)
  }

  /// That of the asset that the entry is. One that a later version of mlx wrote is as if it were not
  /// there.
  private func profile(of found: LocatedEntry) throws -> AssetProfile? {
    guard let asset = found.asset, asset.path == found.path, let id = try profileID(of: asset),
      store.contains(ObjectKey(kind: .record, digest: id.digest))
    else { return nil }
    do {
      return try store.profile(id)
    } catch ObjectError.unsupportedSchema {
      return nil
    }
  }

  private func file(_ found: LocatedEntry, _ reader: NoteReader) throws -> ShownFile {
    let blob = BlobID(found.entry.id)
    let head = try readStart(of: blob, bytesMax: Self.previewBytesMax)
    let isText = !head.contains(0) && TextPreview.isUTF8(head)
    let commit = try self.commit(found.commit)
    let metrics = commit.metrics.filter {
      found.asset?.path == found.path && $0.of.kind == found.asset?.kind
        && $0.of.name == found.asset?.name
    }
    return ShownFile(
      commit: found.commit, path: found.path, asset: found.asset, mode: found.entry.mode,
      id: blob, size: found.entry.size, preview: isText ? head : nil,
      isPreviewWhole: UInt64(head.count) == found.entry.size, profile: try profile(of: found),
      metrics: metrics,
      notes: try reader.notes(about: .object(.blob(blob))),
      laterMetrics: try laterMetrics(of: found, reader))
  }

  /// The first bytes of a blob.
  func readStart(of blob: BlobID, bytesMax: Int) throws -> [UInt8] {
    struct Enough: Error {}
    var head: [UInt8] = []
    do {
      try store.stream(blob) { bytes, _ in
        head += bytes.prefix(bytesMax - head.count)
        if head.count == bytesMax { throw Enough() }
      }
    } catch is Enough {
    }
    return head
  }
}

/// Tells text from binary.
enum TextPreview {
  /// Whether the bytes are UTF-8, apart from a character that the end cuts.
  static func isUTF8(_ bytes: [UInt8]) -> Bool {
    for cut in 0...min(3, bytes.count)
    where String(validating: bytes.dropLast(cut), as: UTF8.self) != nil {
      return true
    }
    return false
  }
}
