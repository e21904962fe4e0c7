// `mlx validate`.
import Evaluation
import Objects
import ProjectFiles
import References

/// What became of the gates of a version.
public struct Validation: Sendable, Equatable {
  /// The version that was judged.
  public var head: CommitID
  /// What `BASE` meant; nil where it is the version before each model's.
  public var base: CommitID?
  /// The models that were judged, by name.
  public var models: [String]
  public var report: GateReport
  /// Sentences for a person.
  public var notices: [String]
}

extension Repository {
  /// Decides the gates that `mlx.yaml` in the work tree has for a model, or for all of them.
  ///
  /// - Parameters:
  ///   - text: `MODEL`, of HEAD, or `MODEL@REV`; nil for all models with gates, in HEAD.
  ///   - against: what `BASE` means: a revision, or an alias such as `production`.
  ///
  /// Errors: `unknown-asset`; those of `resolve`; those of reading mlx.yaml.
  public func validate(_ text: String?, against: String? = nil) throws -> Validation {
    let path = workTree.root.appending(ProjectFile.name)
    let policy =
      try ProjectFile.load(from: path, in: environment.fileSystem) ?? ProjectFile()
    let head: CommitID
    var models = policy.gates.map(\.model)
    if let text {
      let found = try modelVersion(text)
      head = found.commit
      models = [found.model.name]
    } else {
      head = try resolve(.head)
    }
    let base = try against.map { try resolve(Revision(parsing: $0)) }
    let report = try decideGates(policy: policy, head: head, base: base, models: Set(models))
    let without = models.filter { name in
      policy.gates.first { $0.model == name }?.gates.isEmpty ?? true
    }
    var notices =
      report.notices
      + without.map { "mlx.yaml has no gates for the model '\($0)'" }
    if models.isEmpty { notices.append("mlx.yaml has no gates") }
    return Validation(head: head, base: base, models: models, report: report, notices: notices)
  }

  /// A model by its name, in HEAD or in the version behind `@`.
  func modelVersion(_ text: String) throws -> (model: AssetReference, commit: CommitID) {
    var word = text
    var revision = Revision.head
    if case .asset(let kind, let name, let version)? = try? ObjectSpec(parsing: text) {
      word = kind.map { "\($0.rawValue)/\(name)" } ?? name
      revision = version
    }
    let id = try resolve(revision)
    let models = try commit(id).versions.filter { $0.kind == .model }
    guard let found = models.first(where: { $0.name == word || $0.reference.text == word }) else {
      throw NoteError.noSuchAsset(
        .model, word, revision: "\(revision)", known: models.map(\.name))
    }
    return (found.reference, id)
  }
}
