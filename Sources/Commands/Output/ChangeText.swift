import Objects
import Repository

// How changes of files and assets are said and written as JSON, for every command that shows some.

extension ChangeKind {
  var style: Style {
    switch self {
    case .added: .green
    case .deleted: .red
    case .modified, .modeChanged, .typeChanged: .yellow
    case .renamed: .cyan
    case .unchanged: .dim
    }
  }

  /// `mode changed` for `mode-changed`.
  var words: String { rawValue.split(separator: "-").joined(separator: " ") }

  /// The words in their color.
  var text: Text { Text(words, style) }

  /// The letter of `mlx status -s`.
  var letter: String {
    switch self {
    case .added: "A"
    case .modified, .modeChanged: "M"
    case .deleted: "D"
    case .renamed: "R"
    case .typeChanged: "T"
    case .unchanged: " "
    }
  }
}

extension FileCounts {
  /// Such as `2 added, 1 deleted`; empty where nothing changed.
  var text: String {
    [(added, "added"), (modified, "modified"), (deleted, "deleted"), (renamed, "renamed")]
      .filter { $0.0 > 0 }
      .map { "\(Units.grouped($0.0)) \($0.1)" }
      .joined(separator: ", ")
  }

  var json: JSONValue {
    [
      "added": .count(added), "modified": .count(modified), "deleted": .count(deleted),
      "renamed": .count(renamed), "unchanged": .count(unchanged),
    ]
  }
}

extension AssetReferenceAtPath {
  var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "name": .string(name), "path": .string(path.string),
    ]
  }
}

extension FileChange {
  var json: JSONValue {
    [
      "path": .string(path.string), "change": .string(change.rawValue),
      "previous_path": .optional(previousPath?.string),
    ]
  }
}
