// `mlx metrics add`.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import SystemPackage

/// Metrics that were measured after the commit.
public struct MetricsAddition: Sendable {
  /// `MODEL`, of HEAD, or `MODEL@REV`.
  public var model: String
  /// The file with the numbers.
  public var file: FilePath
  /// Its name in messages.
  public var name: String
  /// Its path in the work tree; nil when it lies elsewhere.
  public var path: RepositoryPath?
  /// `DATASET`, of HEAD, or `DATASET@REV`: what they were measured on.
  public var on: String?

  /// Numbers of a model, in a file.
  public init(
    model: String, file: FilePath, name: String, path: RepositoryPath? = nil, on: String? = nil
  ) {
    self.model = model
    self.file = file
    self.name = name
    self.path = path
    self.on = on
  }
}

/// Metrics that are there now, as an evaluation of the model.
public struct AddedMetrics: Sendable, Equatable {
  public var entry: MetricsEntry
  /// Keys, dotted, whose value is NaN or infinite.
  public var nonFinite: [String]
  /// Whether the note was not there before.
  public var isNew: Bool
  /// Sentences for a person.
  public var notices: [String]
}

extension Repository {
  /// Records numbers as those of a model at the bytes that it has in a version, and stores the file.
  ///
  /// Errors: `unknown-asset`; those of `resolve`; those of reading a metrics file.
  public func addMetrics(_ addition: MetricsAddition) throws -> AddedMetrics {
    let model = try asset(.model, addition.model)
    let on = try addition.on.map { try asset(.dataset, $0) }
    let bytes = try environment.fileSystem.readFile(
      addition.file, maxBytes: Self.projectFileBytesMax)
    let values = try MetricsFile.parse(bytes, name: addition.name)
    let source = BlobID(SHA256Hasher.hash(bytes))
    let record = MetricsRecord(
      of: model.reference, id: model.object,
      on: on.map { MetricsRecord.Measured(asset: $0.reference, id: $0.object) },
      path: addition.path, source: source, values: values)
    let identity = environment.identity
    let note = Note.evaluation(record, author: identity.author(at: environment.clock()))
    let isNew = try land(note, as: "note: evaluation on \(addition.model)") { writer in
      let file = try File(addition.file, .read, in: environment.fileSystem)
      let stored = try writer.ingest(file, size: UInt64(bytes.count))
      guard stored.blob == source else { throw FileError.changedWhileReading(addition.name) }
    }
    let nonFinite = FlatValues.nonFinite(in: values)
    return AddedMetrics(
      entry: MetricsEntry(
        record: record, note: MetricsEntry.Origin(id: note.id, author: note.author)),
      nonFinite: nonFinite, isNew: isNew,
      notices: [identity.guessNotice, Self.notice(nonFinite, addition, model)].compactMap { $0 })
  }

  /// An asset of a kind by its name, kind and name, or path, in HEAD or in the version behind `@`.
  func asset(_ kind: AssetKind, _ text: String) throws -> Asset {
    let word: String
    let revision: Revision
    switch try? ObjectSpec(parsing: text) {
    case .asset(let kind, let name, let version):
      word = kind.map { "\($0.rawValue)/\(name)" } ?? name
      revision = version
    case .path(let version, let path):
      word = path.string
      revision = version
    case .revision, nil:
      word = text
      revision = .head
    }
    let assets = try commit(resolve(revision)).assets.filter { $0.kind == kind }
    let found = assets.first { $0.name == word || $0.reference.text == word }
    guard let found = found ?? assets.first(where: { $0.path.string == word }) else {
      throw NoteError.noSuchAsset(
        kind, word, revision: "\(revision)", known: assets.map(\.name))
    }
    return found
  }

  private static func notice(
    _ nonFinite: [String], _ addition: MetricsAddition, _ model: Asset
  ) -> String? {
    if nonFinite.isEmpty { return nil }
    let keys = nonFinite.map { "'\($0)'" }.joined(separator: ", ")
    return "\(keys) in '\(addition.name)' of the model '\(model.name)' is NaN or infinite"
  }
}
