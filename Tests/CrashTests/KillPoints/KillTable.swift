import FileIO
import Foundation
import Testing

/// A command of the real binary that passes named points.
struct KilledCommand: Sendable, CustomTestStringConvertible {
  let name: String
  /// Those that it is killed at in every run of the tests; together they are all there are.
  let points: [Failpoint]
  /// Whether there is a remote.
  var isSharing = false
  /// Whether something is damaged until the command has mended it.
  var isDamaged = false
  let prepare: @Sendable (KillScene) throws -> Void
  let words: [String]
  /// What the command ends with when a killed one had done all of the work already.
  var statusWhenDone: Int32 = 0
  /// Whether what it is for is done.
  let isDone: @Sendable (KillScene) throws -> Bool

  var testDescription: String { name }
}

extension KilledCommand {
  private static let start = "2001-02-03T04:05:06Z"
  private static let later = "2001-06-03T04:05:06Z"

  /// A project with a version, and files of the next one.
  private static func begin(_ scene: KillScene, isSharing: Bool = false) throws {
    scene.clock = start
    try scene.mlx(["init"])
    if isSharing { try scene.mlx(["remote", "add", "origin", "remote"]) }
    try commit(scene, 1)
    try scene.writeModel(seed: 2)
  }

  private static func commit(_ scene: KillScene, _ seed: UInt8, _ more: String...) throws {
    try scene.writeModel(seed: seed)
    try scene.mlx(["commit", "-m", "\(seed)", "--model", "model.bin", "--data", "data"] + more)
  }

  private static func twoVersions(_ scene: KillScene) throws {
    try begin(scene)
    try commit(scene, 2)
  }

  private static func pushed(_ scene: KillScene) throws {
    try begin(scene, isSharing: true)
    try commit(scene, 2)
    try scene.mlx(["push"])
  }

  private static func oneLost(_ scene: KillScene) throws {
    try twoVersions(scene)
    try commit(scene, 3, "--amend")
    scene.clock = later
  }

  private static func holds(_ seed: UInt8) -> @Sendable (KillScene) throws -> Bool {
    { try $0.digests() == $0.digests(seed: seed) }
  }

  private static func prints(
    _ words: [String], _ text: String
  ) -> @Sendable (KillScene) throws -> Bool {
    { try $0.output(words).contains(text) }
  }

