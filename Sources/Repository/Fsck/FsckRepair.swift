import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import WorkingTree

// `mlx fsck --repair`: what can be made again from what is whole.
extension Repository {
  /// Rebuilds what is damaged and says in sentences what was done. Objects are never deleted.
  func repair(_ report: FsckReport) throws -> [String] {
    try format.checkWriting()
    var done: [String] = []
    if try concernsObjectIndex(report.problems) {
      let rebuilt = try StoreRebuild.segments(of: store, durability: environment.durability)
      try store.reload()
      done.append(
        "rebuilt the object index: \(rebuilt.objects) objects in \(rebuilt.packs) packs")
    }
    if let sentence = try repairHead() { done.append(sentence) }
    if report.problems.contains(where: { $0.code == "index-damaged" }) {
      try saveIndex(loadIndex())
      done.append("rebuilt the index from HEAD; what was staged and not committed is not in it")
    }
    return done
  }

  /// Whether the damage may come from the object index alone.
  private func concernsObjectIndex(_ problems: [FsckProblem]) throws -> Bool {
    let holdsID = try HeadCheck(operations: operations, store: store).run().holdsID
    return problems.contains { problem in
      switch problem.code {
      case "object-missing", "object-corrupt": true
      case "head-damaged": holdsID
      default: problem.path?.hasSuffix(".seg") == true
      }
    }
  }

  /// Puts the newest head aside when it is still damaged and an earlier one is not; then puts back the
  /// operations that were found to have come after that one.
  private func repairHead() throws -> String? {
    let heads = try HeadCheck(operations: operations, store: store).run()
    guard let damaged = heads.damaged, let earlier = heads.earlier else { return nil }
    for number in try operations.numbers().filter({ $0 > earlier }).reversed() {
      let path = operations.path(of: number)
      try environment.fileSystem.rename(path, to: FilePath(path.string + ".damaged"))
    }
    if environment.durability == .full {
      try environment.fileSystem.syncDirectory(operations.folder)
    }
    for (step, id) in heads.found.enumerated() {
      try operations.swap(expected: earlier + UInt64(step), to: id)
    }
    let now = try operations.current()
    let what =
      heads.found.isEmpty
      ? "went back from head \(damaged) to head \(earlier)" : "made head \(damaged) anew"
    return "\(what): the repository is as of '\(now.operation.description)' "
      + "at \(now.operation.author.time); the damaged file is kept as "
      + "'\(operations.path(of: damaged).string).damaged'"
  }
}
