// The document of `mlx review --json`.
import Objects
import Profiles
import Remotes
import Repository
import Review

extension ReviewReport {
  var json: [String: JSONValue] {
    [
      "base": base.json, "head": head.json, "against": against?.json ?? .null,
      "commits_behind": .count(commitsBehind), "verdict": .string(verdict.rawValue),
      "policy": policy.json, "checks": .list(checks, \.json), "models": .list(models, \.json),
      "datasets": .list(datasets, \.json), "other_assets": .list(otherAssets) { .object($0.json) },
      "metrics": .list(metrics, \.json), "gates": .list(gates.rows, \.json),
      "params": .list(params) {
        ["key": .string($0.key), "before": $0.before ?? .null, "after": $0.after ?? .null]
      },
      "code": code?.json ?? .null, "environment": environment?.json ?? .null,
      "lineage": lineage.json,
      "findings": .list(findings, \.json),
      "missing": .list(missing) {
        ["object": .string($0.object), "owner": .string($0.owner)]
      },
    ]
  }
}

extension ReviewedCommit {
  fileprivate var json: JSONValue { ["id": .string(id.hex), "subject": .string(subject)] }
}

extension ReviewPolicy {
  fileprivate var json: JSONValue {
    [
      "commit": .string(commit.hex), "file": .optional(file.map { "blob:\($0.hex)" }),
      "signers": .optional(signers.map { "blob:\($0.hex)" }),
      "changes": .list(changes) {
        [
          "path": .string($0.path.string), "key": .optional($0.key), "before": $0.before ?? .null,
          "after": $0.after ?? .null,
        ]
      },
    ]
  }
}

extension ReviewCheck {
  fileprivate var json: JSONValue {
    [
      "check": .string(subject.rawValue), "name": .optional(name.isEmpty ? nil : name),
      "outcome": .string(outcome.rawValue), "detail": .string(detail.plain),
      "advice": .optional(advice?.plain),
    ]
  }
}

extension ReviewedAsset {
  fileprivate var json: [String: JSONValue] {
    [
      "kind": .string(reference.kind.rawValue), "name": .string(reference.name),
      "path": .optional(path?.string), "previous": previous.map(Self.json) ?? .null,
      "change": .string(change.rawValue), "before": before?.json ?? .null,
      "after": after?.json ?? .null,
    ]
  }

  private static func json(_ previous: AssetReferenceAtPath) -> JSONValue {
    [
      "kind": .string(previous.kind.rawValue), "name": .string(previous.name),
      "path": .string(previous.path.string),
    ]
  }
}

extension ReviewedAsset.Side {
  fileprivate var json: JSONValue {
    [
      "object": .string(object.text), "size": .size(size), "profile": .optional(profile?.hex),
      "location": .optional(location),
    ]
  }
}

extension ModelReview {
  fileprivate var json: JSONValue {
    var members = asset.json
    members["format_before"] = .optional(formats.before)
    members["format_after"] = .optional(formats.after)
    members["parameters_before"] = parameters.before.map(JSONValue.size) ?? .null
    members["parameters_after"] = parameters.after.map(JSONValue.size) ?? .null
    members["shared_part"] = .optional(sharedPart)
    members["unsound"] = [
      "tensors": .count(unsound.tensors), "numbers": .size(unsound.numbers),
    ]
    members["verdict"] = .optional(difference?.verdict.sentence)
    members["tensor_counts"] =
      difference.map { difference in
        let counts = difference.counts
        return [
          "before": .count(counts.before), "after": .count(counts.after),
          "unchanged": .count(counts.unchanged), "added": .count(counts.added),
          "removed": .count(counts.removed), "renamed": .count(counts.renamed),
          "reshaped": .count(counts.reshaped), "retyped": .count(counts.retyped),
          "changed": .count(counts.changed), "uncompared": .count(counts.uncompared),
        ]
      } ?? .null
    members["tensors"] = .list(tensors, \.json)
    members["notice"] = .optional(notice)
    return .object(members)
  }
}

extension TensorReview {
  fileprivate var json: JSONValue {
    [
      "name": .string(change.name), "change": .string(change.kind.rawValue),
      "before": side(change.before, before), "after": side(change.after, after),
      "measured": measured.map { measured in
        [
          "relative_l2": .optional(measured.relativeL2),
          "distance_max": .optional(measured.distanceMax), "changed": .size(measured.changed),
        ]
      } ?? .null,
    ]
  }

  private func side(_ side: TensorChange.Side?, _ numbers: TensorStatistics?) -> JSONValue {
    guard let side else { return .null }
    return [
      "name": .string(side.name), "type": .string(side.type),
      "shape": .list(side.shape, JSONValue.size), "l2": .optional(numbers?.l2),
      "min": .optional(numbers?.minimum), "max": .optional(numbers?.maximum),
      "mean": .optional(numbers?.mean), "std": .optional(numbers?.standardDeviation),
      "nans": numbers.map { .size($0.nans) } ?? .null,
      "infinities": numbers.map { .size($0.infinities) } ?? .null,
    ]
  }
}

