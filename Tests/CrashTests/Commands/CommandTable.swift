import FileIO
import Objects
import References
import Repository
import TestSupport
import Testing

/// A command of the table: what was before, what it does, and how one sees that it is done.
struct Command: Sendable, CustomTestStringConvertible {
  typealias Step = @Sendable (CommandWorld) throws -> Void

  let name: String
  /// Whether a remote takes part, so that two disks can crash.
  var isSharing = false
  /// Whether there is a project before.
  var hasProject = true
  /// Commits go on to be made and collected for weeks afterwards.
  var isFollowedByCollections = false
  /// Where something cannot be read, it does less than it could, and says so: what cannot be read may be needed.
  var isCautious = false
  /// How many moments apart it is cut where time is short: 1 unless another command does much the same, or it
  /// takes long.
  var step = 1
  var smallFileBytes: Int?
  let prepare: Step
  let run: Step
  let isDone: @Sendable (CommandWorld) throws -> Bool

  var testDescription: String { name }

  /// Every command that changes something.
  static let all = making + moving + naming + keeping + sharing

  static func named(_ name: String) throws -> Command {
    try #require(all.first { $0.name == name })
  }

  /// `MLX_CRASH_COMMANDS="push;fetch"` takes those alone.
  static let chosen: [Command] = {
    guard let names = ProcessVariables.all()["MLX_CRASH_COMMANDS"]?.split(separator: ";") else {
      return all
    }
    return all.filter { names.contains(Substring($0.name)) }
  }()

  /// What the files of `data/` are.
  static let first = ["a.txt": noise(1), "b.txt": noise(2)]
  static let second = ["a.txt": noise(3), "b.txt": noise(2), "c.txt": noise(4)]

  static let oneVersion: Step = { world in
    try world.initialize()
    try world.commit("first", first)
  }

  static let twoVersions: Step = { world in
    try oneVersion(world)
    _ = try world.open().createTag(TagName(validating: "v1"))
    try world.commit("second", second)
  }

  /// Whether `data/` has a version's files. Where names are kept at random, a file that was deleted may be there
  /// again: nothing is lost by it, and `status` says so.
  static func data(is files: [String: String]) -> @Sendable (CommandWorld) throws -> Bool {
    { world in
      let found = try world.data()
      return files.allSatisfy { found[$0.key] == $0.value }
    }
  }
}

extension RepositoryPath {
  static let data = RepositoryPath(unchecked: "data")
}

// MARK: - Making versions

extension Command {
  private static let changed: Step = { world in
    try oneVersion(world)
    for (name, text) in second { try world.write("data/\(name)", text) }
  }

  private static func isHead(_ subject: String) -> @Sendable (CommandWorld) throws -> Bool {
    { try $0.subject() == subject && $0.open().status().isClean }
  }

  static let making: [Command] = [
    Command(
      name: "init", hasProject: false, prepare: { _ in }, run: { try $0.initialize() },
      isDone: { try $0.isThere(CommandWorld.ana) && !$0.open().operationLog().isEmpty }),
    Command(
      name: "add", prepare: changed,
      run: { _ = try $0.open().add([.data], kind: .dataset) },
      isDone: { try $0.open().status().unstaged.isEmpty }),
    Command(
      name: "add, commit", prepare: changed,
      run: { world in
        _ = try world.open().add([.data], kind: .dataset)
        try world.commit("second")
      }, isDone: isHead("second")),
    Command(
      name: "commit", prepare: changed, run: { try $0.commit("second") }, isDone: isHead("second")),
    Command(
      name: "commit that gathers packs",
      prepare: { world in
        try world.initialize()
        for number in 0..<4 {
          try world.commit("\(number)", ["\(number).txt": noise(UInt64(10 + number))])
        }
        try world.write("data/5.txt", noise(15))
      }, run: { try $0.commit("second") }, isDone: isHead("second")),
    Command(
      name: "commit --amend", step: 3, prepare: changed,
      run: { try $0.commit("better") { $0.amend = true } }, isDone: isHead("better")),
    Command(
      name: "rm", prepare: twoVersions,
      run: { _ = try $0.open().remove([RepositoryPath(unchecked: "data/a.txt")]) },
      isDone: { try $0.data()["a.txt"] == nil && $0.open().status().unstaged.isEmpty }),
    Command(
      name: "mv", prepare: twoVersions,
      run: { _ = try $0.open().move(.data, to: RepositoryPath(unchecked: "moved")) },
      isDone: { try contents(of: $0.folder().appending("moved")) == second }),
    Command(
      name: "run", prepare: oneVersion,
      run: { world in
        var request = RunRequest(words: ["/bin/sh", "-c", "echo 1 > out"], folder: world.folder())
        (request.inputs, request.outputs) = (["data"], ["out"])
        _ = try world.open().run(request)
      }, isDone: { try $0.open().runs().count == 1 }),
  ]
}

