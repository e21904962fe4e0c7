// How what is new was made.
import Objects
import Repository

extension ReviewMaker {
  mutating func addLineage() throws {
    let new = Set(
      (report.models.map(\.asset) + report.datasets.map(\.asset)).filter {
        $0.after != nil && $0.before?.object != $0.after?.object
      }.map(\.reference))
    var wanted = new.sorted()
    var seen = new
    var edges: [LineageEdge] = []
    while let reference = wanted.first {
      wanted.removeFirst()
      guard let edge = after.lineage.first(where: { $0.output == reference }) else { continue }
      edges.append(edge)
      for input in edge.inputs {
        guard case .asset(let source, _, nil) = input.source, seen.insert(source).inserted else {
          continue
        }
        wanted.append(source)
      }
    }
    report.lineage.edges = edges
    let models = report.models.map(\.asset).filter { new.contains($0.reference) }
    report.lineage.unlinked = models.map(\.reference).filter { reference in
      !edges.contains { $0.output == reference }
    }
    for model in models { checkLineage(of: model) }
  }

  private mutating func checkLineage(of model: ReviewedAsset) {
    let name = model.reference.name
    guard let edge = report.lineage.edges.first(where: { $0.output == model.reference }) else {
      report.checks.append(
        ReviewCheck(
          .lineage, name, .failed, "nothing says what it was made from",
          advice:
            "say it when committing: \(code: "mlx commit --amend --from \(name)=DATASET"), or make it with \(code: "mlx run")"
        ))
      return
    }
    let roles = Set(edge.inputs.map(\.kind))
    let lacking = [
      (LineageInput.Part.data, "data"), (.code, "code"), (.environment, "environment"),
    ]
    .filter { !roles.contains($0.0) }.map(\.1)
    let unhashed = edge.inputs.filter { !$0.isHashed }.count
    let inputs = edge.inputs.map { Phrase.code($0.name) }
    let detail: Phrase =
      "\(code: name) ← \(Phrase.joined(inputs)), \(edge.evidence.rawValue)"
    if !lacking.isEmpty {
      report.checks.append(
        ReviewCheck(
          .lineage, name, .warned, detail + "; no \(lacking.joined(separator: ", no ")) is linked",
          advice: "name what is lacking with \(code: "--from \(name)=…") when committing"))
    } else if unhashed > 0 {
      report.checks.append(
        ReviewCheck(
          .lineage, name, .warned, detail + "; \(unhashed) of them without a hash",
          advice: "give the hash behind the URI: \(code: "URI#sha256:…")"))
    } else {
      report.checks.append(
        ReviewCheck(.lineage, name, .passed, detail + ", each by its hash"))
    }
  }
}

extension LineageInput {
  /// What an input is to a reader.
  enum Part: Hashable { case data, code, environment, other }

  var kind: Part {
    switch role {
    case Self.code: .code
    case Self.environment: .environment
    case Self.base: .other
    default: .data
    }
  }

  var isHashed: Bool {
    if case .external(_, nil) = source { false } else { true }
  }

  /// What the edge calls it, for a person.
  public var name: String {
    switch source {
    case .asset(let reference, _, nil):
      reference.kind == .code || reference.kind == .environment
        ? reference.kind.rawValue : reference.name
    case .asset(let reference, _, let origin?): "\(origin.repository)#\(reference.name)"
    case .external(let uri, _): uri
    }
  }

  /// Its bytes: `blob:<hex>`, `sha256:<hex>`; nil when nobody hashed them.
  public var idText: String? {
    switch source {
    case .asset(_, let id, _): id.text
    case .external(_, let digest): digest
    }
  }
}
