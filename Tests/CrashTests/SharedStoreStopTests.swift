import Foundation
import Testing

/// Processes of two clones of one store write and collect at one time, and some of them are killed.
@Suite(.serialized) struct SharedStoreStopTests {
  /// `MLX_COLLECT_SECONDS=300` makes it longer.
  static let seconds =
    ProcessInfo.processInfo.environment["MLX_COLLECT_SECONDS"].flatMap(Double.init) ?? 5

  @Test func twoClonesWriteAndCollect() throws {
    let scene = try KillScene(modelBytes: 1 << 16)
    defer { scene.remove() }
    let names = ["a", "b"]
    for name in names {
      try scene.mlx(["init", "--store", "store", name])
      try write(scene, name, 0)
      try scene.mlx(["-C", name, "commit", "-m", "0", "--data", "data"])
    }
    let end = Date().addingTimeInterval(Self.seconds)
    var round = 0
    var collected = 0
    var killed = 0
    // At least one round of each sort, however slow the machine is.
    while Date() < end || round < 3 {
      round += 1
      var running: [Process] = []
      for (number, name) in names.enumerated() {
        try write(scene, name, round)
        // Half of the versions die at once.
        let amend = (round + number) % 2 == 0 ? ["--amend"] : []
        running.append(
          try scene.start(["-C", name, "commit", "-a", "-m", "\(round)"] + amend))
      }
      // Gives the operations that lead to amended commits up: they are of a time long ago.
      let collection = try scene.start(
        ["-C", names[round % 2], "gc"], clock: "20\(40 + round % 50)-01-01T00:00:00Z")
      if round % 3 == 0 {
        usleep(UInt32.random(in: 1_000...60_000))
        kill(running[round % 2].processIdentifier, SIGKILL)
        killed += 1
      }
      for process in running + [collection] { process.waitUntilExit() }
      if collection.terminationStatus == 0 { collected += 1 }
      if round % 5 == 0 {
        for name in names { try scene.mlx(["-C", name, "fsck"]) }
      }
    }
    for name in names {
      try scene.mlx(["-C", name, "fsck"])
      try scene.mlx(["-C", name, "commit", "-a", "-m", "last", "--allow-empty"])
      try scene.mlx(["-C", name, "verify"])
    }
    print("shared store: \(round) rounds, \(collected) collections, \(killed) kills")
    let trash = scene.folder.appendingPathComponent("store/trash").path
    if collected > 4 { #expect(FileManager.default.fileExists(atPath: trash)) }
  }

  private func write(_ scene: KillScene, _ name: String, _ round: Int) throws {
    let folder = scene.folder.appendingPathComponent("\(name)/data")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var own = NoiseGenerator(state: UInt64(round * 2 + (name == "a" ? 0 : 1)))
    var same = NoiseGenerator(state: UInt64(round + 1000))
    for number in 0..<4 {
      try own.data(count: 20_000).write(to: folder.appendingPathComponent("own\(number)"))
      // Both clones store these at about one time.
      try same.data(count: 20_000).write(to: folder.appendingPathComponent("same\(number)"))
    }
  }
}
