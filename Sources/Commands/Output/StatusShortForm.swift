import Objects
import Repository
import WorkingTree

/// `mlx status -s`: a line each, the staged letter before the one of the work tree.
struct StatusShortForm {
  let report: StatusReport

  private struct Row {
    var staged = " "
    var unstaged = " "
    var kind: String
    var path: String
  }

  func render(to terminal: inout Terminal) {
    var rows: [Row] = []
    for asset in report.staged {
      merge(asset.kind.rawValue, asset.path.string, into: &rows) { $0.staged = asset.change.letter }
    }
    for asset in report.unstaged {
      merge(asset.kind.rawValue, asset.path.string, into: &rows) {
        $0.unstaged = asset.change.letter
      }
    }
    for file in report.stagedFiles {
      merge(file.role.rawValue, file.path.string, into: &rows) { $0.staged = file.change.letter }
    }
    for file in report.unstagedFiles {
      merge(file.role.rawValue, file.path.string, into: &rows) { $0.unstaged = file.change.letter }
    }
    for file in report.code {
      merge("code", file.path.string, into: &rows) { $0.unstaged = file.change.letter }
    }
    for change in report.stagedExternal {
      merge(change.asset.kind.rawValue, change.asset.location, into: &rows) {
        $0.staged = change.change.letter
      }
    }
    for drift in report.external {
      merge(drift.asset.kind.rawValue, drift.asset.location, into: &rows) {
        $0.unstaged = drift.state.letter
      }
    }
    var table = Table()
    for row in rows {
      table.row("\(row.staged, .green)\(row.unstaged, .red)", Text(row.kind), Text(row.path))
    }
    for suggestion in report.suggestions {
      table.row(Text("??", .red), Text(suggestion.kind.rawValue), Text(suggestion.path.string))
    }
    terminal.table(table)
    if report.moreSuggestions > 0 {
      terminal.notice("\(Units.grouped(report.moreSuggestions)) more are not tracked")
    }
  }

  private func merge(
    _ kind: String, _ path: String, into rows: inout [Row], _ change: (inout Row) -> Void
  ) {
    if let index = rows.firstIndex(where: { $0.kind == kind && $0.path == path }) {
      change(&rows[index])
    } else {
      var row = Row(kind: kind, path: path)
      change(&row)
      rows.append(row)
    }
  }
}

extension ExternalDrift.State {
  /// `?` where nobody can tell.
  fileprivate var letter: String { self == .modified ? "M" : "?" }
}
