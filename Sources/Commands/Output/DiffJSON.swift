import GitBridge
import Objects
import Repository

// The `--json` form of a comparison, shared by `diff`, `show` and `log --stat`.

extension DiffReport {
  /// Without the sides.
  var json: [String: JSONValue] {
    [
      "assets": .list(assets, \.json), "files": .list(files, \.json),
      "code": .list(code, \.json), "external": .list(external, \.json),
      "environment": environment?.json ?? .null,
      "metrics": .list(metrics, \.json), "params": .list(params, \.json),
    ]
  }
}

extension DiffSide {
  var json: JSONValue {
    switch self {
    case .empty: .null
    case .commit(let id): .string(id.hex)
    case .index: "index"
    case .workTree: "work-tree"
    }
  }
}

extension AssetDiff {
  fileprivate var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "name": .string(name), "path": .string(path.string),
      "change": .string(change.rawValue), "previous": previous?.json ?? .null,
      "before": .optional(before?.description), "after": .optional(after?.description),
      "bytes_before": .size(sizeBefore), "bytes_after": .size(sizeAfter),
      "counts": counts.json, "files": .list(files, \.json),
      "shared_bytes": sharedBytes.map(JSONValue.size) ?? .null, "tensors": tensors?.json ?? .null,
    ]
  }
}

extension FileDiff {
  fileprivate var json: JSONValue {
    [
      "path": .string(path.string), "change": .string(change.rawValue),
      "previous_path": .optional(previousPath?.string), "folder": .bool(isFolder),
      "before": .optional(before?.hex), "after": .optional(after?.hex),
      "bytes_before": .size(sizeBefore), "bytes_after": .size(sizeAfter),
      "shared_bytes": sharedBytes.map(JSONValue.size) ?? .null, "lines": lines?.json ?? .null,
      "table": table?.json ?? .null, "notice": .optional(notice),
    ]
  }
}

extension LineDiff {
  fileprivate var json: JSONValue {
    [
      "added": .count(addedCount), "deleted": .count(deletedCount), "cut": .bool(isTruncated),
      "hunks": .list(hunks) { hunk in
        [
          "old_start": .count(hunk.oldStart), "old_count": .count(hunk.oldCount),
          "new_start": .count(hunk.newStart), "new_count": .count(hunk.newCount),
          "lines": .list(hunk.lines) { .string($0.mark + $0.text) },
        ]
      },
    ]
  }
}

extension MetricDiff {
  fileprivate var json: JSONValue {
    [
      "model": .string(model), "on": .optional(on), "metric": .string(metric),
      "before": before ?? .null, "after": after ?? .null, "same_data": .bool(isSameData),
      "direction": .optional(direction?.rawValue), "verdict": .optional(verdict?.rawValue),
    ]
  }
}

extension ParamDiff {
  fileprivate var json: JSONValue {
    ["key": .string(key), "before": before ?? .null, "after": after ?? .null]
  }
}
