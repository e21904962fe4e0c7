import Objects
import Repository

// Notes for a person and as JSON, for every command that shows some.

extension ListedNote {
  var json: JSONValue {
    [
      "note": .string(id.hex), "kind": .string(note.noteKind.rawValue),
      "subject": .string(note.subject.text), "title": .optional(title),
      "assets": .list(assets) { .string($0.text) }, "body": note.body,
      "author": ["name": .string(note.author.name), "email": .string(note.author.email)],
      "time": .string(note.author.time.description), "previous": .optional(note.previous?.hex),
    ]
  }

  var kindText: Text { Text(note.noteKind.rawValue, .cyan) }

  /// Such as `commit 4be07a2 Baseline` or `blob 13f7703 model/fraud`.
  var subjectText: Text {
    let text = note.subject.text
    let word = text.prefix { $0 != ":" }
    return "\(word) \(text.dropFirst(word.count + 1).prefix(7))\(about(prefix: " "))"
  }

  /// What the subject is called: the commit's first line, or the assets of HEAD.
  func about(prefix: String) -> String {
    if let title { return prefix + DisplayWidth.shortened(title, to: 40) }
    return assets.isEmpty ? "" : prefix + assets.map(\.text).joined(separator: ", ")
  }

  /// What it says, in a line: the first one of its text, its metrics, or its keys.
  var firstLine: String {
    if let metrics = note.metrics { return metrics.summary }
    if note.noteKind == .signature, let signs = note.body["signs"]?.string {
      return DisplayWidth.shortened("of \(signs)", to: 72)
    }
    if let text = note.body["text"]?.string {
      return String(text.prefix { !$0.isNewline })
    }
    return DisplayWidth.shortened(ValueList.summary(of: note.body), to: 72)
  }

  /// All that it says.
  var bodyLines: [String] {
    let text: String
    if let members = note.body.object, members.count == 1, let only = members["text"]?.string {
      text = only
    } else {
      text = String(decoding: note.body.prettyBytes().dropLast(), as: UTF8.self)
    }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
  }

  /// For tables that say already what it is about: kind, author and time, first line.
  var cells: [Text] {
    [
      Text(id.short, .yellow), kindText, Text(note.author.time.text, .dim),
      Text(note.author.name), Text(firstLine),
    ]
  }
}

extension MetricsRecord {
  /// Such as `accuracy 0.93, auc 0.96, on holdout`.
  var summary: String {
    ValueList.summary(of: values) + (on.map { ", on \($0.asset.name)" } ?? "")
  }
}

extension MetricsEntry {
  /// A metrics record with the note that holds it; null for metrics of the commit.
  var json: JSONValue {
    guard case .object(var members) = record.json else { return .null }
    members["note"] = .optional(note?.id.hex)
    members["author"] =
      note.map { ["name": .string($0.author.name), "email": .string($0.author.email)] } ?? .null
    members["time"] = .optional(note?.author.time.description)
    return .object(members)
  }

  /// Such as `added later, 2026-11-23 06:00:00 UTC, by Ana`; empty for metrics of the commit.
  var origin: String {
    note.map { "added later, \($0.author.time.text), by \($0.author.name)" } ?? ""
  }
}
