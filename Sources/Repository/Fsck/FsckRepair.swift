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
    if report.problems.contains(where: Self.concernsObjectIndex) {
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

  /// Damage that may come from the object index alone.
  private static func concernsObjectIndex(_ problem: FsckProblem) -> Bool {
    problem.path?.hasSuffix(".seg") == true || problem.code == "object-missing"
      || problem.code == "object-corrupt" || problem.code == "head-damaged"
  }

  /// Puts the newest head aside when it is still damaged and an earlier one is not.
  private func repairHead() throws -> String? {
    let heads = HeadCheck(operations: operations).run()
    guard let damaged = heads.damaged, let earlier = heads.earlier else { return nil }
    let fileSystem = environment.fileSystem
    var numbers = try operations.numbers().filter { $0 > earlier }
    numbers.sort()
    for number in numbers.reversed() {
      let path = operations.path(of: number)
      try fileSystem.rename(path, to: FilePath(path.string + ".damaged"))
    }
    if environment.durability == .full { try fileSystem.syncDirectory(operations.folder) }
    let operation = try operations.current().operation
    return "went back from head \(damaged) to head \(earlier), as of '\(operation.description)' "
      + "at \(operation.author.time); the damaged file is kept as "
      + "'\(operations.path(of: damaged).string).damaged'"
  }
}
