import FileIO
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport

// MARK: - Room

extension Command {
  private static let day: Int64 = 86_400

  /// Two versions that are needed, and one that no branch has had for 91 days.
  private static let oneLost: Step = { world in
    try world.initialize()
    let base = try world.commit("base", first)
    try world.commit("lost", ["a.txt": noise(3), "c.txt": noise(4)])
    _ = try world.open().reset(to: Revision(parsing: base.hex), mode: .hard)
    try world.commit("head", ["b.txt": noise(5)])
    world.clock.advance(seconds: 91 * day)
  }

  private static func collecting(
    _ name: String, before: @escaping Step = { _ in }, _ options: CollectOptions,
    isDone: @escaping @Sendable (CommandWorld) throws -> Bool
  ) -> Command {
    Command(
      name: name, isFollowedByCollections: true, isCautious: true,
      prepare: { world in
        try oneLost(world)
        try before(world)
      }, run: { _ = try $0.open().collect(options) }, isDone: isDone)
  }

  private static func condemned(_ world: CommandWorld) throws -> Int {
    try world.open().currentState().head.operation.condemned.count
  }

  /// The packs in the trash.
  private static func trash(_ world: CommandWorld) throws -> Int {
    try world.open().store.trashFolders().reduce(0) { $0 + $1.packs.count }
  }

  private static let condemn: Step = { world in
    _ = try world.open().collect()
    world.clock.advance(seconds: 15 * day)
  }

  /// Two versions of a model that differ a little.
  private static let models: Step = { world in
    try world.initialize()
    for step: UInt64 in 0...1 {
      let file = world.folder().appending("m.safetensors")
      try KernelFileSystem().removeTree(file)
      try File(file, .create, in: KernelFileSystem()).write(tensorFile(step: step), at: 0)
      try world.commit("step \(step)") {
        $0.models = [NamedPath(path: RepositoryPath(unchecked: "m.safetensors"))]
        $0.profiles = false
      }
    }
  }

  private static func repacking(_ name: String, _ options: RepackOptions) -> Command {
    Command(
      name: name, isFollowedByCollections: true, isCautious: true, prepare: models,
      run: { _ = try $0.open().repack(options) },
      isDone: { try $0.open().repack(RepackOptions(isDryRun: true)).chunks == 0 })
  }

  static let keeping: [Command] = [
    collecting("gc", CollectOptions(), isDone: { try condemned($0) > 0 }),
    collecting("gc that deletes", before: condemn, CollectOptions(), isDone: { try trash($0) > 0 }),
    collecting(
      "gc --prune=now", CollectOptions(isImmediate: true), isDone: { try trash($0) > 0 }),
    Command(
      name: "gc --undo", isFollowedByCollections: true, isCautious: true,
      prepare: { world in
        try oneLost(world)
        _ = try world.open().collect(CollectOptions(isImmediate: true))
      },
      run: { world in
        do {
          _ = try world.open().undoCollection()
        } catch CollectError.nothingInTrash {}
      }, isDone: { try trash($0) == 0 }),
    repacking("repack", RepackOptions()),
    repacking("repack --prune=now", RepackOptions(isImmediate: true)),
  ]
}

// MARK: - Other places

extension Command {
  private static func shared(
    _ name: String, collects: Bool = false, prepare: @escaping Step, run: @escaping Step,
    isDone: @escaping @Sendable (CommandWorld) throws -> Bool
  ) -> Command {
    Command(
      name: name, isSharing: true, isFollowedByCollections: collects, step: 13,
      prepare: { world in
        try prepare(world)
        for member in [CommandWorld.ana, CommandWorld.ben] where try world.isThere(member) {
          try world.nameRemote(member)
        }
      }, run: run, isDone: isDone)
  }

  private static let pushed: Step = { world in
    try twoVersions(world)
    try world.push()
  }

  /// Both know the first version, and ana has published another one.
  private static let benIsBehind: Step = { world in
    try oneVersion(world)
    try world.push()
    try world.clone()
    try world.commit("second", second)
    try world.push()
  }

  private static func published(_ subject: String) -> @Sendable (CommandWorld) throws -> Bool {
    { world in
      guard try world.isThere(CommandWorld.bare) else { return false }
      // That this side remembers it is for convenience, and no reason to fail.
      return try world.subject("main", in: CommandWorld.bare) == subject
    }
  }

