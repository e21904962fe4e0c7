import Attestation
import Objects

/// A commit as `log` and `show` print it: id and names, author, date, message.
struct CommitText {
  let id: CommitID
  let commit: Commit
  let refs: [String]
  /// Files of it that were purged.
  var purged: [Tombstone] = []
  /// Its signatures; nil when nobody asked.
  var signatures: [CheckedSignature]?

  /// All of it, the message indented.
  func render(to terminal: inout Terminal, margin: Text = "") {
    for line in lines { terminal.line(margin + line) }
  }

  var lines: [Text] {
    var lines: [Text] = ["\("commit \(id.hex)", .yellow)\(decoration)"]
    if commit.parents.count > 1 {
      lines.append("Parents: \(commit.parents.map(\.short).joined(separator: " "))")
    }
    lines.append("Author: \(commit.author.name) <\(commit.author.email)>")
    lines.append("Date:   \(commit.author.time.text)")
    for signature in signatures ?? [] { lines.append("Signed: \(signature.line)") }
    for tombstone in purged { lines.append("Purged: \(tombstone.sentence)") }
    lines.append("")
    for line in commit.message.split(separator: "\n", omittingEmptySubsequences: false) {
      lines.append(line.isEmpty ? "" : "    \(line)")
    }
    return lines
  }

  /// `4be07a2 (HEAD -> main) Baseline`
  var oneLine: Text { "\(id.short, .yellow)\(decoration) \(subject)" }

  private var decoration: Text {
    refs.isEmpty ? "" : " (" + refs.map { Text($0, .cyan) }.joined(separator: ", ") + ")"
  }

  private var subject: String {
    String(commit.message.prefix { $0 != "\n" })
  }

  /// What is in the commit, for `--json`.
  var json: [String: JSONValue] {
    [
      "commit": .string(id.hex), "parents": .list(commit.parents) { .string($0.hex) },
      "tree": .string(commit.tree.hex), "refs": .list(refs, JSONValue.string),
      "author": [
        "name": .string(commit.author.name), "email": .string(commit.author.email),
      ],
      "time": .string(commit.author.time.description), "message": .string(commit.message),
      "assets": .list(commit.assets, \.json), "metrics": .list(commit.metrics, \.json),
      "params": commit.params?.json ?? .null, "code": commit.code?.json ?? .null,
      "external": .list(commit.external, \.json), "environment": commit.environment?.json ?? .null,
      "lineage": .list(commit.lineage, \.json), "purged": .list(purged, \.json),
      "signatures": signatures.map { .list($0, \.json) } ?? .null,
    ]
  }
}

extension Tombstone {
  var json: JSONValue {
    [
      "id": .string(blob.hex), "paths": .list(paths) { .string($0.string) },
      "reason": .string(reason), "note": .string(note.hex),
      "author": ["name": .string(author.name), "email": .string(author.email)],
      "time": .string(author.time.description),
    ]
  }
}

extension Asset {
  var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "name": .string(name), "path": .string(path.string),
      "object": .string(object.description), "bytes": .size(size), "format": .optional(format),
      "profile": .optional(profile?.hex),
    ]
  }
}

extension MetricsRecord {
  var json: JSONValue {
    [
      "of": .string(of.description), "id": .string(id.description),
      "on": on.map {
        ["asset": .string($0.asset.description), "id": .string($0.id.description)]
      } ?? .null,
      "path": .optional(path?.string), "values": values,
    ]
  }
}

extension ParamsRecord {
  var json: JSONValue { ["path": .string(path.string), "values": values] }
}
