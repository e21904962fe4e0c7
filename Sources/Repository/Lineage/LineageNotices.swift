import Objects

/// What commit says of edges that it did not make: where the version's data, code or environment are
/// others than those that the output is linked to.
struct LineageNotices {
  private let sources: LineageSources
  private let edges: [LineageEdge]

  /// - Parameters:
  ///   - edges: those of the new commit.
  ///   - made: outputs whose edge is new, and right.
  init(_ sources: LineageSources, edges: [LineageEdge], made: [AssetReference]) {
    self.sources = sources
    self.edges = edges.filter { !made.contains($0.output) }
  }

  /// In the order of the edges.
  var kept: [String] { edges.flatMap { stale($0) + code(of: $0) + environment(of: $0) } }

  /// Data that is newer than what was made from it.
  private func stale(_ edge: LineageEdge) -> [String] {
    edge.inputs.compactMap { input in
      guard case .asset(let reference, let id, nil) = input.source,
        sources.changed.contains(reference),
        let now = sources.assets.first(where: { $0.reference == reference }), now.object != id
      else { return nil }
      return "'\(edge.output.name)' was not retrained: its lineage names '\(reference.name)' as it "
        + "was, \(Self.short(id))"
    }
  }

  /// Code that an amended commit brings in, and that may be what made the output.
  private func code(of edge: LineageEdge) -> [String] {
    guard let now = sources.code, isCorrected(edge),
      let id = Self.id(in: edge, as: LineageInput.code), id != .tree(now.tree)
    else { return [] }
    return [
      "'\(edge.output.name)' keeps the code that it was committed with, \(Self.short(id)): "
        + "'--from \(edge.output.name)=code', beside its other inputs, links it to this one"
    ]
  }

  /// An environment that was named, and not for what was made before.
  private func environment(of edge: LineageEdge) -> [String] {
    guard sources.namesEnvironment, let now = sources.environment,
      let id = Self.id(in: edge, as: LineageInput.environment), id != .environment(now.id)
    else { return [] }
    return [
      "'\(edge.output.name)' keeps the environment that it was committed with, \(Self.short(id)): "
        + "name its inputs with '--from' to link it to this one"
    ]
  }

  private func isCorrected(_ edge: LineageEdge) -> Bool {
    sources.corrected.contains { $0.id == edge.id && $0.inputs == edge.inputs }
  }

  private static func id(in edge: LineageEdge, as role: String) -> AssetObject? {
    for case .asset(_, let id, nil) in edge.inputs.filter({ $0.role == role }).map(\.source) {
      return id
    }
    return nil
  }

  private static func short(_ id: AssetObject) -> String { String(id.digest.hex.prefix(7)) }
}
