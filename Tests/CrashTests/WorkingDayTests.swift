import Foundation
import Testing

/// Two clones of one remote go through a working day, and one of them is killed again and again.
@Suite(.serialized) struct WorkingDayTests {
  /// `MLX_DAYS` sets another number.
  private static let rounds =
    ProcessInfo.processInfo.environment["MLX_DAYS"].flatMap(Int.init) ?? 2

  private let ana: KillScene
  private var ben: String { ana.folder.appendingPathComponent("ben").path }
  private var remote: String { ana.folder.appendingPathComponent("remote").path }

  init() throws {
    ana = try KillScene(modelBytes: 512 << 10)
    try ana.mlx(["init"])
    try ana.mlx(["remote", "add", "origin", "remote"])
  }

  /// What a published version has, by its commit: the bytes of the model and of one small file.
  private struct Published {
    var commit: String
    var model: Data
    var small: Data
  }

  private func output(_ arguments: [String]) throws -> String {
    let pipe = Pipe()
    let process = try ana.start(arguments, output: pipe)
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "mlx \(arguments)")
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  private func status(_ arguments: [String]) throws -> Int32 {
    let process = try ana.start(arguments)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Ben's command, killed some time into it, and then made once more. What had landed before the kill may be
  /// refused then, with one of these statuses.
  private func killed(
    _ words: [String], mayRefuse: Set<Int32> = [], kills: inout Int
  ) throws {
    let arguments = ["-C", ben] + words
    let process = try ana.start(arguments)
    usleep(UInt32.random(in: 5_000...250_000))
    if process.isRunning { kills += 1 }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let pending = URL(fileURLWithPath: ben).appendingPathComponent(".mlops/checkout.pending")
    if FileManager.default.fileExists(atPath: pending.path) {
      #expect(try status(["-C", ben, "checkout", "--continue"]) == 0)
    }
    let ended = try status(arguments)
    #expect(ended == 0 || mayRefuse.contains(ended), "mlx \(words): \(ended)")
  }

  private func write(_ seed: UInt8, in folder: String) throws {
    try ana.writeModel(seed: seed)
    let from = ana.folder
    let to = URL(fileURLWithPath: folder)
    guard to.path != from.path else { return }
    for name in ["model.bin", "data/3.bin"] {
      let bytes = try Data(contentsOf: from.appendingPathComponent(name))
      try bytes.write(to: to.appendingPathComponent(name), options: .atomic)
    }
  }

  private func published(in folder: String) throws -> Published {
    let place = URL(fileURLWithPath: folder)
    return Published(
      commit: try output(["-C", folder, "rev-parse", "HEAD"]),
      model: try Data(contentsOf: place.appendingPathComponent("model.bin")),
      small: try Data(contentsOf: place.appendingPathComponent("data/3.bin")))
  }

  @Test func nothingIsLost() throws {
    var all: [Published] = []
    var kills = 0
    let home = ana.folder.path
    try write(1, in: home)
    try ana.mlx(["commit", "-m", "first", "--model", "model.bin", "--data", "data"])
    try ana.mlx(["push"])
    all.append(try published(in: home))
    try ana.mlx(["clone", remote, ben])

    for round in 0..<Self.rounds {
      let seed = UInt8(10 + 10 * round)
      // A branch of Ben's own, published.
      try killed(["switch", "-c", "work-\(round)"], mayRefuse: [4], kills: &kills)
      try write(seed, in: ben)
      try killed(["commit", "-am", "work \(round)"], mayRefuse: [1], kills: &kills)
      try killed(["push"], kills: &kills)
      all.append(try published(in: ben))

      // Both move main: Ana is first, and Ben keeps his under another name.
      try killed(["switch", "main"], kills: &kills)
      try write(seed + 1, in: home)
      try ana.mlx(["commit", "-am", "ana \(round)"])
      try ana.mlx(["push"])
      all.append(try published(in: home))
      try write(seed + 2, in: ben)
      try killed(["commit", "-am", "ben \(round)"], mayRefuse: [1], kills: &kills)
      #expect(try status(["-C", ben, "push"]) == 4)
      try killed(["pull"], mayRefuse: [4], kills: &kills)
      #expect(try status(["-C", ben, "pull"]) == 4)
      try killed(["branch", "mine-\(round)"], mayRefuse: [4], kills: &kills)
      try killed(["push", "origin", "mine-\(round)"], kills: &kills)
      all.append(try published(in: ben))
      try killed(["reset", "--hard", "origin/main"], kills: &kills)
      #expect(try published(in: ben).model == all[all.count - 2].model)

      // Room is made, and an older version comes back from the remote.
      try killed(["drop", "--all-but-head"], kills: &kills)
      let old = all[round]
      try killed(["checkout", old.commit, "model.bin", "data/3.bin"], kills: &kills)
      let back = try published(in: ben)
      #expect(back.model == old.model && back.small == old.small)
      try killed(["reset", "--hard"], kills: &kills)
      try killed(["gc", "--prune=now"], kills: &kills)
      try ana.mlx(["pull"])
    }
    // One file is to be forgotten, by everybody and in all versions.
    try killed(["purge", "data/7.bin", "--reason", "asked for", "-y"], kills: &kills)
    try ana.mlx(["pull"])
    try ana.mlx(["gc", "--prune=now"])
    try check(all, without: "data/7.bin")
    print("a working day: \(kills) kills in \(Self.rounds) rounds, \(all.count) versions published")
    #expect(kills > 0)
    ana.remove()
  }

  /// Both clones and the remote are sound, and what was published comes back bit for bit.
  private func check(_ all: [Published], without purged: String) throws {
    try ana.mlx(["fsck"])
    try ana.mlx(["-C", ben, "fsck"])
    try ana.mlx(["-C", ben, "fsck", "--remote"])
    let fresh = ana.folder.appendingPathComponent("fresh").path
    try ana.mlx(["clone", remote, fresh])
    for version in all {
      try ana.mlx(["-C", fresh, "checkout", version.commit])
      let found = try published(in: fresh)
      #expect(found.model == version.model && found.small == version.small, "\(version.commit)")
      let path = URL(fileURLWithPath: fresh).appendingPathComponent(purged).path
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
