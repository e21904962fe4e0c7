import Objects
import Profiles

// The `--json` form of a comparison of tables.

extension TableDiff {
  var json: JSONValue {
    [
      "format_before": .string(formatBefore), "format_after": .string(formatAfter),
      "rows_before": .size(rowsBefore), "rows_after": .size(rowsAfter),
      "key": [
        "origin": .string(key.origin.rawValue), "columns": .list(key.columns) { .string($0) },
        "hidden": .bool(key.isHidden),
      ],
      "rows": rows?.json ?? .null, "columns": .list(columns, \.json),
      "columns_reordered": .bool(isReordered), "examples": examples.json,
      "notices": .list(notices) { .string($0.description) },
    ]
  }
}

extension RowChanges {
  fileprivate var json: JSONValue {
    [
      "added": .size(added), "removed": .size(removed), "changed": .size(changed),
      "same": .size(same), "moved": .size(moved), "moved_exact": .bool(isMovedExact),
      "changed_beyond_columns": .size(changedBeyondColumns), "rewritten": .size(rewritten),
    ]
  }
}

extension ColumnChange {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "state": .string(state.rawValue),
      "previous_name": .optional(nameBefore), "hidden": .bool(isHidden),
      "changed_cells": changedCells.map(JSONValue.size) ?? .null,
      "rewritten_cells": rewrittenCells.map(JSONValue.size) ?? .null,
      "before": before?.json ?? .null, "after": after?.json ?? .null,
    ]
  }
}

extension ColumnSummary {
  fileprivate var json: JSONValue {
    [
      "type": .string(type.rawValue), "declared_type": .optional(declaredType),
      "missing": nulls.map(JSONValue.size) ?? .null,
      "distinct": distinct.map { .size(UInt64(max(0, $0))) } ?? .null,
      "distinct_exact": .bool(isDistinctExact), "mean": Self.number(mean),
      "std": Self.number(standardDeviation), "min": bound(minimum), "max": bound(maximum),
      "length_min": lengthMinimum.map(JSONValue.size) ?? .null,
      "length_max": lengthMaximum.map(JSONValue.size) ?? .null,
      "length_mean": Self.number(lengthMean),
    ]
  }

  /// A number; a day or a time as text.
  private func bound(_ value: Double?) -> JSONValue {
    switch type {
    case .date, .time: .optional(ColumnSummaryText.bound(value, type))
    default: Self.number(value)
    }
  }

  private static func number(_ value: Double?) -> JSONValue {
    value.map { .number($0 + 0) } ?? .null
  }
}

extension TableExamples {
  fileprivate var json: JSONValue {
    [
      "added": .list(added, \.json), "removed": .list(removed, \.json),
      "changed": .list(changed, \.json),
    ]
  }
}

extension RowExample {
  fileprivate var json: JSONValue {
    ["row": .size(row), "key": .list(key, \.json), "values": .list(values, \.json)]
  }
}

extension ChangedRowExample {
  fileprivate var json: JSONValue {
    [
      "row_before": .size(rowBefore), "row_after": .size(rowAfter), "key": .list(key, \.json),
      "changed_cells": .count(cellCount),
      "cells": .list(cells) { cell in
        [
          "column": .string(cell.column), "before": cell.before?.json ?? .null,
          "after": cell.after?.json ?? .null,
        ]
      },
    ]
  }
}

extension NamedValue {
  fileprivate var json: JSONValue {
    ["column": .string(column), "value": value?.json ?? .null]
  }
}

extension ShownValue {
  /// A text that was cut ends so.
  fileprivate var json: JSONValue { .string(isCut ? text + "…" : text) }
}
