import FileIO
import Foundation
import Testing

private let canTrace = (try? ForegroundProgram.checkTracing()) != nil

/// The real binary runs a command, and gets signals.
@Suite(.serialized) struct RunSignalTests {
  private func scene() throws -> KillScene {
    let scene = try KillScene(modelBytes: 1 << 10)
    try scene.mlx(["init", "-q"])
    return scene
  }

  /// Starts a script below `mlx run`, waits until it says that it is ready, and signals `mlx`.
  private func interrupt(
    _ scene: KillScene, _ script: String, with signals: [Int32], _ arguments: [String] = []
  ) throws -> Int32 {
    let ready = scene.folder.appendingPathComponent("ready")
    try? FileManager.default.removeItem(at: ready)
    let process = try scene.start(
      ["run", "-q"] + arguments + ["--", "sh", "-c", script])
    for _ in 0..<500 where !FileManager.default.fileExists(atPath: ready.path) { usleep(10_000) }
    #expect(FileManager.default.fileExists(atPath: ready.path))
    for signal in signals {
      kill(process.processIdentifier, signal)
      usleep(50_000)
    }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    return process.terminationStatus
  }

  private func shown(_ scene: KillScene) throws -> String {
    let output = Pipe()
    let process = try scene.start(["run", "show", "--json"], output: output)
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test(arguments: canTrace ? [[], ["--trace"]] : [[]])
  func aSignalIsPassedOnToAllThatRuns(_ arguments: [String]) throws {
    let scene = try scene()
    defer { scene.remove() }
    // The script's own child gets it too: the group does. (A shell lets what is behind `&` ignore SIGINT.)
    let script = """
      trap 'exit 3' TERM; sh -c 'trap "echo child > told; exit 0" TERM; touch ready; \
      while :; do sleep 0.02; done' & while :; do sleep 0.02; done
      """
    #expect(try interrupt(scene, script, with: [SIGTERM], arguments) == 3)
    let run = try shown(scene)
    #expect(run.contains("\"interrupted\": true") && run.contains("\"exit\": 3"))
    for _ in 0..<100 where !FileManager.default.fileExists(atPath: scene.folder.path + "/told") {
      usleep(10_000)
    }
    #expect(FileManager.default.fileExists(atPath: scene.folder.path + "/told"))
    #expect(try scene.mlx(["fsck"]) == 0)
  }

  @Test func theThirdOneKillsWhatIgnoresThem() throws {
    let scene = try scene()
    defer { scene.remove() }
    let script = "trap '' INT TERM; touch ready; while :; do sleep 0.02; done"
    #expect(try interrupt(scene, script, with: [SIGINT, SIGTERM, SIGINT]) == 137)
    #expect(try shown(scene).contains("\"signal\": 9"))
  }

  #if os(Linux)
    @Test(.enabled(if: canTrace)) func whatItLeftBehindIsNotWaitedForAfterASignal() throws {
      let scene = try scene()
      defer { scene.remove() }
      // The command ends at once; its child has a group of its own, so that no signal reaches it.
      let script = """
        setsid sh -c 'echo $$ > left; touch ready; exec sleep 60' > /dev/null 2>&1 &
        while [ ! -e ready ]; do sleep 0.02; done; exit 0
        """
      let process = try scene.start(["run", "-q", "--trace", "--", "sh", "-c", script])
      let file = scene.folder.path
      for _ in 0..<500 where !FileManager.default.fileExists(atPath: file + "/ready") {
        usleep(10_000)
      }
      usleep(300_000)
      kill(process.processIdentifier, SIGTERM)
      // What it left behind has a descriptor that Foundation waits for, so the kernel is asked.
      let status = "/proc/\(process.processIdentifier)/status"
      func hasEnded() -> Bool {
        guard let text = try? String(contentsOfFile: status, encoding: .utf8) else { return true }
        return text.contains("State:\tZ")
      }
      for _ in 0..<500 where !hasEnded() { usleep(10_000) }
      let isOver = hasEnded()
      let left = try String(contentsOfFile: file + "/left", encoding: .utf8)
      let id = try #require(Int32(left.trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(kill(id, SIGKILL) == 0)
      process.waitUntilExit()
      #expect(isOver && process.terminationStatus == 0)
    }
  #endif

  @Test func oneThatIsNotHandledEndsIt() throws {
    let scene = try scene()
    defer { scene.remove() }
    #expect(try interrupt(scene, "touch ready; sleep 10", with: [SIGTERM]) == 143)
    #expect(try shown(scene).contains("\"signal\": 15"))
  }
}
