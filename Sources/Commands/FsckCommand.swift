import ArgumentParser
import Objects
import Remotes
import Repository

/// `mlx fsck`: is every byte of the repository as it was written? The work is `Repository.fsck`, and
/// `RemoteCheck` for remotes.
struct FsckCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "fsck",
    abstract: "Check every byte of the repository, or of a remote.",
    usage: "mlx fsck [--quick] [--repair]\nmlx fsck --remote [<name>] [--quick]",
    discussion: """
      Reads and hashes every object, and follows everything that commits, operations
      and what is staged name. Exits with 3 when something is wrong.

      With '--remote', and in a folder that is a remote, the remote is checked.
      """)

  @Flag(help: "Hash no objects: only see that all is there.")
  var quick = false

  @Flag(help: "Rebuild the object index, the index and the newest head where they are damaged.")
  var repair = false

  @Option(
    defaultAsFlag: "",
    help: ArgumentHelp(
      "Check a remote: this one, or 'origin', or the only one.", valueName: "name"))
  var remote: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if repair && remote != nil { throw Self.noRepair }
  }

  private static let noRepair = UsageError(
    "a remote is not repaired in its place",
    hint: "leave '--repair' out: each problem says what to do")

  func perform(_ session: Session) async throws -> FsckReport {
    if let remote {
      return try session.openRepository().sharing(with: remote.isEmpty ? nil : remote)
        .fsck(full: !quick)
    }
    if let repository = try session.repositoryIfThere() {
      var report = try repository.fsck(FsckOptions(full: !quick, repair: repair))
      if !report.lost.isEmpty {
        report.remotes = (try? repository.remotes().map(\.name.string)) ?? []
      }
      return report
    }
    let (folder, environment) = (try global.startFolder(), try session.environment())
    guard try RemoteCheck.isRemote(folder, environment) else {
      throw RepositoryError.notARepository(folder.string)
    }
    if repair { throw Self.noRepair }
    return try RemoteCheck(folder, full: !quick, environment).run()
  }
}

extension FsckReport: CommandOutput {
  var status: ExitStatus { isSound ? .done : .missing }

  var json: [String: JSONValue] {
    [
      "sound": .bool(isSound), "problems": .list(problems, \.json),
      "checked": [
        "operations": .count(checked.operations), "commits": .count(checked.commits),
        "trees": .count(checked.trees), "blobs": .count(checked.blobs),
        "objects": .count(checked.objects), "packs": .count(checked.packs),
        "bytes": .size(checked.bytes),
      ],
      "absent": .count(absentCount), "dangling": .count(danglingCount),
      "purged": .list(purged, \.json),
      "repaired": .list(repaired, JSONValue.string),
      "lost": .list(lost, \.json),
    ]
  }

  func render(to terminal: inout Terminal) {
    for sentence in repaired { terminal.line("\("repaired", .green): \(sentence)") }
    for alike in Self.alike(problems, atMost: terminal.settings.isVerbose ? .max : 20) {
      alike[0].render(besides: alike.dropFirst(), to: &terminal)
    }
    renderLost(to: &terminal)
    let amount =
      "\(Units.count(checked.commits, "commit")), \(Units.count(checked.blobs, "file")), "
      + "\(Units.count(checked.objects, "object")) in \(Units.count(checked.packs, "pack")) "
      + "(\(Units.bytes(checked.bytes)))"
    if isSound {
      if !terminal.settings.isQuiet { terminal.line("\("sound", .green): \(amount)") }
    } else if isSoundNow {
      terminal.line("\("sound", .yellow), but for what is lost: \(amount)")
    } else {
      terminal.line("\(Units.count(problems.count, "problem"), .red) in \(amount)")
    }
    for tombstone in purged { terminal.line(Text(tombstone.sentence)) }
    if absentCount > 0 {
      let fate = purged.isEmpty ? "kept elsewhere" : "kept elsewhere or purged"
      terminal.line("\(Units.count(absentCount, "object")) \(fate)")
    }
    if danglingCount > 0 && terminal.settings.isVerbose {
      terminal.line("\(Units.count(danglingCount, "object")) that nothing names")
    }
  }
}

extension FsckReport {
  /// Problems in order; those of objects of one file that differ in nothing else together, where they are more
  /// than so many. A pack that is lost has thousands of objects.
  fileprivate static func alike(_ problems: [FsckProblem], atMost count: Int) -> [[FsckProblem]] {
    let groups = Dictionary(grouping: problems, by: \.kind)
    var seen: Set<FsckProblem> = []
    return problems.compactMap { problem in
      guard problem.object != nil, let group = groups[problem.kind], group.count > count else {
        return [problem]
      }
      return seen.insert(problem.kind).inserted ? group : nil
    }
  }
}

extension FsckProblem {
  /// The same without what tells it from others of one file.
  fileprivate var kind: FsckProblem {
    var kind = self
    kind.offset = nil
    kind.object = object == nil ? nil : ""
    kind.affected = []
    return kind
  }

  fileprivate var json: JSONValue {
    [
      "code": .string(code), "path": .optional(path),
      "offset": offset.map(JSONValue.size) ?? .null, "object": .optional(object),
      "reason": .string(reason), "affected": .list(affected, JSONValue.string),
      "hint": .optional(hint),
    ]
  }

  /// - Parameter others: problems of the same kind, which are only counted.
  fileprivate func render(besides others: ArraySlice<FsckProblem>, to terminal: inout Terminal) {
    terminal.line("\(code, isDerived ? .yellow : .red): \(reason)")
    var table = Table(indent: 2)
    if let path {
      table.row("file", Text(path + (offset.map { ", byte \($0)" } ?? "")))
    }
    if let object { table.row("object", Text(object)) }
    if !others.isEmpty {
      table.row("", "and \(Units.count(others.count, "more object")) of this file: 'mlx fsck -v'")
    }
    let all = Self.distinct(affected + others.flatMap(\.affected))
    let shown = others.isEmpty ? all.count : min(all.count, 5)
    for (index, name) in all.prefix(shown).enumerated() {
      table.row(index == 0 ? "needed by" : "", Text(name))
    }
    if all.count > shown { table.row("", "and \(all.count - shown) more") }
    if let hint { table.row("hint", Text(hint)) }
    terminal.table(table)
  }

  private static func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}
