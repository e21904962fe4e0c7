import Lineage
import Objects

// The `--json` form of lineage.

extension LineageReport {
  var json: [String: JSONValue] {
    [
      "direction": .string(direction.rawValue), "depth": depth.map(JSONValue.count) ?? .null,
      "roots": .list(roots, JSONValue.count), "nodes": .list(nodes, \.json),
      "edges": .list(edges, \.json), "parts": .list(parts, \.json),
      "absent_commits": .count(absentCommits), "lost_commits": .count(lostCommits),
      "unread_folders": .count(unreadFolders),
    ]
  }
}

extension LineageNode {
  fileprivate var json: JSONValue {
    var uri: String?
    if case .uri(let text) = item { uri = text }
    return [
      "object": .optional(item.object?.text), "uri": .optional(uri),
      "names": .list(names, \.json), "depth": .count(depth), "cut": .bool(isCut),
      "environment": environment.map {
        [
          "python": .optional($0.python), "packages": $0.packageCount.map(JSONValue.count) ?? .null,
        ]
      } ?? .null,
    ]
  }
}

extension LineageName {
  fileprivate var json: JSONValue {
    var keys: [String: JSONValue] = ["asset": .null, "uri": .null]
    switch subject {
    case .asset(let reference): keys["asset"] = .string(reference.text)
    case .uri(let uri): keys["uri"] = .string(uri)
    case .path: break
    }
    keys["path"] = .optional(path?.string)
    keys["commit"] = .optional(commit?.id.hex)
    keys["from"] = origin?.json ?? .null
    return .object(keys)
  }
}

extension AssetOrigin {
  fileprivate var json: JSONValue {
    ["repository": .string(repository), "commit": .string(commit.hex)]
  }
}

extension LineageStep {
  fileprivate var json: JSONValue {
    [
      "output": .count(output), "names": .list(outputNames) { .string($0.text) },
      "inputs": .list(inputs, \.json), "evidence": .string(evidence.rawValue),
      "run": .optional(run?.hex), "commit": commit.json,
    ]
  }
}

extension LineageCommit {
  fileprivate var json: JSONValue {
    [
      "commit": .string(id.hex), "subject": .string(subject),
      "author": ["name": .string(author.name), "email": .string(author.email)],
      "time": .string(author.time.description),
    ]
  }
}

extension LineageUse {
  fileprivate var json: JSONValue {
    [
      "node": .count(node), "role": .string(role), "name": .string(name),
      "from": origin?.json ?? .null,
      "git": git.map {
        [
          "commit": .optional($0.commit), "branch": .optional($0.branch),
          "dirty": .bool($0.isDirty),
        ]
      } ?? .null,
    ]
  }
}

extension LineagePart {
  fileprivate var json: JSONValue {
    ["part": .count(part), "whole": .count(whole), "path": .string(path.string)]
  }
}
