// YAML to values. Yams composes the document; what it makes of it is not trusted: aliases may expand
// without end, so every value counts against a budget.
import Objects
import Yams

/// Why a text is not the YAML that can be read here.
struct YAMLFault: Error {
  let reason: String
  /// nil where it is not known.
  let place: TextPlace?

  init(_ reason: String, at place: TextPlace? = nil) {
    self.reason = reason
    self.place = place
  }

  init(_ reason: String, at mark: Mark?) {
    self.init(reason, at: mark.map { TextPlace(line: $0.line, column: $0.column) })
  }
}

enum YAMLText {
  /// People write these files; a longer one is data. Bounds the memory that a document takes.
  static let bytesMax = 1 << 20

  /// The value of the one document in a text; an empty object when there is none.
  ///
  /// - Parameter budget: see `YAMLReader`.
  static func parse(
    _ bytes: [UInt8], budget: Int = YAMLReader.budget
  ) throws(YAMLFault) -> JSONValue {
    let document = try document(of: bytes)
    guard let root = document.root else { return .object([:]) }
    let value = try document.value(of: root, budget: budget)
    return value == .null ? .object([:]) : value
  }

  /// The one document in a text.
  static func document(of bytes: [UInt8]) throws(YAMLFault) -> YAMLDocument {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw YAMLFault("it is not UTF-8")
    }
    try YAMLGuard.check(bytes)
    // Yams keeps a pointer to the text; a very short String would have none that stays.
    let isShort = text.utf8.count < 16
    let lines = YAMLLines(before: isShort ? 1 : 0, count: lineCount(of: bytes))
    do throws(YAMLFault) {
      return YAMLDocument(root: try compose(isShort ? shortMark + text : text), lines: lines)
    } catch {
      throw lines.moved(error)
    }
  }

  private static let shortMark = "# short document\n"

  /// The lines that an editor shows.
  private static func lineCount(of bytes: [UInt8]) -> Int {
    let newline = UInt8(ascii: "\n")
    return max(1, bytes.count { $0 == newline } + (bytes.last == newline ? 0 : 1))
  }

  private static func compose(_ text: String) throws(YAMLFault) -> Node? {
    do {
      // The basic resolver: which scalar is what is decided here, not by regular expressions.
      return try Yams.compose(yaml: text, .basic, .default, .utf8)
    } catch let error as YamlError {
      throw fault(error, in: text)
    } catch {
      throw YAMLFault("\(error)")
    }
  }

  private static func fault(_ error: YamlError, in text: String) -> YAMLFault {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      YAMLFault(problem, at: mark)
    case .reader(let problem, let offset, _, _):
      YAMLFault(problem, at: offset.map { place(ofCharacter: $0, in: text) })
    case .duplicatedKeysInMapping(let keys, let context):
      YAMLFault("key '\(keys.first ?? "")' is there twice", at: context.mark)
    default: YAMLFault("it is not YAML")
    }
  }

  private static func place(ofCharacter offset: Int, in text: String) -> TextPlace {
    let before = text.prefix(max(0, offset))
    return TextPlace(ofByte: before.utf8.count, in: Array(text.utf8))
  }
}