  /// Whether the only file that the first version alone has is here.
  private static func isHere(_ world: CommandWorld, _ text: String) throws -> Bool {
    try world.open().store.containsBlob(BlobID(SHA256Hasher.hash(Array(text.utf8))))
  }

  private static let drop: Step = { world in
    var request = DropRequest()
    request.words = ["HEAD~1"]
    try refuse(try world.sharing().drop(request).damagedPacks)
  }

  /// Bytes that stay, and are said to stay, are no success.
  private static func refuse(_ damagedPacks: Int) throws {
    if damagedPacks > 0 { throw ForgetRefusal() }
  }

  static let sharing: [Command] = [
    shared(
      "push, the first", prepare: twoVersions, run: { try $0.push() }, isDone: published("second")),
    shared(
      "push",
      prepare: { world in
        try oneVersion(world)
        try world.push()
        try world.commit("second", second)
      }, run: { try $0.push() }, isDone: published("second")),
    shared(
      "push --delete",
      prepare: { world in
        try pushed(world)
        _ = try world.open().createBranch(BranchName(validating: "side"))
        try world.push("side")
      },
      run: { world in
        var request = PushRequest()
        request.refs = ["side"]
        _ = try world.sharing().delete(request)
      }, isDone: { try $0.open(CommandWorld.bare).branches().count == 1 }),
    shared(
      "fetch", prepare: benIsBehind, run: { _ = try $0.sharing(CommandWorld.ben).fetch() },
      isDone: { try $0.subject("origin/main", in: CommandWorld.ben) == "second" }),
    shared(
      "pull", prepare: benIsBehind, run: { _ = try $0.sharing(CommandWorld.ben).pull() },
      isDone: { world in
        try world.subject(in: CommandWorld.ben) == "second"
          && world.data(CommandWorld.ben) == second
      }),
    shared(
      "clone", prepare: pushed,
      run: { world in
        // What a clone that was cut off leaves has to be removed by hand.
        try KernelFileSystem().removeTree(world.folder(CommandWorld.ben))
        try world.clone()
      },
      isDone: { world in
        try world.isThere(CommandWorld.ben) && world.subject(in: CommandWorld.ben) == "second"
          && world.data(CommandWorld.ben) == second
      }),
    shared(
      "drop", collects: true, prepare: pushed, run: drop, isDone: { try !isHere($0, noise(1)) }),
    shared(
      "checkout that brings",
      prepare: { world in
        try pushed(world)
        try drop(world)
      },
      run: { world in
        _ = try world.open().checkout(CheckoutOptions(revision: try Revision(parsing: "v1")))
      }, isDone: data(is: first)),
    shared(
      "purge", collects: true,
      prepare: { world in
        try pushed(world)
      },
      run: { world in
        let blob = BlobID(SHA256Hasher.hash(Array(noise(1).utf8)))
        let report = try world.open().purge(
          PurgeRequest("blob:\(blob.hex)", reason: "asked to"))
        try refuse(report.remotes.reduce(report.damagedPacks) { $0 + $1.damagedPacks })
      },
      isDone: { world in
        try !isHere(world, noise(1))
          && !world.open(CommandWorld.bare).store.containsBlob(
            BlobID(SHA256Hasher.hash(Array(noise(1).utf8))))
      }),
    shared(
      "gc --remote", collects: true,
      prepare: { world in
        try oneVersion(world)
        try world.push()
        _ = try world.open().switchBranch(named: "side", create: true)
        try world.commit("lost", ["d.txt": noise(9)])
        try world.push()
        var request = PushRequest()
        request.refs = ["side"]
        _ = try world.sharing().delete(request)
        world.clock.advance(seconds: 91 * day)
      }, run: { _ = try $0.sharing().collect() },
      isDone: { try !$0.open(CommandWorld.bare).currentState().head.operation.condemned.isEmpty }),
  ]
}

/// A report that says that something stays.
private struct ForgetRefusal: MLXError {
  let code = "damaged-packs"
  let description = "packs are damaged, and stay"
  let hint: String? = nil
}
