import ObjectStore
import Objects
import Repository

/// Follows edges from a subject, and collects what is reached.
struct LineageQuery {
  let graph: LineageGraph
  let repository: Repository
  private var store: ObjectStore { repository.store }
  private var report: LineageReport
  /// Where in the report a thing is.
  private var places: [LineageItem: Int] = [:]
  /// Where in the report a making is.
  private var steps: [Int: Int] = [:]
  /// Nodes whose edges are to be followed, by place; nearest first.
  private var waiting: [Int] = []

  init(_ graph: LineageGraph, _ question: LineageQuestion, in repository: Repository) {
    self.graph = graph
    self.repository = repository
    report = LineageReport(direction: question.direction, depth: question.depth)
    report.absentCommits = graph.absentCommits
    report.lostCommits = graph.lostCommits
  }

  /// The answer for what a question was found to be about.
  mutating func answer(_ subject: LineageSubject) throws -> LineageReport {
    for item in subject.items {
      let root = place(item, depth: 0)
      report.roots.append(root)
      if let name = subject.name { putFirst(name, of: root) }
      try addWholes(of: root, subject)
    }
    var next = 0
    while next < waiting.count {
      let node = waiting[next]
      next += 1
      switch report.direction {
      case .up: followUp(node)
      case .down: followDown(node)
      }
    }
    return report
  }

  // MARK: - Steps

  private mutating func followUp(_ node: Int) {
    let makings = graph.made[report.nodes[node].item] ?? []
    guard !isAtLimit(node, hasMore: !makings.isEmpty) else { return }
    for number in makings {
      let making = graph.makings[number]
      var step = emptyStep(making, output: node)
      for input in making.edge.inputs {
        let place = place(LineageItem(input.source), depth: report.nodes[node].depth + 1)
        step.inputs.append(use(input, at: place, in: making))
      }
      report.edges.append(step)
    }
  }

  private mutating func followDown(_ node: Int) {
    let item = report.nodes[node].item
    let makings = graph.used[item] ?? []
    guard !isAtLimit(node, hasMore: !makings.isEmpty) else { return }
    for number in makings {
      let making = graph.makings[number]
      let output = place(.object(making.edge.id), depth: report.nodes[node].depth + 1)
      let step = steps[number] ?? report.edges.count
      if step == report.edges.count {
        steps[number] = step
        report.edges.append(emptyStep(making, output: output))
      }
      for input in making.edge.inputs where LineageItem(input.source) == item {
        report.edges[step].inputs.append(use(input, at: node, in: making))
      }
    }
  }

  private mutating func isAtLimit(_ node: Int, hasMore: Bool) -> Bool {
    guard let limit = report.depth, report.nodes[node].depth >= limit else { return false }
    report.nodes[node].isCut = hasMore
    return true
  }

  private func emptyStep(_ making: LineageGraph.Making, output: Int) -> LineageStep {
    LineageStep(
      output: output, outputNames: making.outputs, inputs: [], evidence: making.edge.evidence,
      run: making.edge.run, commit: graph.commit(making.commit))
  }

  private func use(
    _ input: LineageInput, at place: Int, in making: LineageGraph.Making
  ) -> LineageUse {
    LineageUse(
      node: place, role: input.role, name: input.uri ?? input.reference?.text ?? "",
      origin: input.origin, git: git(of: input, in: making))
  }

  /// Git's state around a code input, when the commit that made the edge recorded that code; else the
  /// state around the first commit that did.
  private func git(of input: LineageInput, in making: LineageGraph.Making) -> LineageGit? {
    guard case .asset(CodeAsset.reference, .tree(let tree), nil) = input.source else { return nil }
    let code = graph.commits[making.commit].code
    if let code, code.tree == tree { return code.git }
    let first = graph.places[.tree(tree)]?.first { graph.seen[$0].sighting.reference.kind == .code }
    return first.flatMap { graph.commits[graph.seen[$0].commit].code?.git }
  }

  // MARK: - Nodes

  /// The node of an item, made when it is not there.
  private mutating func place(_ item: LineageItem, depth: Int) -> Int {
    if let known = places[item] { return known }
    let place = report.nodes.count
    places[item] = place
    var node = LineageNode(item: item, names: graph.names(of: item), depth: depth)
    if case .object(.environment(let id)) = item {
      node.environment = EnvironmentFacts(id, in: store)
    }
    report.nodes.append(node)
    waiting.append(place)
    return place
  }

  private mutating func putFirst(_ name: LineageName, of node: Int) {
    var name = name
    let others = report.nodes[node].names
    // Since when, not where it was looked up.
    if let same = others.first(where: { $0.subject == name.subject && $0.path == name.path }) {
      name = same
    }
    report.nodes[node].names = [name] + others.filter { $0 != name }
  }

  // MARK: - Folders

  /// Adds the folders that a root is part of: upwards the asset that it was found in, or one that was
  /// made; downwards all that something was made from.
  private mutating func addWholes(of root: Int, _ subject: LineageSubject) throws {
    if let whole = subject.whole {
      let place = place(.object(whole.object), depth: 0)
      report.parts.append(LineagePart(part: root, whole: place, path: whole.path))
    }
    guard case .object(let target) = report.nodes[root].item else { return }
    if case .environment = target { return }
    let isUp = report.direction == .up
    // What has a name in a commit is in no other asset of it.
    if isUp, subject.name != nil || graph.made[.object(target)] != nil { return }
    let folders = (isUp ? graph.made : graph.used).folders
    if folders.isEmpty { return }
    var search = FolderSearch(target, in: store, cache: .load(repository))
    var known = Set(report.parts.filter { $0.part == root }.map(\.whole))
    for folder in folders where .tree(folder) != target {
      guard try search.holds(folder) else { continue }
      let place = place(.object(.tree(folder)), depth: 0)
      guard known.insert(place).inserted else { continue }
      report.parts.append(
        LineagePart(part: root, whole: place, path: try search.path(in: folder)))
    }
    report.unreadFolders += search.unread.count
    search.cache.save(repository)
  }
}

extension [LineageItem: [Int]] {
  /// The folders among the items, in the order in which history first named them.
  fileprivate var folders: [TreeID] {
    var found: [(first: Int, id: TreeID)] = []
    for (item, makings) in self {
      guard case .object(.tree(let id)) = item else { continue }
      found.append((makings.first ?? 0, id))
    }
    return found.sorted { ($0.first, $0.id) < ($1.first, $1.id) }.map(\.id)
  }
}
