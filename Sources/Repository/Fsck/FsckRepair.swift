import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import WorkingTree

// `mlx fsck --repair`: what can be made again from what is whole.
extension Repository {
  /// Rebuilds what is damaged and says in sentences what was done. Objects are never deleted, and what
  /// a later version wrote is never replaced.
  func repair(_ report: FsckReport) throws -> [String] {
    try format.checkWriting()
    var done: [String] = []
    if report.problems.contains(where: { $0.code == "checkout-pending-damaged" }) {
      done.append(
        "set the record of an interrupted checkout aside: '\(try setPendingCheckoutAside())'")
    }
    let isNewer = report.problems.contains { $0.code == "unsupported-format" }
    if !isNewer, try concernsObjectIndex(report.problems), let sentence = try rebuildObjectIndex() {
      done.append(sentence)
    }
    if let sentence = try HeadRepair(repository: self).run() { done.append(sentence) }
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

  private func rebuildObjectIndex() throws -> String? {
    let rebuilt = try StoreRebuild.segments(of: store, durability: environment.durability)
    try store.reload()
    if rebuilt.packs == 0 && rebuilt.salvagedObjects == 0 { return nil }
    let saved = rebuilt.salvagedObjects
    return "rebuilt the object index: \(rebuilt.objects) objects in \(rebuilt.packs) packs"
      + (saved > 0 ? ", \(saved) of them saved from damaged packs" : "")
  }
}
