// YAML to values. Yams composes the document; what it makes of it is not trusted: aliases may expand
// without end, so every value counts against a budget.
import Objects
import Yams

/// Why a text is not the YAML that can be read here.
struct YAMLFault: Error {
  let reason: String
  /// Counted from 1.
  let line: Int?

  init(_ reason: String, line: Int? = nil) {
    self.reason = reason
    self.line = line
  }
}

enum YAMLText {
  /// People write these files; a longer one is data. Bounds the memory that a document takes.
  static let bytesMax = 1 << 20

  /// The one document in a text; an empty object when there is none.
  static func parse(_ bytes: [UInt8]) throws(YAMLFault) -> JSONValue {
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw YAMLFault("it is not UTF-8")
    }
    try YAMLGuard.check(bytes)
    // Yams keeps a pointer to the text; a very short String would have none that stays.
    if text.utf8.count < 16 { text += "\n# short document" }
    guard let root = try compose(text) else { return .object([:]) }
    var reader = YAMLReader()
    let value = try reader.value(root)
    return value == .null ? .object([:]) : value
  }

  private static func compose(_ text: String) throws(YAMLFault) -> Node? {
    do {
      // The basic resolver: which scalar is what is decided here, not by regular expressions.
      return try Yams.compose(yaml: text, .basic, .default, .utf8)
    } catch let error as YamlError {
      throw fault(error)
    } catch {
      throw YAMLFault("\(error)")
    }
  }

  private static func fault(_ error: YamlError) -> YAMLFault {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      YAMLFault(problem, line: mark.line)
    case .reader(let problem, _, _, _): YAMLFault(problem)
    case .duplicatedKeysInMapping(let keys, let context):
      YAMLFault("key '\(keys.first ?? "")' is there twice", line: context.mark.line)
    default: YAMLFault("it is not YAML")
    }
  }
}
