import ArgumentParser
import Evaluation
import Objects
import Repository

/// `mlx evaluate`: how good predictions are. The work is `Repository.evaluate`.
struct EvaluateCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure predictions, and record how good a model is.",
    usage: "mlx evaluate <predictions> [--of <model>[@<revision>] --on <dataset>[@<revision>]]",
    discussion: """
      Reads a CSV, TSV or JSON Lines file with a row for each case: from the disk, or of a
      version as 'REV:path'. Columns that are called label, prediction and score, or the
      like, are found. With --of, the metrics become a note on the model's bytes; gates and
      reviews go by it.

      Examples:
        mlx evaluate predictions.csv
        mlx evaluate predictions.csv --of fraud --on holdout --slice country
        mlx evaluate p.jsonl --label y --score fraud=p1 --score ok=p0 --svg pictures
      """)

  @Argument(help: "The table of predictions.", completion: .file())
  var predictions: String

  @Option(help: ArgumentHelp("The column of what is true.", valueName: "column"))
  var label: String?

  @Option(help: ArgumentHelp("The column of what was predicted.", valueName: "column"))
  var prediction: String?

  @Option(
    name: .customLong("score"), parsing: .singleValue,
    help: ArgumentHelp(
      "The column of the positive class's score, or CLASS=COLUMN for each class.",
      valueName: "column"))
  var scores: [String] = []

  @Option(
    name: .customLong("slice"), parsing: .singleValue,
    help: ArgumentHelp(
      "Measure each value of this column too; may be given several times.", valueName: "column"))
  var slices: [String] = []

  @Option(
    help: ArgumentHelp(
      "The model that predicted, of HEAD or of the version behind '@'.", valueName: "model"))
  var of: String?

  @Option(
    help: ArgumentHelp(
      "The dataset that was predicted, of HEAD or of the version behind '@'.",
      valueName: "dataset"))
  var on: String?

  @Option(help: "'classification' or 'regression', where the values do not tell.")
  var task: PredictionRequest.Task?

  @Option(help: ArgumentHelp("The positive one of two classes.", valueName: "class"))
  var positive: String?

  @Option(
    help: ArgumentHelp(
      "The score from which on the positive class is predicted, where no column says.",
      valueName: "number"))
  var threshold: Double?

  @Option(
    help: ArgumentHelp("Write pictures as SVG files into this folder.", valueName: "folder"),
    completion: .directory)
  var svg: String?

  @Flag(name: .customLong("no-note"), help: "Record nothing, also with --of.")
  var noNote = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if slices.count > PredictionRequest.sliceColumnsMax {
      throw UsageError(
        "rows are divided by at most \(PredictionRequest.sliceColumnsMax) columns",
        hint: "give fewer '--slice'")
    }
    if on != nil, of == nil {
      throw UsageError(
        "'--on' says what a model was measured on, and no model is named",
        hint: "add '--of MODEL'")
    }
    if threshold?.isFinite == false {
      throw UsageError("'--threshold' is no number", hint: "write a number such as 0.5")
    }
  }

  func perform(in repository: Repository) async throws -> EvaluateResult {
    var request = EvaluateRequest(
      file: predictions, disk: try global.file(predictions),
      path: try? global.path(predictions, in: repository))
    request.predictions.label = label
    request.predictions.prediction = prediction
    request.predictions.scores = scores.map(Self.score)
    request.predictions.slices = slices
    request.predictions.task = task
    request.predictions.positive = positive
    request.predictions.threshold = threshold
    request.of = of
    request.on = on
    request.isNoted = !noNote
    request.pictures = try svg.map { try global.file($0) }
    return try repository.evaluate(request)
  }

  /// `CLASS=COLUMN`, or a column.
  private static func score(_ typed: String) -> EvaluationDetail.Columns.Score {
    guard let mark = typed.firstIndex(of: "="), mark != typed.startIndex else {
      return .init(column: typed)
    }
    return .init(
      label: String(typed[..<mark]), column: String(typed[typed.index(after: mark)...]))
  }
}

extension PredictionRequest.Task: ExpressibleByArgument {}

extension EvaluateResult: CommandOutput {
  var json: [String: JSONValue] {
    var members = evaluation.json
    members["predictions"] = .string("blob:" + predictions.hex)
    members["path"] = .optional(path?.string)
    members["model"] = .optional(model?.text)
    members["on"] =
      on.map { ["asset": .string($0.asset.text), "id": .string($0.id.text)] } ?? .null
    members["note"] = .optional(note?.hex)
    members["new"] = .bool(isNew)
    members["pictures"] = .list(pictures) { .string($0.string) }
    members["notices"] = .list(notices, JSONValue.string)
    return members
  }

  func render(to terminal: inout Terminal) {
    EvaluationText(evaluation).render(to: &terminal)
    terminal.line()
    for picture in pictures { terminal.line("wrote \(picture.string)") }
    if let note, let model {
      let data = on.map { " on \($0.asset.name)" } ?? ""
      let state = isNew ? "noted" : "there already"
      terminal.line("\(state): \(note.short, .yellow) evaluation of \(model.name, .bold)\(data)")
    } else {
      terminal.hint("add '--of MODEL --on DATASET' to record this, for gates and reviews")
    }
    for notice in notices { terminal.notice(Text(notice)) }
  }
}
