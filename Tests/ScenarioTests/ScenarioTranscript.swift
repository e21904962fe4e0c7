import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ScenarioFolder {
  private static let isRecording = getenv("MLX_RECORD") != nil

  /// Runs a transcript and compares, or with `MLX_RECORD=1` writes what really happened into it.
  func run(transcript file: String) throws {
    var scenario = Scenario(parsing: try Shell.contents(of: file))
    for (index, part) in scenario.parts.enumerated() {
      guard case .step(let step) = part else { continue }
      let actual = try run(step)
      if Self.isRecording {
        scenario.parts[index] = .step(actual)
      } else {
        try #require(
          actual == step,
          """
          \(file):\(step.line): \(step.command)
          --- expected, exit \(step.exitStatus)
          \(step.output.joined(separator: "\n"))
          --- actual, exit \(actual.exitStatus)
          \(actual.output.joined(separator: "\n"))
          """)
      }
    }
    if Self.isRecording { try Shell.write(scenario.document, to: file) }
  }
}