  /// Another byte in the middle of the newest pack of data, whose files the work tree has.
  private static func damage(_ scene: KillScene) throws {
    let packs = scene.folder.appendingPathComponent(".mlops/objects/packs")
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
    let newest = try FileManager.default.contentsOfDirectory(
      at: packs, includingPropertiesForKeys: Array(keys)
    ).filter { try $0.resourceValues(forKeys: keys).fileSize ?? 0 > 100_000 }.max {
      let dates = try [$0, $1].map { try $0.resourceValues(forKeys: keys).contentModificationDate }
      return dates[0] ?? .distantPast < dates[1] ?? .distantPast
    }
    let pack = try #require(newest)
    var bytes = try Data(contentsOf: pack)
    bytes[bytes.count / 2] ^= 1
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: pack.path)
    try bytes.write(to: pack)
  }

  /// Files below a folder.
  private static func count(_ scene: KillScene, _ folder: String) -> Int {
    let path = scene.folder.appendingPathComponent(folder).path
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String }
    return names?.count { $0.hasSuffix(".pack") } ?? 0
  }

  static let all: [KilledCommand] = versions + room + places

  private static let versions: [KilledCommand] = [
    KilledCommand(
      name: "commit",
      points: [
        .packBody, .packSealed, .packsSynced, .segmentWritten, .afterPublish, .beforeHead,
        .headLinked, .afterHead, .indexSaved,
      ],
      prepare: { try begin($0) }, words: ["commit", "--allow-empty", "-am", "two"],
      isDone: prints(["log", "--oneline", "-n", "1"], "two")),
    KilledCommand(
      name: "commit --git", points: [.gitFiles],
      prepare: { scene in
        scene.variables = GitFolder.variables
        scene.variables["MLX_COMMIT_ENVIRONMENT"] = "off"
        try GitFolder.git(["init", "-q"], in: scene.folder.path)
        try begin(scene)
        try GitFolder.git(["add", "-A"], in: scene.folder.path)
        try GitFolder.git(["commit", "-qm", "one"], in: scene.folder.path)
      }, words: ["commit", "--git", "--allow-empty", "-am", "two"],
      isDone: { scene in
        let head = try scene.head().trimmingCharacters(in: .newlines)
        return try GitFolder.git(["show", "HEAD:mlx.lock"], in: scene.folder.path).contains(head)
      }),
    KilledCommand(
      name: "checkout",
      points: [
        .checkoutPending, .checkoutFile, .checkoutFiles, .checkoutIndex, .checkoutHead,
      ], prepare: { try twoVersions($0) }, words: ["checkout", "main~1"], isDone: holds(1)),
    KilledCommand(
      name: "checkout of new files", points: [.checkoutCreated],
      prepare: { scene in
        try twoVersions(scene)
        try FileManager.default.removeItem(at: scene.folder.appendingPathComponent("data"))
        try scene.mlx(["commit", "-am", "gone"])
      }, words: ["checkout", "main~1"], isDone: holds(2)),
  ]

  private static let room: [KilledCommand] = [
    KilledCommand(
      name: "gc --prune=now",
      points: [.collectCopied, .collectCondemned, .collectRowsDropped, .collectPackMoved],
      prepare: { try oneLost($0) }, words: ["gc", "--prune=now"],
      isDone: { count($0, ".mlops/trash") > 0 }),
    KilledCommand(
      name: "gc --undo", points: [.collectUndoListed],
      prepare: { scene in
        try oneLost(scene)
        try scene.mlx(["gc", "--prune=now"])
      }, words: ["gc", "--undo"], statusWhenDone: 1, isDone: { count($0, ".mlops/trash") == 0 }),
    KilledCommand(
      name: "repack --prune=now", points: [.repackSealed, .repackChecked, .repackPublished],
      prepare: { scene in
        scene.clock = start
        try scene.mlx(["init"])
        for step: UInt64 in 0...2 {
          try Data(tensorFile(step: step)).write(
            to: scene.folder.appendingPathComponent("m.safetensors"))
          try scene.mlx(["commit", "-m", "\(step)", "--model", "m.safetensors"])
        }
      }, words: ["repack", "--prune=now"],
      isDone: { scene in
        for (back, step) in [(0, UInt64(2)), (1, 1), (2, 0)] {
          try scene.mlx(["checkout", "main~\(back)"])
          let file = scene.folder.appendingPathComponent("m.safetensors")
          guard try Data(contentsOf: file) == Data(tensorFile(step: step)) else { return false }
        }
        return true
      }),
    KilledCommand(
      name: "drop", points: [.forgetCopied, .forgetSwapped, .forgetDeleted], isSharing: true,
      prepare: { try pushed($0) }, words: ["drop", "HEAD~1"],
      isDone: { try $0.status(["cat", "HEAD:model.bin"]) == 0 }),
    KilledCommand(
      name: "purge", points: [.purgedHere, .remotePurgeCopied, .remotePurgeSwapped],
      isSharing: true, prepare: { try pushed($0) },
      words: ["purge", "model.bin", "--reason", "asked to", "-y"],
      isDone: { try $0.status(["cat", "HEAD:model.bin"]) != 0 }),
    KilledCommand(
      name: "fsck --repair", points: [.salvageCopied, .salvagePublished, .salvageMoved],
      isDamaged: true,
      prepare: { scene in
        try twoVersions(scene)
        try damage(scene)
      }, words: ["fsck", "--repair"], isDone: { try $0.status(["fsck"]) == 0 }),
    KilledCommand(
      name: "gc --remote", points: [], isSharing: true,
      prepare: { scene in
        try begin(scene, isSharing: true)
        try scene.mlx(["push"])
        try scene.mlx(["switch", "-c", "side"])
        try commit(scene, 3)
        try scene.mlx(["push"])
        try scene.mlx(["push", "origin", "--delete", "side"])
        scene.clock = later
      }, words: ["gc", "--remote"], isDone: { _ in true }),
  ]

  private static let places: [KilledCommand] = [
    KilledCommand(
      name: "push", points: [.transferPack, .transferPublished, .pushProven], isSharing: true,
      prepare: { scene in
        try begin(scene, isSharing: true)
        try scene.mlx(["push"])
        try commit(scene, 2)
      }, words: ["push"],
      isDone: { try $0.output(["rev-parse", "origin/main"]) == $0.head() }),
    KilledCommand(
      name: "pull", points: [.fetchChecked], isSharing: true,
      prepare: { scene in
        try begin(scene, isSharing: true)
        try scene.mlx(["push"])
        try scene.mlx(["clone", scene.folder.path + "/remote", scene.folder.path + "/ben"])
        try commit(scene, 2)
        try scene.mlx(["push"])
      }, words: ["-C", "ben", "pull"],
      isDone: { try $0.output(["-C", "ben", "rev-parse", "HEAD"]) == $0.head() }),
    KilledCommand(
      name: "checkout that brings", points: [.bringChecked], isSharing: true,
      prepare: { scene in
        try pushed(scene)
        try scene.mlx(["drop", "HEAD~1"])
      }, words: ["checkout", "main~1"], isDone: holds(1)),
  ]
}
