import ArgumentParser
import Objects
import Profiles
import Repository
import SystemPackage

/// `mlx textconv <file>`: what git compares of a model. The work is `Repository.summarize`.
struct TextconvCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "textconv",
    abstract: "Print what is in a file as lines that git can compare.",
    usage: "mlx textconv <file>",
    discussion: """
      A line for each tensor or column: what did not change has the same line. git
      runs it where 'mlx init --git-diff' was. No repository is needed.
      """)

  static let schemaName: String? = nil

  @Argument(help: ArgumentHelp("The file.", valueName: "file"), completion: .file())
  var file: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> FileSummary {
    try Repository.summarize(global.file(file).lexicallyNormalized(), named: file)
  }
}

extension FileSummary: CommandOutput {
  var json: [String: JSONValue] { [:] }

  func render(to terminal: inout Terminal) {
    terminal.line("format: \(format ?? "unknown")")
    switch content {
    case .model(let model): model.render(to: &terminal)
    case .table(let table): table.render(to: &terminal)
    case .pointer(let lines): for line in lines { terminal.line(Text(line)) }
    case .bytes(let digest, let reason):
      if let reason { terminal.line("unreadable: \(reason)") }
      terminal.line("size: \(size)")
      terminal.line("sha256: \(digest.hex)")
    }
  }
}

extension FileSummary.Model {
  fileprivate func render(to terminal: inout Terminal) {
    if let parameters { terminal.line("parameters: \(parameters)") }
    let counts = types.map { "\($0.name) \($0.count)" }
    terminal.line("tensors: \(tensors.count) (\(counts.joined(separator: ", ")))")
    for (name, value) in metadata { terminal.line("metadata: \(name) = \(value)") }
    for name in imports { terminal.line("import: \(name)") }
    for remark in remarks { terminal.line("note: \(remark)") }
    if let sha256 { terminal.line("sha256: \(sha256.hex)") }
    for tensor in tensors { terminal.line(Text(tensor.line)) }
  }
}

extension FileSummary.Table {
  fileprivate func render(to terminal: inout Terminal) {
    terminal.line("rows: \(rows)")
    terminal.line("columns: \(columns.count)")
    if let sha256 { terminal.line("content sha256: \(sha256.hex)") }
    for column in columns { terminal.line(Text(column.line)) }
  }
}

// Without alignment: a longer name elsewhere must not change a line.
extension FileSummary.Tensor {
  fileprivate var line: String {
    let sides = shape.map { "\($0)" }.joined(separator: ", ")
    var parts = [
      "tensor \(name)", type, "[\(sides)]", digest.map { String($0.hex.prefix(12)) } ?? "-",
    ]
    if let numbers {
      parts += [
        Self.named("mean", numbers.mean), Self.named("std", numbers.deviation),
        Self.named("min", numbers.minimum), Self.named("max", numbers.maximum),
      ].compactMap { $0 }
      if numbers.nans > 0 { parts.append("NaN \(numbers.nans)") }
      if numbers.infinities > 0 { parts.append("infinite \(numbers.infinities)") }
    }
    return parts.joined(separator: "  ")
  }
}

extension FileSummary.Tensor {
  /// `mean 0.5`, to four digits: the same bits give the same text. nil for nil.
  fileprivate static func named(_ name: String, _ number: Double?) -> String? {
    number.map { "\(name) \(SignificantDigits.text($0, digits: 4))" }
  }
}

extension FileSummary.Column {
  fileprivate var line: String {
    var parts = ["column \(name)", type]
    if let digest { parts.append(String(digest.hex.prefix(12))) }
    if let missing { parts.append("missing \(missing)") }
    if let distinct { parts.append("distinct \(distinct)") }
    parts += [
      FileSummary.Tensor.named("mean", mean), FileSummary.Tensor.named("min", minimum),
      FileSummary.Tensor.named("max", maximum),
    ].compactMap { $0 }
    return parts.joined(separator: "  ")
  }
}
