import Environments
import Objects

/// What differs between two environments, for a person.
struct EnvironmentDiffText {
  let difference: EnvironmentDiff

  /// All of it, a section for each kind of difference.
  var lines: [Text] {
    var lines = interpreterLines
    if let origin = difference.origin { lines.append(row("origin", origin)) }
    lines += section("packages", difference.packages)
    lines += section("conda packages", difference.condaPackages)
    lines += section("lock files", difference.lockFiles, value: Self.shortID)
    lines += section("system", difference.system, value: { $0 })
    lines += section("variables", difference.variables, value: { $0 })
    return lines
  }

  /// For `mlx diff`: Python and its packages, at most so many, and a word on the rest.
  func summary(shownMax: Int) -> [Text] {
    let counts = difference.counts
    let title = Text("environment", .bold) + Text(counts.isEmpty ? "" : "  " + counts)
    var table = Table(indent: 2)
    if let change = difference.interpreter {
      table.row(
        Text("changed", .yellow), "python", change.text, Text(change.distance?.words ?? "", .dim))
    }
    let packages = difference.software
    for change in packages.prefix(shownMax) { table.row(cells: change.cells) }
    return [title] + table.lines + Self.rest(packages.count - shownMax) + others
  }

  /// What the summary does not show.
  private var others: [Text] {
    let names = [
      (difference.origin != nil, "origin"), (!difference.lockFiles.isEmpty, "lock files"),
      (!difference.system.isEmpty, "system"), (!difference.variables.isEmpty, "variables"),
    ].filter(\.0).map(\.1)
    if names.isEmpty { return [] }
    return [Text("  also \(names.joined(separator: ", ")); 'mlx env diff' lists all", .dim)]
  }

  private static func rest(_ count: Int) -> [Text] {
    count > 0 ? [Text("  … and \(Units.grouped(count)) more; 'mlx env diff' lists all", .dim)] : []
  }

  private var interpreterLines: [Text] {
    guard let change = difference.interpreter else { return [] }
    let distance = change.distance.map { "  \($0.words, .dim)" } ?? Text("")
    return ["python  \(change.text)\(distance)"]
  }

  private func section(_ title: String, _ changes: [PackageChange]) -> [Text] {
    if changes.isEmpty { return [] }
    var table = Table(indent: 2)
    for change in changes { table.row(cells: change.cells) }
    return [Text(title)] + table.lines
  }

  private func section(
    _ title: String, _ changes: [FactChange], value: (String) -> String
  ) -> [Text] {
    if changes.isEmpty { return [] }
    var table = Table(indent: 2)
    for change in changes {
      let values = SystemFacts.shown(change)
      table.row(
        Text(values.field),
        Text("\(values.before.map(value) ?? "none") -> \(values.after.map(value) ?? "none")"))
    }
    return [Text(title)] + table.lines
  }

  private func row(_ title: String, _ change: FactChange) -> Text {
    "\(title)  \(change.before ?? "none") -> \(change.after ?? "none")"
  }

  /// An id as people read it; what was left out says so.
  private static func shortID(_ value: String) -> String {
    BlobID(hex: value).map(\.short) ?? value
  }
}

extension PackageChange {
  fileprivate var cells: [Text] {
    let versions = [from, to].compactMap { $0 }.joined(separator: " -> ")
    let style: Style = from == nil ? .green : to == nil ? .red : .yellow
    return [Text(word, style), Text(name), Text(versions), Text(distance?.words ?? "", .dim)]
  }
}

extension InterpreterChange {
  fileprivate var text: Text { "\(from?.text ?? "none") -> \(to?.text ?? "none")" }
}

extension VersionDistance {
  fileprivate var words: String {
    self == .sameVersionOtherSource ? "same version, other source" : rawValue
  }
}

extension EnvironmentDiff {
  /// Packages of both sorts; what conda installed for Python is in both lists, and here once.
  fileprivate var software: [PackageChange] {
    packages
      + condaPackages.filter { one in
        !packages.contains { $0.name == one.name && $0.from == one.from && $0.to == one.to }
      }
  }

  /// Such as `python, packages: 1 added, 2 changed`; empty when both are the same software.
  fileprivate var counts: String {
    let software = software
    let words = ["added", "removed", "changed"].compactMap { word -> String? in
      let count = software.count { $0.word == word }
      return count == 0 ? nil : "\(Units.grouped(count)) \(word)"
    }
    let packages = words.isEmpty ? [] : ["packages: " + words.joined(separator: ", ")]
    return ((interpreter == nil ? [] : ["python"]) + packages).joined(separator: ", ")
  }
}
