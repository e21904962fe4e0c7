// A temporary home for one scenario: an empty environment, a fixed author, host and clock.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs the steps of a scenario one after the other with the real binary.
final class ScenarioFolder {
  /// What is printed in the place of the temporary folder.
  static let shownHome = "/home/ana"

  let home: String
  private var directory: String
  private var seconds = 6

  init() throws {
    var template = Array("/tmp/mlx-scenario-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ShellError(operation: "mkdtemp", number: errno) }
    home = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    directory = home + "/project"
    mkdir(directory, 0o755)
    mkdir(home + "/.bin", 0o755)
    mkdir(home + "/.tmp", 0o755)
    try ScenarioTools.install(in: home + "/.bin")
  }

  deinit {
    _ = try? Shell.run(
      "chmod -R u+rwX '\(home)' && rm -rf '\(home)'", in: "/", environment: ["PATH=/usr/bin:/bin"],
      output: "/dev/null")
  }

  /// Runs the step and returns it with what really happened.
  func run(_ step: ScenarioStep) throws -> ScenarioStep {
    let output = home + "/.tmp/output"
    let place = home + "/.tmp/directory"
    let script = "\(step.command)\n__status=$?\npwd >'\(place)'\nexit $__status"
    let status = try Shell.run(script, in: directory, environment: environment, output: output)
    seconds += 1
    let text = try Shell.contents(of: output)
    if let place = try? Shell.contents(of: place) { directory = String(place.dropLast()) }
    var actual = step
    actual.output = Self.lines(of: text.replacing(home, with: Self.shownHome))
    actual.exitStatus = status
    return actual
  }

  private var environment: [String] {
    let clock = "2001-02-03T04:\(Self.two(5 + seconds / 60)):\(Self.two(seconds % 60))Z"
    return [
      "PATH=\(Shell.binaryFolder):\(home)/.bin:/usr/bin:/bin", "HOME=\(home)",
      "TMPDIR=\(home)/.tmp", "LC_ALL=C", "MLX_TEST_CLOCK=\(clock)", "MLX_TEST_HOST=laptop",
      "MLX_USER_NAME=Ana", "MLX_USER_EMAIL=ana@example.com",
      // Ids of git commits depend on these.
      "GIT_AUTHOR_NAME=Ana", "GIT_AUTHOR_EMAIL=ana@example.com", "GIT_COMMITTER_NAME=Ana",
      "GIT_COMMITTER_EMAIL=ana@example.com", "GIT_AUTHOR_DATE=2001-02-03T04:05:06Z",
      "GIT_COMMITTER_DATE=2001-02-03T04:05:06Z",
      // What Python a machine has would be in every id.
      "MLX_COMMIT_ENVIRONMENT=off",
    ]
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func lines(of text: String) -> [String] {
    if text.isEmpty { return [] }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" {
      lines.removeLast()
    } else {
      lines.append("[no newline at the end]")
    }
    return lines
  }
}
