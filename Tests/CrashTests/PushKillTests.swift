import Foundation
import Testing

/// The real binary is killed while it pushes; what the remote's refs lead to is always whole.
@Suite(.serialized) struct PushKillTests {
  private let scene: KillScene
  private var remote: URL { scene.folder.appendingPathComponent("remote") }

  init() throws {
    scene = try KillScene(modelBytes: 1 << 20)
    try scene.mlx(["init"])
    try scene.mlx(["remote", "add", "origin", "remote"])
  }

  /// A clone of the remote as it is: its commit, which is checked byte by byte.
  private func cloned() throws -> String? {
    guard FileManager.default.fileExists(atPath: remote.appendingPathComponent("format").path)
    else { return nil }
    let place = scene.folder.appendingPathComponent("clone-\(UUID())")
    defer { try? FileManager.default.removeItem(at: place) }
    try scene.mlx(["clone", remote.path, place.path])
    let output = Pipe()
    let process = try scene.start(
      ["-C", place.path, "log", "--oneline", "-n", "1"], output: output)
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    try scene.mlx(["-C", place.path, "verify"])
    return String(decoding: data, as: UTF8.self)
  }

  private func commit(_ seed: UInt8) throws {
    try scene.writeModel(seed: seed)
    try scene.mlx(["commit", "-m", "round \(seed)", "--model", "model.bin", "--data", "data"])
  }

  @Test func atNamedPoints() throws {
    let points = [
      "pack-sealed", "transfer-pack", "packs-synced", "segment-written", "transfer-published",
      "push-proven", "before-head", "head-linked", "after-head",
    ]
    for (index, point) in points.enumerated() {
      try commit(UInt8(index + 1))
      #expect(try scene.stop(["push"], at: point), "\(point) is on the way")
      let found = try cloned()
      let isMoved = found?.contains("round \(index + 1)") == true
      #expect(isMoved == (point == "head-linked" || point == "after-head"), "\(point)")
      if index > 0, !isMoved { #expect(found?.contains("round \(index)") == true) }
      try scene.mlx(["push"])
    }
    #expect(try cloned()?.contains("round \(points.count)") == true)
    scene.remove()
  }

  @Test func atRandomTimes() throws {
    try commit(1)
    let seconds = try scene.secondsOf(["push"]) {}
    var last = 1
    var moved = 0
    for round in 2...7 {
      try commit(UInt8(round))
      _ = try scene.kill(["push"], after: Double.random(in: 0.05...0.95) * seconds)
      let found = try #require(try cloned())
      if found.contains("round \(round)") {
        moved += 1
      } else {
        #expect(found.contains("round \(last)"))
      }
      try scene.mlx(["push"])
      last = round
    }
    print("kill -9 in mlx push: \(moved) of 6 had moved the ref")
    #expect(try cloned()?.contains("round \(last)") == true)
    scene.remove()
  }

  @Test func fetchAtNamedPoints() throws {
    try commit(1)
    try scene.mlx(["push"])
    let other = scene.folder.appendingPathComponent("other").path
    try scene.mlx(["clone", remote.path, other])
    for (index, point) in [
      "transfer-pack", "transfer-published", "fetch-checked", "head-linked",
    ].enumerated() {
      try commit(UInt8(index + 2))
      try scene.mlx(["push"])
      #expect(try scene.stop(["-C", other, "fetch"], at: point), "\(point) is on the way")
      try scene.mlx(["-C", other, "fsck"])
      try scene.mlx(["-C", other, "pull"])
      try scene.mlx(["-C", other, "verify"])
      for name in ["model.bin", "data/7.bin"] {
        let url = URL(fileURLWithPath: other).appendingPathComponent(name)
        #expect(
          try Data(contentsOf: url)
            == Data(contentsOf: scene.folder.appendingPathComponent(name)), "\(point)")
      }
    }
    scene.remove()
  }

  /// Control-C ends each command at once, with a status of its own, and the next one goes on.
  @Test func interrupted() throws {
    try commit(1)
    for number in [SIGINT, SIGTERM] {
      let start = Date()
      let stopped = try scene.interrupt(["push", "--limit", "100kB"], with: number, after: 1)
      #expect(stopped.status == 130)
      #expect(Date().timeIntervalSince(start) < 5)
    }
    #expect(try cloned() == nil)
    try scene.mlx(["push"])
    #expect(try cloned()?.contains("round 1") == true)
    let place = scene.folder.appendingPathComponent("slow").path
    let stopped = try scene.interrupt(
      ["clone", "--limit", "100kB", remote.path, place], with: SIGINT, after: 1)
    #expect(stopped.status == 130)
    #expect(!FileManager.default.fileExists(atPath: place))
    scene.remove()
  }
}
