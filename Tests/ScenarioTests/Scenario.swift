// A Markdown file whose `console` blocks hold commands and what they print.

/// One command of a transcript with its expected outcome.
struct ScenarioStep: Equatable {
  /// The shell's input: the line behind `$ ` and the lines behind `> `.
  var command: String
  /// What it prints, on both streams in their order.
  var output: [String]
  var exitStatus: Int32 = 0
  /// Where it stands in the file, from 1.
  var line = 0
}

/// A transcript: text that is kept as it is, between commands that are run.
struct Scenario {
  enum Part: Equatable {
    case text(String)
    case step(ScenarioStep)
  }

  var parts: [Part] = []

  init(parsing document: String) {
    var isConsole = false
    var isOutput = false
    for (index, line) in document.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      if line.hasPrefix("```") {
        isConsole = !isConsole && line == "```console"
        isOutput = false
        parts.append(.text(String(line)))
      } else if isConsole, line.hasPrefix("$ ") {
        parts.append(
          .step(ScenarioStep(command: String(line.dropFirst(2)), output: [], line: index + 1)))
        isOutput = true
      } else if isConsole, isOutput {
        append(String(line))
      } else {
        parts.append(.text(String(line)))
      }
    }
  }

  private mutating func append(_ line: String) {
    guard case .step(var step)? = parts.popLast() else { return }
    if line.hasPrefix("> "), step.output.isEmpty {
      step.command += "\n" + line.dropFirst(2)
    } else if line.hasPrefix("[exit "), let status = Int32(line.dropFirst(6).dropLast()) {
      step.exitStatus = status
    } else {
      step.output.append(line.hasPrefix("\\") ? String(line.dropFirst()) : line)
    }
    parts.append(.step(step))
  }

  /// The document again.
  var document: String {
    parts.map { part in
      switch part {
      case .text(let line): line
      case .step(let step): Self.text(of: step)
      }
    }.joined(separator: "\n")
  }

  private static func text(of step: ScenarioStep) -> String {
    let command = step.command.split(separator: "\n", omittingEmptySubsequences: false)
    var lines = command.enumerated().map { ($0 == 0 ? "$ " : "> ") + $1 }
    lines += step.output.map { isMistakable($0) ? "\\" + $0 : $0 }
    if step.exitStatus != 0 { lines.append("[exit \(step.exitStatus)]") }
    return lines.joined(separator: "\n")
  }

  /// Output that would be read as something else.
  private static func isMistakable(_ line: String) -> Bool {
    ["$ ", "> ", "```", "\\", "[exit "].contains { line.hasPrefix($0) }
  }
}
