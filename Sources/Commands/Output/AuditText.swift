import Objects
import ProjectFiles
import Review

/// An audit for a terminal: a finding in three lines, the worst first, and a line that sums up.
struct AuditText {
  let report: AuditReport

  func render(to terminal: inout Terminal) {
    for finding in report.findings where !terminal.settings.isQuiet || counts(finding) {
      terminal.line("\(word(of: finding)) \(finding.rule.rawValue, .bold): \(finding.message)")
      let about = [finding.asset?.text, finding.object].compactMap { $0 }
      if !about.isEmpty { terminal.line("  \(about.joined(separator: " "), .dim)") }
      terminal.line("  \("do:", .cyan) \(finding.hint)")
    }
    if terminal.settings.isQuiet { return }
    let range = report.base.map { "\($0.short)..\(report.commit.short)" } ?? report.commit.short
    let verdict: Text =
      switch report.verdict {
      case .passed: Text("passed", .green)
      case .failed: Text("failed", .red)
      case .undecided: Text("undecided", .yellow)
      }
    let rules = Units.count(report.rules.count, "rule")
    terminal.line("\(verdict): \(range), \(rules) judged, \(report.summary)")
  }

  /// Whether it plays a part in the exit status, now or in a strict audit.
  private func counts(_ finding: AuditFinding) -> Bool {
    finding.severity != .note || (finding.isGap && report.isStrict)
  }

  private func word(of finding: AuditFinding) -> Text {
    if finding.isGap { return Text("not judged", .yellow) }
    return switch finding.severity {
    case .error: Text("error", .red)
    case .warning: Text("warning", .yellow)
    case .note: Text("note", .dim)
    }
  }
}
