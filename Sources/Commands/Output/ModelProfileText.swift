import Objects
import Profiles

/// The tensors of a model for a person.
struct ModelProfileText {
  let model: ModelProfile
  let isWhole: Bool

  func render(to terminal: inout Terminal) {
    var facts = Table()
    let types = model.parametersByType.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let parameters = model.parameterCount.map { Units.grouped($0) } ?? "more than 2^64"
    facts.row(
      Text("parameters", .dim),
      Text("\(parameters) in \(Units.count(model.tensors.count, "tensor")) (\(model.format))"))
    if types.count > 1 {
      let parts = types.map { "\($0.key) \(Units.grouped($0.value))" }
      facts.row(Text("types", .dim), Text(parts.joined(separator: ", ")))
    }
    if !model.hints.isEmpty {
      let hints = model.hints.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      facts.row(Text("config", .dim), Text(hints.joined(separator: ", ")))
    }
    terminal.table(facts)
    terminal.line()
    var table = Table(.left, .left, .left, .right, .right, .right, .right, .right, .right)
    table.row(
      Text("tensor", .dim), Text("type", .dim), Text("shape", .dim), Text("min", .dim),
      Text("mean", .dim), Text("max", .dim), Text("std", .dim), Text("L2", .dim),
      Text("zeros", .dim))
    let shown = isWhole ? model.tensors.count : ProfileText.rowsMax
    for tensor in model.tensors.prefix(shown) { table.row(cells: Self.cells(of: tensor)) }
    terminal.table(table)
    ProfileText.more(model.tensors.count - shown, "tensor", &terminal)
    warn(&terminal)
  }

  private static func cells(of tensor: ModelProfile.Tensor) -> [Text] {
    let statistics = tensor.statistics
    let zeros = statistics.flatMap { $0.count > 0 ? Double($0.zeros) / Double($0.count) : nil }
    return [
      Text(tensor.name), Text(tensor.type), Text(shape(tensor.shape)),
      Text(FigureText.of(statistics?.minimum)), Text(FigureText.of(statistics?.mean)),
      Text(FigureText.of(statistics?.maximum)), Text(FigureText.of(statistics?.standardDeviation)),
      Text(FigureText.of(statistics?.l2)), Text(FigureText.percent(zeros)),
    ]
  }

  /// `30522 x 384`; `scalar` for a single number.
  static func shape(_ shape: [UInt64]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: " x ")
  }

  private func warn(_ terminal: inout Terminal) {
    for tensor in model.tensors {
      guard let statistics = tensor.statistics, statistics.nans + statistics.infinities > 0 else {
        continue
      }
      terminal.warning(
        "\(tensor.name) holds \(Units.grouped(statistics.nans)) NaN and "
          + "\(Units.grouped(statistics.infinities)) infinite numbers")
    }
  }
}
