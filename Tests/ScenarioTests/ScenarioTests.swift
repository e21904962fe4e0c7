import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every transcript in `Scenarios`, and the tutorial, run against the real binary.
/// `MLX_RECORD=1` writes what really happened into them instead.
@Suite struct ScenarioTests {
  private static let folder =
    String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex))

  /// Whether the system lets files be watched: a sandbox may not.
  private static let canTrace: Bool = {
    guard let home = try? ScenarioFolder() else { return false }
    let step = ScenarioStep(command: "mlx init -q && mlx run -q --trace -- true", output: [])
    return (try? home.run(step).exitStatus) == 0
  }()

  static let files: [String] = {
    let canSign = access("/usr/bin/ssh-keygen", X_OK) == 0
    let scenarios = Shell.files(in: folder + "/Scenarios", ending: ".md")
      .filter { canSign || !$0.contains("sign") }
      .filter { canTrace || !$0.contains("trace") }
      .map { folder + "/Scenarios/" + $0 }
    let tutorial = folder + "/../../Documentation/tutorial.md"
    return scenarios + (access(tutorial, R_OK) == 0 ? [tutorial] : [])
  }()

  @Test(arguments: files)
  func transcript(file: String) throws {
    try ScenarioFolder().run(transcript: file)
  }

  @Test func thereAreScenarios() {
    #expect(Self.files.count > 5)
  }
}
