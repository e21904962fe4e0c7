import Objects
import Profiles

// The `--json` form of how two versions of a model differ.

extension ModelDiff {
  var json: JSONValue {
    [
      "verdict": ["kind": .string(verdict.kind.rawValue), "text": .string(verdict.sentence)],
      "counts": counts.json,
      "layers": layers.map { ["count": .count($0.count), "changed": .list($0.changed)] } ?? .null,
      "formats": ["before": .list(formats.before), "after": .list(formats.after)],
      "name_prefix": namePrefix.map { ["prefix": .string($0.text), "added": .bool($0.isAdded)] }
        ?? .null,
      "reordered": .bool(isReordered), "total": total?.json ?? .null,
      "tensors": .list(tensors, \.json), "metadata": .list(metadata, \.json),
      "notices": .list(notices),
    ]
  }
}

extension ModelDiff.Counts {
  fileprivate var json: JSONValue {
    [
      "before": .count(before), "after": .count(after), "unchanged": .count(unchanged),
      "added": .count(added), "removed": .count(removed), "renamed": .count(renamed),
      "reshaped": .count(reshaped), "retyped": .count(retyped), "changed": .count(changed),
      "uncompared": .count(uncompared), "moved": .count(moved),
    ]
  }
}

extension ModelDiff.MetadataChange {
  fileprivate var json: JSONValue {
    [
      "file": .string(file), "key": .string(key), "before": .optional(before),
      "after": .optional(after),
    ]
  }
}

extension TensorChange {
  fileprivate var json: JSONValue {
    [
      "change": .string(kind.rawValue), "name": .string(name), "before": before?.json ?? .null,
      "after": after?.json ?? .null, "difference": difference?.json ?? .null,
      "common_rows": commonRows.map(JSONValue.size) ?? .null,
      "conversion": isConversion.map(JSONValue.bool) ?? .null, "reason": .optional(reason),
    ]
  }
}

extension TensorChange.Side {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "file": .string(file), "type": .string(type),
      "shape": .list(shape, JSONValue.size),
    ]
  }
}

extension TensorDifference {
  fileprivate var json: JSONValue {
    [
      "numbers": .size(count), "changed": .size(changed), "relative_l2": Self.finite(relativeL2),
      "max_abs": Self.finite(distanceMax), "cosine": cosine.map(Self.finite) ?? .null,
      "nan_before": .size(nans.before), "nan_after": .size(nans.after),
      "non_finite": .size(nonFinite),
    ]
  }

  private static func finite(_ number: Double) -> JSONValue {
    number.isFinite ? .number(number) : .null
  }
}

extension JSONValue {
  fileprivate static func list(_ texts: [String]) -> JSONValue { .list(texts, JSONValue.string) }
}
