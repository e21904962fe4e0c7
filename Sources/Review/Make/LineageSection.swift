// How what is new was made.
import ObjectStore
import Objects
import References
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
    for model in models { try checkLineage(of: model) }
  }

  private mutating func checkLineage(of model: ReviewedAsset) throws {
    let name = model.reference.name
    guard let edge = report.lineage.edges.first(where: { $0.output == model.reference }) else {
      report.checks.append(
        ReviewCheck(
          .lineage, name, outcome(.lineageMissing), "nothing says what it was made from",
          advice:
            "say it when committing: \(code: "mlx commit --amend --from \(name)=DATASET"), or make it with \(code: "mlx run")"
        ))
      return
    }
    var detail: Phrase =
      "\(code: name) ← \(Phrase.joined(edge.inputs.map { Phrase.code($0.name) })), \(edge.evidence.rawValue)"
    var doubts: [Doubt] = []
    if let run = edge.run {
      detail = detail + " by run \(code: run.short)"
      try addUndeclared(by: run, of: model.reference, &detail, &doubts)
    }
    let parts = Set(edge.inputs.map(\.part))
    let lacking = [
      (LineageInput.Part.data, "data"), (.code, "code"), (.environment, "environment"),
    ]
    .filter { !parts.contains($0.0) }.map(\.1)
    if !lacking.isEmpty {
      doubts.append(
        Doubt(
          outcome(.lineageMissing), "no \(lacking.joined(separator: ", no ")) is linked",
          "name what is lacking with \(code: "--from \(name)=…") when committing"))
    }
    let unhashed = edge.inputs.count { $0.idText == nil }
    if unhashed > 0 {
      doubts.append(
        Doubt(
          .warned, "\(unhashed) of these without a hash",
          "commit it as an asset, or give its hash: \(code: "URI#sha256:…")"))
    }
    guard let worst = doubts.max(by: { $0.outcome.rank < $1.outcome.rank }) else {
      report.checks.append(
        ReviewCheck(.lineage, name, .passed, detail + ", each by its hash"))
      return
    }
    report.checks.append(
      ReviewCheck(
        .lineage, name, worst.outcome,
        detail + "; " + .joined(doubts.map(\.text), separator: "; "), advice: worst.advice))
  }

  /// What the run that made a model was seen to read though nobody had named it.
  private mutating func addUndeclared(
    by run: RunID, of model: AssetReference, _ detail: inout Phrase,
    _ doubts: inout [Doubt]
  ) throws {
    guard store.contains(ObjectKey(kind: .record, digest: run.digest)) else {
      report.missing.append(MissingObject(object: "run:\(run.hex)", owner: model.text))
      doubts.append(
        Doubt(
          .undecided, "the record of the run is not here",
          "bring it: \(code: "mlx fetch")"))
      return
    }
    guard let record = try store.readableRun(run) else {
      doubts.append(
        Doubt(
          .undecided, "the record of the run cannot be read",
          "see what is wrong: \(code: "mlx fsck")"))
      return
    }
    guard record.trace != nil else { return }
    let names = record.undeclared.listed.map(\.name)
    report.lineage.undeclared[model] = names
    guard record.undeclared.count > 0 else {
      detail = detail + ", 0 undeclared inputs"
      return
    }
    let shown = names.prefix(5).map { Phrase.code($0) }
    let count = Units.count(record.undeclared.count, "undeclared input")
    doubts.append(
      Doubt(
        outcome(.inputUndeclared), "\(strong: count): " + .joined(shown),
        "name what it reads: \(code: "mlx run -d \(names.first ?? "PATH") …")"))
  }
}

/// Why the lineage of a model is not all that it could be.
private struct Doubt {
  var outcome: ReviewOutcome
  var text: Phrase
  var advice: Phrase

  init(_ outcome: ReviewOutcome, _ text: Phrase, _ advice: Phrase) {
    self.outcome = outcome
    self.text = text
    self.advice = advice
  }
}

extension LineageInput {
  /// What an input is to a reader.
  enum Part: Hashable { case data, code, environment, other }

  var part: Part {
    switch role {
    case Self.code: .code
    case Self.environment: .environment
    case Self.base: .other
    default: .data
    }
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
