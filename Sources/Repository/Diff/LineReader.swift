import GitBridge
import ObjectStore
import Objects
import WorkingTree

/// Compares texts by line, as many of them as a person reads.
final class LineReader {
  /// Longer files are compared by their ids alone.
  private static let bytesMax: UInt64 = 1 << 20
  private static let filesMax = 200

  private let store: ObjectStore
  private let workTree: WorkTree
  private var filesLeft = filesMax

  init(store: ObjectStore, workTree: WorkTree) {
    self.store = store
    self.workTree = workTree
  }

  /// A file of one state: what it is, and where its bytes are when the store has them not.
  struct Side {
    let state: FileState
    let path: RepositoryPath
    let isOnDisk: Bool
  }

  /// The lines that differ; nil for what is no text, too long, or one file too many.
  func compare(_ before: Side?, _ after: Side?) -> LineDiff? {
    let sides = [before, after].compactMap { $0 }
    guard filesLeft > 0, before?.state.id != after?.state.id,
      sides.allSatisfy({ $0.state.mode.isFile && $0.state.size <= Self.bytesMax })
    else { return nil }
    filesLeft -= 1
    guard let old = before.map(bytes) ?? [], let new = after.map(bytes) ?? [],
      let lines = try? LineDiff(old: old, new: new), !lines.isBinary
    else { return nil }
    return lines
  }

  private func bytes(_ side: Side) -> [UInt8]? {
    let limit = Int(Self.bytesMax)
    if let blob = side.state.blob, let stored = try? store.readBlob(blob, maxBytes: limit) {
      return stored
    }
    guard side.isOnDisk else { return nil }
    return try? workTree.fileSystem.readFile(workTree.absolute(side.path), maxBytes: limit)
  }
}

extension TreeMode {
  /// Whether it is a file with lines, not a link or a folder.
  fileprivate var isFile: Bool { self == .file || self == .executable }
}
