import Objects

/// The command that measures a version of a model.
struct EvaluateAdvice {
  let text: String

  /// - Parameter on: the name of the dataset; nil where any will do.
  init(_ figures: ModelFigures, on: String?, slice: String?) {
    let model = ShellWord.quoted("\(figures.model.name)@\(figures.commit.short)")
    let data = on.map(ShellWord.quoted) ?? "DATASET"
    let more = slice.map { " --slice \(ShellWord.quoted($0))" } ?? ""
    text = "run 'mlx evaluate PREDICTIONS --of \(model) --on \(data)\(more)'"
  }
}
