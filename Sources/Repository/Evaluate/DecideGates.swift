// Gates of a version: read from commits and notes alone, so that no model or dataset has to be here.
import Evaluation
import ObjectStore
import Objects
import ProjectFiles
import References

extension Repository {
  /// Decides what `policy` asks of the models of a version.
  ///
  /// Reads commits, notes and views, never a model or a dataset; a committed table of predictions only
  /// where a gate names it and no evaluation is recorded. A reference `BASE` is `base`, where one is given: that
  /// it lacks the model means that there is no earlier version. Without `base`, it is the version before
  /// the one that last changed the model, along first parents. Any other reference is
  /// `registry/MODEL/NAME`, or else a revision.
  ///
  /// - Parameters:
  ///   - policy: where the gates stand. For a review it is that of BASE.
  ///   - models: their names; nil for all that the policy has gates for.
  ///
  /// What cannot be read or is not there makes rows undecided. Errors: `object-missing` and the like where
  /// `head` or `base` itself is not here.
  public func decideGates(
    policy: ProjectFile, head: CommitID, base: CommitID?, models: Set<String>? = nil
  ) throws -> GateReport {
    var reader = GateFigures(repository: self, notes: try noteReader())
    let newest = try commit(head)
    let older = try base.map { try commit($0) }
    var report = GateReport()
    for entry in policy.gates where models?.contains(entry.model) ?? true {
      guard let model = newest.model(named: entry.model) else {
        report.rows += GateDecision.undecided(
          entry, reason: "the version \(head.short) has no model '\(entry.model)'",
          advice: "bring the model back, or take its gates out of mlx.yaml")
        continue
      }
      var references: [String: GateReference] = [:]
      for name in Set(entry.gates.compactMap(\.noWorseThan?.reference)).sorted() {
        if name == Gate.base, let base, let older {
          references[name] = try reader.reference(entry, in: older, base)
        } else if name == Gate.base {
          references[name] = try reader.before(model, head, entry)
        } else {
          references[name] = try reader.named(name, entry)
        }
      }
      let decision = GateDecision(
        head: try reader.figures(model, of: newest, head, entry), references: references)
      report.rows += decision.decide(entry.gates)
    }
    report.notices = reader.notices
    return report
  }
}

/// Gathers what is known of models in versions.
struct GateFigures {
  let repository: Repository
  let notes: NoteReader
  /// What could not be read, for a person.
  private(set) var notices: [String] = []

  init(repository: Repository, notes: NoteReader) {
    self.repository = repository
    self.notes = notes
  }

  /// The version of a model before the one that a commit has.
  mutating func before(
    _ model: AssetVersion, _ head: CommitID, _ gates: ModelGates
  ) throws -> GateReference {
    var id = head
    do {
      while let parent = try repository.commit(id).parents.first {
        let older = try repository.commit(parent)
        if older.model(named: model.name)?.object != model.object {
          return try reference(gates, in: older, parent)
        }
        id = parent
      }
      return .none
    } catch let error as any MLXError where ExpectedAbsence.codes.contains(error.code) {
      return .unknown(
        reason: "the history of '\(model.name)' before \(id.short) is not here",
        advice: error.hint ?? "run 'mlx fetch --unshallow'")
    }
  }

  /// What an alias of the registry, or a revision, has of a model.
  mutating func named(_ name: String, _ gates: ModelGates) throws -> GateReference {
    for text in ["registry/\(gates.model)/\(name)", name] {
      do {
        let id = try repository.resolve(Revision(parsing: text))
        return try reference(gates, in: repository.commit(id), id)
      } catch let error as RefError where error.code == "ambiguous-revision" {
        return .unknown(reason: "\(error)", advice: error.hint ?? "")
      } catch is RefError {
        continue
      } catch let error as any MLXError where ExpectedAbsence.codes.contains(error.code) {
        return .unknown(
          reason: "the version '\(name)' is not here: \(error)", advice: error.hint ?? "")
      }
    }
    return .unknown(
      reason: "nothing is known as '\(name)'",
      advice: "name the version that it means: 'mlx tag \(ShellWord.quoted(name)) REVISION'")
  }

  mutating func reference(
    _ gates: ModelGates, in commit: Commit, _ id: CommitID
  ) throws -> GateReference {
    guard let version = commit.model(named: gates.model) else { return .none }
    return .version(try figures(version, of: commit, id, gates))
  }

  /// Everything that commit and notes say of a model at its bytes.
  mutating func figures(
    _ model: AssetVersion, of commit: Commit, _ id: CommitID, _ gates: ModelGates
  ) throws -> ModelFigures {
    let recorded = commit.metrics.filter { $0.of == model.reference && $0.id == model.object }
    let later = try notes.notes(about: .object(model.object), .evaluation).reversed()
    var figures = ModelFigures(
      model: model.reference, object: model.object, commit: id,
      measurements: recorded.map {
        Measurement(metrics: $0, source: .commit(id, file: $0.source))
      } + later.compactMap { measurement($0) },
      datasets: Dictionary(
        commit.versions.filter { $0.kind == .dataset }.map { ($0.name, $0.object) },
        uniquingKeysWith: { first, _ in first }))
    for gate in gates.gates where gate.predictions != nil && !figures.hasEvaluation(for: gate) {
      let predictions = CommittedPredictions(repository: repository, commit: commit, id: id)
      do {
        let found = try predictions.measurement(of: model, for: gate)
        figures.measurements.insert(found, at: 0)
      } catch let error as any MLXError where error.code != "interrupted" {
        notices.append("\(id.short): \(error)")
      }
    }
    return figures
  }
}

extension GateFigures {
  /// What a note measured; nil where it holds no metrics, or says other numbers than its own matrix.
  private mutating func measurement(_ listed: ListedNote) -> Measurement? {
    guard let metrics = listed.note.metrics else { return nil }
    let measured = Measurement(
      metrics: metrics, detail: listed.note.evaluationDetail, source: .note(listed.id))
    guard measured.contradictsItself else { return measured }
    notices.append(
      "the evaluation \(listed.id.short) says other numbers than its own confusion matrix: it does not count"
    )
    return nil
  }
}

/// Errors that say that something is not here, or not whole.
private enum ExpectedAbsence {
  static let codes: Set<String> = [
    "object-missing", "object-absent", "object-corrupt", "history-cut", "git-revision-unknown",
  ]
}

extension Commit {
  func model(named name: String) -> AssetVersion? {
    versions.first { $0.kind == .model && $0.name == name }
  }
}
