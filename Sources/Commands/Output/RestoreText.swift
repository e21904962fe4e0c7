import Environments
import Objects
import Repository

/// What `mlx env restore` did, or would do.
struct EnvironmentRestoreOutput: CommandOutput {
  let found: VersionEnvironment
  /// As typed.
  let revision: String
  /// As typed, or the one that was chosen.
  let folder: String
  let plan: RestorePlan
  /// nil for a dry run.
  var result: RestoreResult?

  /// What came out as it should be needs no words with `-q`.
  var isSummary: Bool { result?.isExact == true }

  /// `no` when it is not exactly what was recorded, or nothing of it can be made.
  var status: ExitStatus {
    (result?.isExact ?? !plan.steps.isEmpty) ? .done : .no
  }

  /// `HEAD (4be07a2)`
  var version: String { "\(revision) (\(found.commit.short))" }

  var json: [String: JSONValue] {
    [
      "commit": .string(found.commit.hex),
      "object": .string(AssetObject.environment(found.asset.id).text),
      "folder": .string(plan.target), "dry_run": .bool(result == nil),
      "steps": .list(plan.steps) {
        ["does": .string($0.sentence), "command": .list($0.shownCommand, JSONValue.string)]
      },
      "limits": .list(plan.limits) {
        ["subject": .string($0.subject), "reason": .string($0.reason)]
      },
      "exact": result.map { .bool($0.isExact) } ?? .null,
      "environment": result?.difference.json ?? .null,
    ]
  }

  func render(to terminal: inout Terminal) {
    guard let result else { return renderPlan(to: &terminal) }
    if result.isExact {
      terminal.line(
        "\(folder) is exactly the environment of \(version): \(result.capture.record.summary)")
    } else {
      terminal.line("\(folder) is not exactly the environment of \(version); what differs:")
      for line in EnvironmentDiffText(difference: result.difference).lines {
        terminal.line("  " + line)
      }
    }
    terminal.hint("'\(activation)' activates it")
  }

  private var activation: String {
    if result?.capture.record.origin == .conda {
      let tool = plan.steps.first?.program.split(separator: "/").last.map(String.init) ?? "conda"
      return "\(tool) activate \(ShellWord.quoted(plan.target))"
    }
    return ". \(ShellWord.quoted(folder + "/bin/activate"))"
  }

  private func renderPlan(to terminal: inout Terminal) {
    if plan.steps.isEmpty {
      terminal.line("the environment of \(version) cannot be made here")
    } else {
      terminal.line("would restore the environment of \(version) into \(folder)")
    }
    for (index, step) in plan.steps.enumerated() {
      terminal.line("\("\(index + 1)/\(plan.steps.count)", .cyan) \(step.sentence)")
      terminal.line("    \(step.commandLine, .dim)")
    }
    renderLimits(to: &terminal)
  }

  /// What does not come back, as notes.
  func renderLimits(to terminal: inout Terminal) {
    for limit in plan.limits {
      terminal.notice("\(SystemFacts.words(limit.subject)): \(limit.reason)")
    }
  }
}

extension RestorePlan.Step {
  /// Program and arguments without passwords in URLs.
  var shownCommand: [String] {
    [program]
      + arguments.map { word in
        word.contains("://") ? StrippedURL(stripping: word)?.text ?? "…" : word
      }
  }

  /// As it could be typed.
  var commandLine: String { ShellWord.joined(shownCommand) }
}
