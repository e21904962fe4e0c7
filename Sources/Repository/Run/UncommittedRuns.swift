// Runs whose outputs wait for a commit, for `mlx status`.
import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

/// A successful run that made what HEAD does not have.
public struct UncommittedRun: Sendable, Equatable {
  public var id: RunID
  public var run: RunRecord
  /// What it made and no newer run made again, and what is still there with its size.
  public var outputs: [RepositoryPath]
}

extension Repository {
  /// So many operations are looked at: whoever ran something long ago knows.
  private static let operationsMax = 16
  static let runMark = "run "

  /// Runs of the newest operations, the newest first. Reads no file of the work tree.
  func uncommittedRuns() throws -> [UncommittedRun] {
    let head = try operations.current()
    var words: [String] = []
    var left = Self.operationsMax
    try operations.walk(from: head) { _, operation in
      if operation.description.hasPrefix(Self.runMark) {
        let rest = operation.description.dropFirst(Self.runMark.count)
        words.append(String(rest.prefix { $0.isHexDigit }))
      }
      left -= 1
      return left > 0
    }
    guard !words.isEmpty else { return [] }
    let placed = try View.runs(in: head.operation.view, from: store)
    let tree = try headCommitID().map { try commit($0).tree }
    var seen: Set<RepositoryPath> = []
    var found: [UncommittedRun] = []
    for word in words {
      guard let id = placed.first(where: { $0.id.hex.hasPrefix(word) })?.id,
        store.contains(ObjectKey(kind: .record, digest: id.digest))
      else { continue }
      guard let run = try readable(id)?.1, run.isSuccess else { continue }
      let outputs = try run.outputs.filter { output in
        guard let path = output.path, seen.insert(path).inserted else { return false }
        return try isWaiting(output, at: path, tree)
      }.compactMap(\.path)
      if !outputs.isEmpty { found.append(UncommittedRun(id: id, run: run, outputs: outputs)) }
    }
    return found
  }

  private func isWaiting(
    _ output: RunFile, at path: RepositoryPath, _ tree: TreeID?
  ) throws -> Bool {
    guard let status = try workTree.status(at: path, followingLinks: true) else { return false }
    if status.type == .regular, UInt64(clamping: status.size) != output.size { return false }
    let entry = try tree.flatMap { try TreeWalk.find(path, in: $0, in: store) }
    return entry?.id != output.object?.digest
  }
}
