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

  /// The fault in a text without its first lines. What is missed at the end is missed on the last
  /// line.
  fileprivate func moved(up count: Int, lineMax: Int) -> YAMLFault {
    YAMLFault(reason, line: line.map { min(max(1, $0 - count), lineMax) })
  }
}

enum YAMLText {
  /// People write these files; a longer one is data. Bounds the memory that a document takes.
  static let bytesMax = 1 << 20

  /// The one document in a text; an empty object when there is none.
  static func parse(_ bytes: [UInt8]) throws(YAMLFault) -> JSONValue {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw YAMLFault("it is not UTF-8")
    }
    try YAMLGuard.check(bytes)
    // Yams keeps a pointer to the text; a very short String would have none that stays.
    let isShort = text.utf8.count < 16
    do throws(YAMLFault) {
      return try value(of: isShort ? shortMark + text : text)
    } catch {
      throw error.moved(up: isShort ? 1 : 0, lineMax: lineCount(of: bytes))
    }
  }

  private static let shortMark = "# short document\n"

  private static func value(of text: String) throws(YAMLFault) -> JSONValue {
    guard let root = try compose(text) else { return .object([:]) }
    var reader = YAMLReader()
    let value = try reader.value(root)
    return value == .null ? .object([:]) : value
  }

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
