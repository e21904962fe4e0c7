import Objects
import Repository

/// All of one environment, for a person.
struct EnvironmentPage {
  let shown: ShownEnvironment

  private var record: EnvironmentRecord { shown.record }

  func render(to terminal: inout Terminal) {
    terminal.line("\("environment \(record.id.hex)", .yellow)")
    if let commit = shown.commit { terminal.line("Commit:   \(commit.hex)") }
    if let file = shown.file { terminal.line("File:     \(file)") }
    terminal.line("Evidence: \(shown.evidence.rawValue)")
    terminal.line("Python:   \(record.interpreter?.text ?? "none") (\(record.origin.rawValue))")
    section("Packages", count: record.distributions.count, packages, &terminal)
    section("Conda packages", count: record.condaPackages.count, condaPackages, &terminal)
    section("Lock files", count: record.lockFiles.count, lockFiles, &terminal)
    section("System", record.system.table, &terminal)
    var variables = Table(indent: 2)
    for (name, value) in record.variables.sorted(by: { $0.key < $1.key }) {
      variables.row(Text(name), Text(value))
    }
    section("Variables", variables, &terminal)
    var remarks = Table(indent: 2)
    for remark in record.remarks { remarks.row(Text(remark)) }
    section("Remarks", remarks, &terminal)
  }

  private func section(
    _ title: String, count: Int? = nil, _ table: Table, _ terminal: inout Terminal
  ) {
    if table.isEmpty { return }
    terminal.line()
    terminal.line("\(title)\(count.map { " (\(Units.grouped($0)))" } ?? ""):")
    terminal.table(table)
  }

  private var packages: Table {
    var table = Table(indent: 2)
    for one in record.distributions {
      table.row(
        Text(one.name), Text(one.version), Text(one.source.text, .dim),
        Text(one.isOfSystem ? "of the operating system" : "", .dim))
    }
    return table
  }

  private var condaPackages: Table {
    var table = Table(indent: 2)
    for one in record.condaPackages {
      table.row(
        Text(one.name), Text(one.version), Text(one.build), Text(one.channel?.text ?? "", .dim))
    }
    return table
  }

  private var lockFiles: Table {
    var table = Table(indent: 2, .left, .right)
    for file in record.lockFiles {
      table.row(
        Text(file.name), Text(Units.bytes(file.size)),
        Text(file.blob.map { AssetObject.blob($0).text } ?? "left out", .dim))
    }
    return table
  }
}

extension DistributionSource {
  /// Where it came from; empty for an index.
  fileprivate var text: String {
    switch self {
    case .index: ""
    case .archive(let url, let hash, _): url.text + (hash.map { " " + $0 } ?? "")
    case .repository(let url, let system, let commit, _): "\(system)+\(url.text)@\(commit)"
    case .folder(let url, let commit, let isEditable):
      (isEditable ? "editable " : "folder ") + url.text + (commit.map { "@" + $0 } ?? "")
    }
  }
}