extension DatasetReview {
  fileprivate var json: JSONValue {
    var members = asset.json
    members["rows_before"] = drift.map { .size($0.rows.before) } ?? .null
    members["rows_after"] = drift.map { .size($0.rows.after) } ?? .null
    members["overlap"] = .optional(drift?.overlap)
    members["row_changes"] =
      rows.map { tables in
        .list(tables) { table in
          [
            "path": .string(table.path.isRoot ? "." : table.path.string),
            "added": .size(table.added), "removed": .size(table.removed),
            "changed": .size(table.changed), "key": .list(table.key, JSONValue.string),
          ]
        }
      } ?? .null
    members["columns"] = .list(columns, \.json)
    members["thresholds"] = [
      "psi": .optional(thresholds.psi), "ks": .optional(thresholds.kolmogorovSmirnov),
      "js": .optional(thresholds.jensenShannon), "null_rate": .optional(thresholds.nullRate),
    ]
    members["notice"] = .optional(notice)
    return .object(members)
  }
}

extension ColumnReview {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "change": .string(change.rawValue),
      "type_before": .optional(types.before), "type_after": .optional(types.after),
      "null_rate_before": .optional(nullRates.before),
      "null_rate_after": .optional(nullRates.after), "psi": .optional(drift?.psi),
      "ks": .optional(drift?.kolmogorovSmirnov), "js": .optional(drift?.jensenShannon),
      "past": .list(past) { .string($0.rawValue) }, "p99_before": .optional(tails.before),
      "p99_after": .optional(tails.after),
      "new_values": .list(newValues) { ["value": .string($0.value), "count": .size($0.count)] },
    ]
  }
}

extension MetricTable {
  fileprivate var json: JSONValue {
    [
      "model": .string(model), "on": .optional(on), "same_data": .bool(isSameData),
      "base": base?.json ?? .null, "head": head?.json ?? .null, "against": against?.json ?? .null,
      "values": .list(rows) { row in
        [
          "metric": .string(row.metric), "base": row.base ?? .null, "head": row.head ?? .null,
          "against": row.against ?? .null, "interval": row.interval?.json ?? .null,
          "direction": .optional(row.direction?.rawValue),
          "verdict": .optional(row.verdict(on: isSameData)?.rawValue),
        ]
      },
      "confusion": confusion?.json ?? .null, "worst_slice": worstSlice?.json ?? .null,
    ]
  }
}

extension ConfusionChange {
  fileprivate var json: JSONValue {
    func rows(_ matrix: [[UInt64]]) -> JSONValue { .list(matrix) { .list($0, JSONValue.size) } }
    return [
      "classes": .list(classes, JSONValue.string), "before": rows(before), "after": rows(after),
    ]
  }
}

extension SliceChange {
  fileprivate var json: JSONValue {
    [
      "column": .string(column), "value": .string(value), "metric": .string(metric),
      "before": .optional(before), "after": .optional(after), "n": .size(count),
    ]
  }
}

extension MetricTable.Figures {
  fileprivate var json: JSONValue {
    [
      "model": .string(model.text), "on": .optional(on?.text),
      "sources": .list(sources, JSONValue.string), "n": count.map(JSONValue.size) ?? .null,
    ]
  }
}

extension CodeReview {
  fileprivate var json: JSONValue {
    [
      "tree_before": .optional(trees.before?.hex), "tree_after": .optional(trees.after?.hex),
      "git_before": .optional(git.before?.commit), "git_after": .optional(git.after?.commit),
      "lines_added": .count(lines.added), "lines_deleted": .count(lines.deleted),
      "uncompared": .count(uncomparedCount),
      "files": .list(files) { file in
        [
          "path": .string(file.path.string), "change": .string(file.change.rawValue),
          "previous_path": .optional(file.previousPath?.string),
          "before": .optional(file.before?.hex), "after": .optional(file.after?.hex),
          "lines_added": file.lines.map { .count($0.addedCount) } ?? .null,
          "lines_deleted": file.lines.map { .count($0.deletedCount) } ?? .null,
        ]
      },
    ]
  }
}

extension LineageReview {
  fileprivate var json: JSONValue {
    [
      "edges": .list(edges) { edge in
        [
          "output": .string(edge.output.text), "id": .string(edge.id.text),
          "evidence": .string(edge.evidence.rawValue), "run": .optional(edge.run?.hex),
          "inputs": .list(edge.inputs) { input in
            [
              "name": .string(input.name), "role": .string(input.role),
              "id": .optional(input.idText),
            ]
          },
        ]
      },
      "unlinked": .list(unlinked) { .string($0.text) },
      "undeclared": .list(undeclared.sorted { $0.key < $1.key }) { output, names in
        ["output": .string(output.text), "names": .list(names, JSONValue.string)]
      },
    ]
  }
}

extension RemoteHolding {
  var json: JSONValue {
    [
      "remote": .string(remote.string), "refs": .list(refs) { .string("\($0)") },
      "objects": .count(objectCount), "missing_count": .count(missingCount),
      "missing": .list(missing, JSONValue.string),
    ]
  }
}
