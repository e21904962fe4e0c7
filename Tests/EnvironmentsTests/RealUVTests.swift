// The same proof with uv, where it is installed.
import FileIO
import Objects
import TestSupport
import Testing

@testable import Environments

@Suite(
  .enabled(
    if: RestoreTools.find(
      for: nil, variables: RealPip.variables, fileSystem: KernelFileSystem()
    ).uv != nil, "needs uv on PATH"))
struct RealUVTests {
  @Test(.timeLimit(.minutes(20)))
  func whatUVMadeComesBack() async throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    try await RealPip.run("uv", "venv", "-q", folder.path.string + "/.venv")
    let python = folder.path.string + "/.venv/bin/python"
    try await RealPip.run("uv", "pip", "install", "-q", "--python", python, "six==1.16.0")
    let reader = EnvironmentReader(
      variables: RealPip.variables, workTree: folder.path, fileSystem: fileSystem)
    let before = reader.capture()
    #expect(before.record.distributions.map(\.installer) == ["uv"])
    let tools = RestoreTools.find(
      for: before.record.interpreter, variables: RealPip.variables, fileSystem: fileSystem)
    let plan = try RestorePlanner(before, tools: tools, fileSystem: fileSystem)
      .plan(into: folder.path.appending("restored"))
    let result = try await plan.run(for: before.record, in: fileSystem)
    #expect(result.isExact, "\(result.difference)")
    #expect(result.capture.record.interpreter == before.record.interpreter)
  }
}