// MARK: - Going to versions

extension Command {
  /// Brings the first version back, whatever is in the way of it since a crash.
  private static let checkout: Step = { world in
    var options = CheckoutOptions(revision: try Revision(parsing: "v1"))
    options.detach = true
    _ = try world.open().checkout(options)
  }

  private static let side: Step = { world in
    try twoVersions(world)
    _ = try world.open().createBranch(
      BranchName(validating: "side"), at: Revision(parsing: "HEAD~1"))
  }

  static let moving: [Command] = [
    Command(name: "checkout", prepare: twoVersions, run: checkout, isDone: data(is: first)),
    Command(
      name: "checkout of large files", step: 3, smallFileBytes: 1_000, prepare: twoVersions,
      run: checkout,
      isDone: data(is: first)),
    Command(
      name: "switch", step: 3, prepare: side,
      run: { _ = try $0.open().switchBranch(named: "side") },
      isDone: { try $0.data() == first && $0.open().head().branch?.string == "side" }),
    Command(
      name: "switch -c", step: 3, prepare: twoVersions,
      run: { _ = try $0.open().switchBranch(named: "new", create: true) },
      isDone: { try $0.open().head().branch?.string == "new" }),
    Command(
      name: "restore", step: 3, prepare: twoVersions,
      run: { world in
        let repository = try world.open()
        let path = try repository.checkoutPath("data", from: world.folder())
        _ = try repository.restore([path], staged: true, source: Revision(parsing: "HEAD~1"))
      }, isDone: { try $0.data()["a.txt"] == first["a.txt"] }),
    Command(
      name: "reset --hard", step: 4, prepare: twoVersions,
      run: { _ = try $0.open().reset(to: Revision(parsing: "v1"), mode: .hard) },
      isDone: { try $0.subject() == "first" && data(is: first)($0) }),
    Command(
      name: "reset --soft", step: 3, prepare: twoVersions,
      run: { _ = try $0.open().reset(to: Revision(parsing: "v1"), mode: .soft) },
      isDone: { try $0.subject() == "first" && $0.data() == second }),
    Command(
      name: "revert", step: 4, prepare: twoVersions,
      run: { _ = try $0.open().revert(.head) },
      isDone: { try $0.subject() != "second" && $0.data() == first }),
    Command(
      name: "undo", step: 2, prepare: twoVersions, run: { _ = try $0.open().undo() },
      isDone: { try $0.subject() == "first" }),
    Command(
      name: "undo of undo", step: 3,
      prepare: { world in
        try twoVersions(world)
        _ = try world.open().undo()
      }, run: { _ = try $0.open().undo() }, isDone: { try $0.subject() == "second" }),
  ]
}

// MARK: - Refs and notes

extension Command {
  private static func branches(_ world: CommandWorld) throws -> Set<String> {
    Set(try world.open().branches().map(\.name.string))
  }

  private static let branched: Step = { world in
    try oneVersion(world)
    _ = try world.open().createBranch(BranchName(validating: "side"))
  }

  static let naming: [Command] = [
    Command(
      name: "branch", prepare: oneVersion,
      run: { _ = try $0.open().createBranch(BranchName(validating: "side")) },
      isDone: { try branches($0) == ["main", "side"] }),
    Command(
      name: "branch -m", step: 3, prepare: branched,
      run: { world in
        _ = try world.open().renameBranch(
          BranchName(validating: "side"), to: BranchName(validating: "other"))
      }, isDone: { try branches($0) == ["main", "other"] }),
    Command(
      name: "branch -d", step: 3, prepare: branched,
      run: { _ = try $0.open().deleteBranch(BranchName(validating: "side")) },
      isDone: { try branches($0) == ["main"] }),
    Command(
      name: "tag", prepare: oneVersion,
      run: { _ = try $0.open().createTag(TagName(validating: "v1")) },
      isDone: { try $0.open().tags().count == 1 }),
    Command(
      name: "note", prepare: oneVersion,
      run: { _ = try $0.open().addNote(NoteRequest("HEAD", body: .text("looks good"))) },
      isDone: { try !$0.open().notes().isEmpty }),
    Command(
      name: "profile",
      prepare: { world in
        try world.initialize()
        try world.write("data/t.csv", "a,b\n1,2\n3,4\n")
        try world.commit("first", first) { $0.profiles = false }
      }, run: { _ = try $0.open().addProfiles("data") },
      isDone: { try !$0.open().notes(kind: .profile).isEmpty }),
  ]
}
