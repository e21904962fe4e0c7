import Objects
import References

/// The edges of a new commit: those that are kept, and those of outputs whose bytes changed.
struct LineagePlan {
  private(set) var edges: [LineageEdge] = []
  /// Outputs whose edge was made now, in their order.
  private(set) var made: [AssetReference] = []
  private(set) var notices: [String] = []

  private let sources: LineageSources
  private let inputs: LineageInputs

  /// - Parameters:
  ///   - sources: what there is to link, and what was asked for.
  ///   - inputs: turns names into ids.
  init(_ sources: LineageSources, inputs: LineageInputs) throws {
    self.sources = sources
    self.inputs = inputs
    let wishes = try wishesByOutput()
    for pair in sources.pairs {
      guard let asset = pair.after else { continue }
      try link(asset, before: pair.before, wishes: wishes[asset.reference])
    }
    notices += try LineageCycle.check(edges, of: made)
    noteUnlinked()
    notices += LineageNotices(sources, edges: edges, made: made).kept
  }

  private mutating func link(
    _ asset: AssetVersion, before: AssetVersion?, wishes: [LineageRequest]?
  ) throws {
    let old = before.flatMap { sources.edge(of: $0) }
    if let wishes {
      noteSecrets(in: wishes)
      return make(asset, try inputs.resolve(wishes, of: asset, before: before), old: old)
    }
    if let before, before.object == asset.object {
      if let old { keep(old, of: asset) }
      return
    }
    if let maker = sources.makers[asset.reference] { return try take(maker, of: asset, old: old) }
    if let standard = sources.standard[asset.reference] {
      noteSecrets(in: standard)
      return make(asset, try inputs.resolve(standard, of: asset, before: before), old: old)
    }
    guard asset.kind == .model, sources.changedModels == [asset.reference] else { return }
    make(asset, usualInputs(of: old), old: old)
  }

  /// What a run read is what its output was made from.
  private mutating func take(
    _ maker: RunMaker, of asset: AssetVersion, old: LineageEdge?
  ) throws {
    let said = try sources.standard[asset.reference].map {
      try inputs.resolve($0, of: asset, before: nil)
    }
    var roles: [AssetReference: String] = [:]
    for input in (old?.inputs ?? []) + (said ?? []) {
      if case .asset(let reference, _, nil) = input.source { roles[reference] = input.role }
    }
    let found = try RunInputs(
      maker, of: asset, sources: sources, roles: roles, in: inputs.repository)
    edges.append(
      LineageEdge(
        output: asset.reference, id: asset.object, inputs: found.inputs,
        evidence: maker.run.evidence, run: maker.id))
    made.append(asset.reference)
    notices += found.notices
    for case .asset(let reference, _, nil)? in (said ?? []).map({ Optional($0.source) })
    where !found.inputs.contains(where: { $0.reference == reference }) {
      notices.append(
        "mlx.yaml says that '\(asset.name)' is made from '\(reference.name)', and the run "
          + "\(maker.id.short) did not declare it")
    }
  }

  /// How unchanged bytes were made stays as it is recorded. Only where the commit that recorded it is
  /// replaced by one that names the environment was that one found wrong.
  private mutating func keep(_ old: LineageEdge, of asset: AssetVersion) {
    var kept = old
    kept.output = asset.reference
    if sources.namesEnvironment, sources.corrected.contains(old), let now = sources.environment {
      let environment = Self.input(AssetVersion(now))
      kept.inputs.removeAll { $0.role == LineageInput.environment }
      kept.inputs.append(environment)
      if kept.inputs != old.inputs { made.append(asset.reference) }
    }
    edges.append(kept)
  }

  /// Of the only model that changed: the datasets that the command named, else those of its last
  /// edge as they are now, else those that came with it.
  private mutating func usualInputs(of old: LineageEdge?) -> [LineageInput] {
    if !sources.named.isEmpty { return sources.named.map(Self.training) }
    guard let old else { return sources.newDatasets.map(Self.training) }
    return old.inputs.compactMap { input in
      guard case .asset(let reference, let id, nil) = input.source,
        input.role != LineageInput.code, input.role != LineageInput.environment
      else { return input.isMade ? nil : input }
      guard reference != old.output else { return input }
      guard let now = sources.present(reference, id) else {
        notices.append(
          "'\(reference)' is an input of '\(old.output)' no more: it is not in this commit")
        return nil
      }
      return LineageInput(.asset(now.reference, id: now.object), role: input.role)
    }
  }

  private static func training(_ asset: AssetVersion) -> LineageInput {
    LineageInput(.asset(asset.reference, id: asset.object), role: LineageInput.train)
  }

  /// The code or the environment.
  private static func input(_ asset: AssetVersion) -> LineageInput {
    LineageInput(
      .asset(asset.reference, id: asset.object),
      role: asset.kind == .code ? LineageInput.code : LineageInput.environment)
  }

  /// Adds the code and the environment: those of this commit, or, where the bytes were there before,
  /// those that they were linked to when they came.
  private mutating func make(
    _ asset: AssetVersion, _ found: [LineageInput], old: LineageEdge?
  ) {
    let earlier = old?.id == asset.object ? old?.inputs ?? [] : []
    var all = found
    for part in inputs.made where !found.contains(where: { $0.reference == part.reference }) {
      let input = Self.input(part)
      let isNamed = part.kind == .environment && sources.namesEnvironment
      all.append(isNamed ? input : earlier.first { $0.role == input.role } ?? input)
    }
    guard !all.isEmpty else { return }
    edges.append(
      LineageEdge(
        output: asset.reference, id: asset.object, inputs: all, evidence: .declared))
    made.append(asset.reference)
  }

  /// Which output each wish is about.
  private func wishesByOutput() throws -> [AssetReference: [LineageRequest]] {
    var wishes: [AssetReference: [LineageRequest]] = [:]
    for wish in sources.wishes {
      wishes[try inputs.output(of: wish, sources: sources), default: []].append(wish)
    }
    return wishes
  }

  /// Models that changed together: nobody knows which data made which.
  private mutating func noteUnlinked() {
    let linked = Set(edges.map(\.output))
    let models = sources.changedModels.filter { !linked.contains($0) }
    guard sources.changedModels.count > 1, let first = models.first else { return }
    let names = models.map { "'\($0.name)'" }.joined(separator: ", ")
    notices.append(
      "\(sources.changedModels.count) models changed together and \(names) "
        + "\(models.count == 1 ? "is" : "are") linked to nothing: say what made each, such as '--from \(first.name)=DATASET'"
    )
  }

  /// URLs that are recorded otherwise than they were given.
  private mutating func noteSecrets(in wishes: [LineageRequest]) {
    for case .external(let uri, _) in wishes.map(\.input) {
      guard let stripped = LineageRequest.stripped(uri), stripped.utf8.count < uri.utf8.count
      else { continue }
      notices.append(LineageRequest.strippedNotice(stripped))
    }
  }
}

extension LineageInput {
  /// Whether mlx puts it into every edge that it makes.
  fileprivate var isMade: Bool {
    role == LineageInput.code || role == LineageInput.environment
  }

  /// The asset that it is.
  fileprivate var reference: AssetReference? {
    if case .asset(let reference, _, nil) = source { reference } else { nil }
  }
}
