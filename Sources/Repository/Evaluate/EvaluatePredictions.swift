// `mlx evaluate`.
import Evaluation
import FileIO
import ObjectStore
import Objects
import Profiles
import References
import SystemPackage

/// Predictions to evaluate.
public struct EvaluateRequest: Sendable {
  /// The file as it was typed: a path, or `REV:path`.
  public var file: String
  /// The file on the disk, if it is one.
  public var disk: FilePath
  /// Its path in the work tree; nil when it lies elsewhere.
  public var path: RepositoryPath?
  /// Columns, task, threshold.
  public var predictions: PredictionRequest
  /// `MODEL`, of HEAD, or `MODEL@REV`; nil to record nothing.
  public var of: String?
  /// `DATASET`, of HEAD, or `DATASET@REV`: what was predicted.
  public var on: String?
  /// Whether a note is made of an evaluation of a model.
  public var isNoted = true
  /// The folder that pictures are written to; nil for none.
  public var pictures: FilePath?

  /// An evaluation of a file.
  public init(file: String, disk: FilePath, path: RepositoryPath?) {
    self.file = file
    self.disk = disk
    self.path = path
    predictions = PredictionRequest(name: file)
  }
}

/// How good predictions are, and where that was recorded.
public struct EvaluateResult: Sendable, Equatable {
  public var evaluation: PredictionEvaluation
  /// The hash of the table's bytes.
  public var predictions: BlobID
  public var path: RepositoryPath?
  public var model: AssetReference?
  public var on: MetricsRecord.Measured?
  /// The note; nil where none was made.
  public var note: NoteID?
  /// Whether the note was not there before.
  public var isNew: Bool
  /// Pictures that were written.
  public var pictures: [FilePath]
  /// Sentences for a person.
  public var notices: [String]
}

extension Repository {
  /// Measures predictions, and records the metrics as an evaluation of a model where one is named.
  ///
  /// The table's bytes are stored with the note. Errors: an `EvaluationError`; `unknown-asset`;
  /// `not-a-table`; those of `resolve` and of reading the file.
  public func evaluate(_ request: EvaluateRequest) throws -> EvaluateResult {
    let model = try request.of.map { try asset(.model, $0) }
    let on = try request.on.map { try asset(.dataset, $0) }.map {
      MetricsRecord.Measured(asset: $0.reference, id: $0.object)
    }
    let hidden = try unprofiledColumns()
    if let column = request.predictions.slices.first(where: hidden.contains) {
      throw EvaluationError.unsuited(
        "'no-profile' in mlx.yaml keeps values of '\(column)' out of records",
        hint: "slice by another column")
    }
    let table = try predictionsTable(request)
    let predictions = try PredictionReader(table.source, request.predictions).read()
    let evaluation = try PredictionEvaluation(predictions) { try Interruption.check() }
    var result = EvaluateResult(
      evaluation: evaluation, predictions: try table.blob ?? hash(table.source),
      path: table.path, model: model?.reference, on: on, note: nil, isNew: false, pictures: [],
      notices: evaluation.notices)
    if let folder = request.pictures {
      result.pictures = try write(EvaluationPictures(evaluation).files, to: folder)
    }
    if let model, request.isNoted { try record(model, request, table, &result) }
    return result
  }

  private func record(
    _ model: Asset, _ request: EvaluateRequest, _ table: PredictionsTable,
    _ result: inout EvaluateResult
  ) throws {
    let source = result.predictions
    let metrics = MetricsRecord(
      of: model.reference, id: model.object, on: result.on, path: table.path, source: source,
      values: result.evaluation.record)
    let detail = result.evaluation.detail(predictions: source, path: table.path)
    let identity = environment.identity
    let note = Note.evaluation(
      metrics, detail, author: identity.author(at: environment.clock()))
    result.isNew = try land(note, as: "note: evaluation on \(request.of ?? model.name)") { writer in
      guard table.blob == nil else { return }
      let file = try File(request.disk, .read, in: environment.fileSystem)
      let size = try file.status().size
      let stored = try writer.ingest(file, size: UInt64(max(0, size)))
      guard stored.blob == source else { throw FileError.changedWhileReading(request.file) }
    }
    result.note = note.id
    if let notice = identity.guessNotice { result.notices.append(notice) }
    if result.on == nil {
      result.notices.append(
        "it is not recorded which data '\(request.file)' is about, so that gates cannot compare it: "
          + "add '--on DATASET'")
    }
  }

  private func write(
    _ files: [(name: String, text: String)], to folder: FilePath
  ) throws -> [FilePath] {
    let fileSystem = environment.fileSystem
    try fileSystem.makeDirectories(folder)
    return try files.map { name, text in
      let path = folder.appending(name)
      try fileSystem.replaceFile(path, with: Array(text.utf8), temporary: folder, durable: false)
      return path
    }
  }

  private func hash(_ source: TableSource) throws -> BlobID {
    var hasher = SHA256Hasher()
    try source.read { hasher.update($0) }
    return BlobID(hasher.finalize())
  }
}

/// A table of predictions on the disk, or in a version.
private struct PredictionsTable {
  let source: TableSource
  /// nil on the disk.
  let blob: BlobID?
  let path: RepositoryPath?
}

extension Repository {
  private func predictionsTable(_ request: EvaluateRequest) throws -> PredictionsTable {
    let progress = environment.progress
    let done = Locked<Int64>(0)
    let onRead: @Sendable (Int) -> Void = { count in
      let sum = done.withLock { done in
        done += Int64(count)
        return done
      }
      progress.report(Progress(phase: "reading predictions", unit: .bytes, done: sum))
    }
    let isThere =
      try environment.fileSystem.status(at: request.disk, followingLinks: true) != nil
    if !isThere, case .path(let revision, let path)? = try? ObjectSpec(parsing: request.file) {
      let found = try entry(at: path, in: resolve(revision), revision: "\(revision)")
      guard found.entry.mode != .tree else { throw FileError.isADirectory(request.file) }
      let blob = BlobID(found.entry.id)
      let file = TableFile(name: path.name, place: .stored(blob, store), onRead: onRead)
      return PredictionsTable(
        source: try Self.source(file, request.file), blob: blob, path: path)
    }
    let file = TableFile(
      name: request.disk.lastComponent?.string ?? request.file,
      place: .disk(request.disk, environment.fileSystem), onRead: onRead)
    return PredictionsTable(
      source: try Self.source(file, request.file), blob: nil, path: request.path)
  }

  private static func source(_ file: TableFile, _ name: String) throws -> TableSource {
    let format = try file.format()
    switch format {
    case .csv?, .tsv?, .jsonl?: return try file.source(format ?? .csv)
    // Without a name that says more, text may be a table.
    case .text?, nil: return try file.source(.csv)
    case let other?: throw PredictionsError.notATable(name, format: other.rawValue)
    }
  }
}

/// Why a file cannot be read as predictions.
public enum PredictionsError: MLXError, Equatable {
  /// A format whose rows are not read.
  case notATable(String, format: String)

  public var code: String { "not-a-table" }

  public var description: String {
    switch self {
    case .notATable(let name, let format):
      "'\(name)' is \(format): predictions are read from CSV, TSV and JSON Lines"
    }
  }

  public var hint: String? {
    switch self {
    case .notATable(_, "parquet"):
      "write it as CSV: python3 -c \"import pandas; "
        + "pandas.read_parquet('FILE').to_csv('predictions.csv', index=False)\""
    case .notATable(let name, "gzip"), .notATable(let name, "zstd"):
      "expand '\(name)' first"
    case .notATable: "write it as CSV with a header line"
    }
  }
}
