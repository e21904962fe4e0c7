import FileIO
import SystemPackage
import TestSupport
import Testing

/// Programs whose input and output are files.
@Suite struct FiledProcessTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(
    _ script: String, input: String = "", variables: [String: String] = [:], secondsMax: Double = 30
  ) throws -> FiledProcess.Outcome {
    try FiledProcess("/bin/sh", ["-c", script], variables: variables)
      .run(input: Array(input.utf8), in: folder.path, secondsMax: secondsMax)
  }

  @Test func whatItReadsAndWrites() throws {
    let outcome = try run(
      "cat; echo \"$A\" >&2; env | grep -c HOME; exit 3", input: "in\n", variables: ["A": "b c"])
    #expect(outcome.ending == .exited(3))
    #expect(!outcome.isSuccess)
    #expect(String(decoding: outcome.output, as: UTF8.self) == "in\n0\n")
    #expect(String(decoding: outcome.errors, as: UTF8.self) == "b c\n")
    #expect(try KernelFileSystem().entries(of: folder.path).isEmpty)
  }

  /// More than any pipe holds, both ways, without anybody reading along.
  @Test func nothingStalls() throws {
    let outcome = try run(
      "wc -c; yes | head -c 300000", input: String(repeating: "x", count: 1_000_000))
    #expect(outcome.isSuccess)
    #expect(outcome.output.count == 300_008)
  }

  @Test func howItEnds() throws {
    #expect(try run("kill -9 $$").ending == .signalled(9))
    // A closed pipe ends a child, though this process ignores the signal.
    #expect(try run("yes | head -n 1").ending == .exited(0))
    let start = MonotonicClock.seconds()
    #expect(try run("exec sleep 60", secondsMax: 0.1).ending == .timedOut)
    #expect(MonotonicClock.seconds() - start < 10)
    let missing = FiledProcess("/nowhere/at/all", [], variables: [:])
    #expect(throws: FileError.notFound("/nowhere/at/all")) {
      try missing.run(input: [], in: folder.path, secondsMax: 1)
    }
  }
}
