// `lineage-missing`, `lineage-declared`, `input-not-stored`, `stage-stale`.
import ObjectStore
import Objects
import ProjectFiles
import Repository

extension AuditRun {
  /// Each new model is linked to data, code and an environment; and how that is known.
  mutating func auditLineage() throws {
    let edges = Dictionary(
      scope.commit.lineage.map { ($0.output, $0) }, uniquingKeysWith: { first, _ in first })
    if begins(.lineageMissing) {
      for asset in scope.assets where asset.kind == .model {
        let missing = Self.missing(of: edges[asset.reference])
        guard !missing.isEmpty else { continue }
        add(
          .lineageMissing, "\(asset.name) is not linked to \(Self.list(missing))",
          of: asset,
          hint:
            "say what it was made from: 'mlx commit --amend --from \(asset.name)=DATASET'; code and "
            + "environment are linked unless 'commit.code' and 'commit.environment' are off")
      }
    }
    guard begins(.lineageDeclared) else { return }
    for edge in scope.edges where edge.evidence == .declared {
      add(
        .lineageDeclared, "what \(edge.output.name) was made from is only declared",
        hint: "run what makes it under 'mlx run', which records its inputs", asset: edge.output,
        object: edge.id.text, path: path(of: edge.output))
    }
  }

  private static func missing(of edge: LineageEdge?) -> [String] {
    let inputs = edge?.inputs ?? []
    func has(_ kind: AssetKind) -> Bool {
      inputs.contains { input in
        if case .asset(let reference, _, _) = input.source { reference.kind == kind } else { false }
      }
    }
    let hasData =
      has(.dataset)
      || inputs.contains {
        if case .external = $0.source { $0.role != LineageInput.base } else { false }
      }
    return [
      hasData ? nil : "a dataset", has(.code) ? nil : "code",
      has(.environment) ? nil : "an environment",
    ].compactMap { $0 }
  }

  /// `a dataset, code and an environment`
  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and \(last)"
  }

  func path(of reference: AssetReference) -> RepositoryPath? {
    scope.commit.assets.first { $0.reference == reference }?.path
  }

  /// Inputs of new edges, and where their bytes are.
  mutating func auditInputs() throws {
    guard begins(.inputNotStored) else { return }
    let located = Set(scope.commit.external.map(\.object))
    for edge in scope.edges {
      for input in edge.inputs {
        switch input.source {
        case .asset(let reference, let id, let origin):
          if isHeld(id) || (origin == nil && located.contains(id)) { continue }
          let from = origin.map { ", of '\($0.repository)'," } ?? ""
          addInput(edge, "\(reference.text)\(from)", id.text)
        case .external(let uri, let digest):
          let blob = digest.flatMap { Digest(hex: $0.dropFirst("sha256:".count)) }
          if let blob, store.containsBlob(BlobID(blob)) { continue }
          addInput(edge, "'\(uri)'" + (digest == nil ? ", of which no hash is known," : ""), digest)
        }
      }
    }
  }

  private mutating func addInput(_ edge: LineageEdge, _ name: String, _ object: String?) {
    add(
      .inputNotStored,
      "\(edge.output.name) was made from \(name) which is not stored here, and no remote has it",
      hint: "keep it: 'mlx add' it as a dataset or a model, and name it with '--from'",
      asset: edge.output, object: object, path: path(of: edge.output), mark: name)
  }

  /// Whether an object is here, or a remote has promised it.
  private func isHeld(_ object: AssetObject) -> Bool {
    switch object {
    case .blob(let id): store.containsBlob(id) || store.isPromised(id)
    case .tree(let id): store.contains(ObjectKey(kind: .tree, digest: id.digest))
    case .environment(let id): store.contains(ObjectKey(kind: .record, digest: id.digest))
    }
  }

  /// Outputs of recorded runs whose inputs have other bytes in the version itself. Not code: the
  /// snapshot changes with every file of the project.
  mutating func auditStages() {
    let recorded = scope.commit.lineage.filter { $0.evidence != .declared || $0.run != nil }
    guard !recorded.isEmpty, begins(.stageStale) else { return }
    let now = scope.commit.references
    let before = scope.base?.references ?? [:]
    for edge in recorded where now[edge.output] == edge.id {
      for case .asset(let reference, let id, nil) in edge.inputs.map(\.source)
      where reference.kind != .code && reference.kind != .environment && reference != edge.output {
        guard let current = now[reference], current != id else { continue }
        // Of a range: it was not so where the range began.
        if scope.base != nil, before[reference] == current, before[edge.output] == edge.id {
          continue
        }
        add(
          .stageStale,
          "\(edge.output.name) was made from another \(reference.text) than this version has",
          hint: "make it again from what is there now, or check the input out as it was",
          asset: edge.output, object: edge.id.text, path: path(of: edge.output),
          mark: reference.text)
      }
    }
  }
}
