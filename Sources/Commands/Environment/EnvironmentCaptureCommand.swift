import ArgumentParser
import Environments
import FileIO
import Objects
import Repository

/// `mlx env capture`: what training runs in, also where there is no repository. The work is
/// `EnvironmentReader.capture`.
struct EnvironmentCaptureCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Capture the Python environment that is here.",
    usage: "mlx env capture [-o <file>]",
    discussion: """
      Run it where training runs; it needs no repository there, and no Python is
      started. 'mlx commit --env FILE' then records what was captured.

      Examples:
        mlx env capture
        mlx env capture -o train.env.json
        ssh gpu 'cd project && mlx env capture -o -' > train.env.json
      """)

  static let schemaName: String? = "env-capture"

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write the capture into a file; '-' is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> EnvironmentCaptureOutput {
    if output == "-" && global.json {
      throw UsageError(
        "'--json' and '-o -' would both print a document", hint: "leave one of them out")
    }
    let capture =
      try session.repositoryIfThere()?.captureEnvironment()
      ?? EnvironmentReader(
        variables: ProcessVariables.all(), workTree: global.startFolder(),
        fileSystem: KernelFileSystem()
      ).capture()
    if let output, output != "-" {
      try CaptureFile.write(capture, to: global.file(output), in: KernelFileSystem())
    }
    return EnvironmentCaptureOutput(capture: capture, file: output)
  }
}

/// What was captured, and where it went.
struct EnvironmentCaptureOutput: CommandOutput {
  let capture: EnvironmentCapture
  /// As typed; `-` for standard output, nil when the capture was not asked for.
  let file: String?

  var isSummary: Bool { file != nil && file != "-" }

  var json: [String: JSONValue] {
    [
      "object": .string(AssetObject.environment(capture.record.id).text),
      "found_by": .optional(capture.location?.foundBy),
      "prefix": .optional(capture.location?.prefix), "file": .optional(file),
      "record": capture.record.json,
    ]
  }

  func render(to terminal: inout Terminal) {
    if file == "-" {
      terminal.write(String(decoding: CaptureFile.encode(capture), as: UTF8.self))
    } else {
      terminal.table(summary)
    }
    for remark in capture.record.remarks { terminal.warning(Text(remark)) }
    if let file, file != "-" {
      terminal.hint("'mlx commit --env \(ShellWord.quoted(file))' records it")
    }
  }

  private var summary: Table {
    let record = capture.record
    var table = Table()
    func row(_ name: String, _ value: String) {
      if !value.isEmpty { table.row(Text(name, .dim), Text(value)) }
    }
    row("environment", record.id.hex)
    row("python", record.interpreter.map(\.text) ?? "none was found")
    if let location = capture.location {
      row("found", "\(location.prefix) (\(location.origin.rawValue), by \(location.foundBy))")
    }
    if !record.distributions.isEmpty { row("packages", Units.grouped(record.distributions.count)) }
    if !record.condaPackages.isEmpty {
      row("conda packages", Units.grouped(record.condaPackages.count))
    }
    row("lock files", record.lockFiles.map(\.name).joined(separator: ", "))
    row("system", record.system.line)
    row(
      "variables",
      record.variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        .joined(separator: ", "))
    if let file { row("written to", file) }
    return table
  }
}
