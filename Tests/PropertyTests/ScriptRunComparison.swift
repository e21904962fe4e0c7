// What the repository holds, beside what the model holds.
import ObjectStore
import Objects
import References
import Repository

extension ScriptRun {
  func claim(_ holds: Bool, _ message: String) throws {
    if !holds { throw Broken(description: message) }
  }

  /// The files of the work tree that scripts touch.
  func work() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for path in Script.paths { found[path] = try test.bytes(path) }
    return found
  }

  func contents(
    of id: CommitID, in other: Repository? = nil
  ) throws -> [String: [UInt8]] {
    let repository = try other ?? open()
    var found: [String: [UInt8]] = [:]
    for row in try repository.list(id.hex, recursive: true) where row.mode != .tree {
      var bytes: [UInt8] = []
      try repository.cat("\(id.hex):\(row.path)") { bytes += $0 }
      found[row.path.string] = bytes
    }
    return found
  }

  func compareRefs() throws {
    let repository = try open()
    let branches = try repository.branches().reduce(into: [:]) { $0[$1.name.string] = $1.commit }
    let refs = RepositoryModel.Refs(branches: branches, head: try repository.head())
    try claim(refs == model.refs, "refs are \(refs), not \(model.refs)")
    let tracked = try trackedBranches()
    try claim(tracked == model.tracked, "known of the remote is \(tracked), not \(model.tracked)")
  }

  /// The commits that refs lead to, all of which must be there.
  func reachable() throws -> Set<CommitID> {
    let repository = try open()
    var found: Set<CommitID> = []
    var waiting =
      Array(model.refs.branches.values) + Array(model.tracked.values)
      + [model.refs.head.commit].compactMap(\.self)
    while let id = waiting.popLast() {
      guard found.insert(id).inserted else { continue }
      waiting += try repository.commit(id).parents
    }
    return found
  }

  func compareEverything() throws {
    // What a stopped collection let go leaves with the segment of a later command.
    try forgetCollected()
    let reachable = try reachable()
    for (number, id) in model.commits.enumerated() {
      let files = model.files[id] ?? [:]
      let found: [String: [UInt8]]
      do {
        found = try contents(of: id)
      } catch let error as any MLXError where error.code == "object-missing" {
        // Of what nothing leads to, the packs go that hold nothing else.
        try claim(!reachable.contains(id), "commit #\(number): \(error)")
        continue
      }
      let wrong = Script.paths.filter { found[$0] != files[$0] }
      try claim(wrong.isEmpty, "commit #\(number) holds other bytes of \(wrong)")
    }
    let report = try open().fsck()
    try claim(report.isSound, "fsck: \(report.problems)")
    try compareRemote()
    _ = try open().commit(try request())
  }
}
