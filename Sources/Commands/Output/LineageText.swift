import Lineage
import Objects

/// Lineage as a tree of lines: what was asked for at the top, each thing expanded once.
struct LineageText {
  let report: LineageReport
  /// So many steps are drawn; a longer chain would be indented beyond reading.
  private static let levelsMax = 40

  /// One line of the tree, with what follows below it.
  private struct Branch {
    /// What stands before the line, and before all that is below it.
    var margin: String
    var below: String
    var level: Int
    var line: Text
    var remarks: [Text] = []
    /// What is expanded below it: a node, or one way in which a node was made.
    var node: Int?
    var step: Int?
  }

  private var stepsOf: [Int: [Int]] = [:]
  private var wholesOf: [Int: [LineagePart]] = [:]

  init(report: LineageReport) {
    self.report = report
    for (place, step) in report.edges.enumerated() {
      let nodes = report.direction == .up ? [step.output] : Self.unique(step.inputs.map(\.node))
      for node in nodes { stepsOf[node, default: []].append(place) }
    }
    for part in report.parts { wholesOf[part.part, default: []].append(part) }
  }

  func render(to terminal: inout Terminal) {
    var expanded: Set<Int> = []
    var waiting = report.roots.reversed().map { root in
      Branch(
        margin: "", below: "", level: 0, line: title(of: root), remarks: places(of: root),
        node: root)
    }
    while var branch = waiting.popLast() {
      let hidden = hiding(branch, &expanded)
      if hidden == .shownAbove { branch.line = branch.line + Text("  (see above)", .dim) }
      let children = hidden == nil ? children(of: branch) : []
      if let node = branch.node, hidden != .shownAbove { branch.remarks += remarks(of: node) }
      if hidden == .tooFar { branch.remarks.append(Text("… more: see '--format json'", .dim)) }
      terminal.line(Text(branch.margin, .dim) + branch.line)
      let bar = branch.below + (children.isEmpty ? "  " : "│ ")
      for remark in branch.remarks { terminal.line(Text(bar, .dim) + remark) }
      waiting += children.reversed()
    }
  }

  // MARK: - Branches

  /// Why what is below a branch is not drawn there.
  private enum Hiding { case shownAbove, tooFar }

  private func hiding(_ branch: Branch, _ expanded: inout Set<Int>) -> Hiding? {
    guard let node = branch.node, hasMore(node) else { return nil }
    if expanded.contains(node) { return .shownAbove }
    if branch.level >= Self.levelsMax { return .tooFar }
    expanded.insert(node)
    return nil
  }

  private func hasMore(_ node: Int) -> Bool { stepsOf[node] != nil || wholesOf[node] != nil }

  private func children(of branch: Branch) -> [Branch] {
    var children: [Branch] = []
    if let step = branch.step {
      children = report.edges[step].inputs.map(input)
    } else if let node = branch.node {
      let steps = stepsOf[node] ?? []
      children = (wholesOf[node] ?? []).map(whole)
      if report.direction == .down {
        children += steps.map { output(of: $0, from: node) }
      } else if steps.count == 1, let step = steps.first {
        children += report.edges[step].inputs.map(input)
      } else {
        children += steps.map { step in
          Branch(
            margin: "", below: "", level: 0, line: made(report.edges[step]), step: step)
        }
      }
    }
    for place in children.indices {
      let isLast = place == children.count - 1
      children[place].margin = branch.below + (isLast ? "└─ " : "├─ ")
      children[place].below = branch.below + (isLast ? "   " : "│  ")
      children[place].level = branch.level + 1
    }
    return children
  }

  private func input(_ use: LineageUse) -> Branch {
    var branch = Branch(
      margin: "", below: "", level: 0,
      line: "\(use.role, .cyan): " + title(of: use.node, as: use.name), node: use.node)
    if let git = use.git { branch.remarks.append(Text(git.words)) }
    if let origin = use.origin {
      branch.remarks.append("from \(origin.repository) at \(origin.commit.hex)")
    }
    return branch
  }

  private func output(of place: Int, from node: Int) -> Branch {
    let step = report.edges[place]
    let roles = Self.unique(step.inputs.filter { $0.node == node }.map(\.role))
    return Branch(
      margin: "", below: "", level: 0,
      line: title(of: step.output, as: step.outputNames.last?.text),
      remarks: ["as \(Text(roles.joined(separator: ", "), .cyan)), \(made(step))"],
      node: step.output)
  }

  private func whole(_ part: LineagePart) -> Branch {
    Branch(
      margin: "", below: "", level: 0,
      line: "\("part of", .cyan): " + title(of: part.whole),
      remarks: ["as \(part.path.string)"], node: part.whole)
  }

  // MARK: - Lines

  /// The name and the whole id.
  private func title(_ name: String?, _ node: LineageNode) -> Text {
    let id = node.item.object.map { id in
      node.isExternal ? "sha256:\(id.digest.hex)" : id.text
    }
    guard let name else { return Text(node.item.text, .bold) }
    return Text(name, .bold) + Text(id.map { "  \($0)" } ?? "", .dim)
  }

  private func title(of node: Int, as name: String? = nil) -> Text {
    title(name ?? report.nodes[node].names.first?.text, report.nodes[node])
  }

  /// Where a root is, and what else it was called.
  private func places(of root: Int) -> [Text] {
    let names = report.nodes[root].names
    return names.enumerated().compactMap { place, name in
      let path = name.path.flatMap { $0.isRoot || $0.string == name.text ? nil : $0.string }
      if place == 0 { return path.map { Text($0) } }
      return "also \(name.text)\(path.map { " at \($0)" } ?? "")"
    }
  }

  /// What is said below a node that is expanded here.
  private func remarks(of place: Int) -> [Text] {
    let node = report.nodes[place]
    var remarks: [Text] = []
    if let environment = node.environment { remarks.append(Text(environment.words)) }
    let steps = stepsOf[place] ?? []
    if report.direction == .up, steps.count == 1, let step = steps.first {
      remarks.append(made(report.edges[step]))
    }
    if node.isCut { remarks.append(Text("… more: raise '--depth'", .dim)) }
    if report.roots.contains(place), report.edges.isEmpty, !report.nodes.contains(where: \.isCut) {
      let isUp = report.direction == .up
      remarks.append(
        Text(
          isUp ? "nothing is recorded of how it was made" : "nothing is known to be made from it"))
    }
    return remarks
  }

  /// `made in 4be07a2 Baseline (Ana, 2026-11-23 06:00:00 UTC), declared`
  private func made(_ step: LineageStep) -> Text {
    let commit = step.commit
    let run = step.run.map { " by the run \($0.hex)" } ?? ""
    let subject = DisplayWidth.shortened(commit.subject, to: 60)
    return """
      made in \(commit.id.short, .yellow) \(subject) (\(commit.author.name), \(commit.author.time.text))\
      \(run), \(step.evidence.rawValue)
      """
  }

  private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
    var seen: Set<Element> = []
    return elements.filter { seen.insert($0).inserted }
  }
}

extension LineageGit {
  /// `git 9f2c1e7… on main, with uncommitted changes`
  fileprivate var words: String {
    "git \(commit ?? "without a commit")" + (branch.map { " on \($0)" } ?? ", detached")
      + (isDirty ? ", with uncommitted changes" : "")
  }
}

extension EnvironmentFacts {
  /// `python 3.11.7, 62 packages`
  fileprivate var words: String {
    [
      python.map { "python \($0)" }, packageCount.map { Units.count($0, "package") },
    ].compactMap { $0 }.joined(separator: ", ")
  }
}
