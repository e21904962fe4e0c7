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
    noteUnlinked()
    noteStale()
  }

  private mutating func link(
    _ asset: AssetVersion, before: AssetVersion?, wishes: [LineageRequest]?
  ) throws {
    let old = before.flatMap { sources.edge(of: $0) }
    if let wishes {
      return try make(asset, inputs.resolve(wishes, of: asset))
    }
    if let before, before.object == asset.object {
      guard var kept = old else { return }
      kept.output = asset.reference
      edges.append(kept)
      return
    }
    if let standard = sources.standard[asset.reference] {
      return try make(asset, inputs.resolve(standard, of: asset))
    }
    guard asset.kind == .model, sources.changedModels == [asset.reference] else { return }
    make(asset, usualInputs(of: old))
  }

  /// Of the only model that changed: the datasets that the command named, else those of its last
  /// edge as they are now, else those that came with it.
  private mutating func usualInputs(of old: LineageEdge?) -> [LineageInput] {
    if !sources.named.isEmpty { return sources.named.map(Self.training) }
    guard let old else { return sources.newDatasets.map(Self.training) }
    return old.inputs.compactMap { input in
      guard case .asset(let reference, _, nil) = input.source,
        input.role != LineageInput.code, input.role != LineageInput.environment
      else { return input.isMade ? nil : input }
      guard reference != old.output else { return input }
      guard let now = sources.assets.first(where: { $0.reference == reference }) else {
        notices.append(
          "'\(reference)' is an input of '\(old.output)' no more: it is not in this commit")
        return nil
      }
      return LineageInput(.asset(reference, id: now.object), role: input.role)
    }
  }

  private static func training(_ asset: AssetVersion) -> LineageInput {
    LineageInput(.asset(asset.reference, id: asset.object), role: LineageInput.train)
  }

  private mutating func make(_ asset: AssetVersion, _ found: [LineageInput]) {
    var all = found
    if let code = sources.code {
      all.append(
        LineageInput(
          .asset(CodeAsset.reference, id: .tree(code.tree)), role: LineageInput.code))
    }
    if let environment = sources.environment {
      all.append(
        LineageInput(
          .asset(environment.reference, id: .environment(environment.id)),
          role: LineageInput.environment))
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
      "\(models.count) models changed together and \(names) \(models.count == 1 ? "is" : "are") "
        + "linked to nothing: say what made each, such as '--from \(first.name)=DATASET'")
  }

  /// Data that is newer than the model that was made from it.
  private mutating func noteStale() {
    for edge in edges where !made.contains(edge.output) {
      for case .asset(let reference, let id, nil) in edge.inputs.map(\.source) {
        guard let now = sources.assets.first(where: { $0.reference == reference }),
          now.object != id, sources.changed.contains(reference)
        else { continue }
        notices.append(
          "'\(edge.output.name)' was not retrained: its lineage names '\(reference.name)' as it was, "
            + String(id.digest.hex.prefix(7)))
      }
    }
  }
}

extension LineageInput {
  /// Whether mlx puts it into every edge that it makes.
  fileprivate var isMade: Bool {
    role == LineageInput.code || role == LineageInput.environment
  }
}
