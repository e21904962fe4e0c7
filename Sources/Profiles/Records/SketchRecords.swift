import Objects

// Sketches as profiles hold them (Documentation/profiles.md, "Layout").

extension FrequentValues {
  /// How many values are written when counts are not exact.
  static let writtenMax = 64

  var record: JSONValue {
    var merged: [String: UInt64] = [:]
    for (value, count) in values {
      merged[ProfileText.text(value, max: Self.bytesMax), default: 0] &+= count
    }
    let sorted = merged.sorted { a, b in
      a.value != b.value
        ? a.value > b.value : a.key.utf8.lexicographicallyPrecedes(b.key.utf8)
    }
    let written = isExact ? sorted.count : min(sorted.count, Self.writtenMax)
    // A value that is left out counts as missing: at most as frequent as the first of them.
    let error = self.error &+ (written < sorted.count ? sorted[written].value : 0)
    return [
      "error": .count(error),
      "values": .array(sorted.prefix(written).map { [.string($0.key), .count($0.value)] }),
    ]
  }

  init(fields: RecordFields) throws(ObjectError) {
    self.init()
    let values = try fields.array("values")
    guard values.count <= Self.capacity else { throw fields.fault("values", "are too many") }
    for value in values {
      guard let pair = value.array, pair.count == 2, let text = pair[0].string,
        let count = pair[1].integer, count > 0
      else { throw fields.fault("values", "holds what is no value with its count") }
      add(Array(text.utf8), count: UInt64(count))
    }
    raiseError(by: try fields.size("error"))
  }
}

extension NumberProfile {
  var isEmpty: Bool { count == 0 && infinities == 0 }

  var record: JSONValue {
    var members: [String: JSONValue] = ["infinities": .count(infinities), "count": .count(count)]
    guard count > 0 else { return .object(members) }
    members["zeros"] = .count(zeros)
    members["min"] = .number(moments.minimum)
    members["max"] = .number(moments.maximum)
    members["mean"] = .number(moments.mean + 0)
    members["std"] = .number(standardDeviation ?? 0)
    members["spread"] = .number(moments.spread)
    members["squares"] = .number(moments.squares)
    members["sketch"] = sketch.record
    return .object(members)
  }

  init(fields: RecordFields) throws(ObjectError) {
    let count = try fields.size("count")
    let infinities = try fields.size("infinities")
    var moments = NumberMoments()
    var sketch = QuantileSketch()
    if count > 0 {
      moments.count = Double(count)
      moments.zeros = Double(try fields.size("zeros"))
      moments.minimum = try fields.number("min")
      moments.maximum = try fields.number("max")
      moments.mean = try fields.number("mean")
      moments.spread = try fields.number("spread")
      moments.squares = try fields.number("squares")
      sketch = try QuantileSketch(fields: fields.fields("sketch"))
      guard count < 1 << 53, moments.zeros <= moments.count, sketch.count == count else {
        throw fields.fault("count", "is not that of the sketch")
      }
    }
    self.init(infinities: infinities, moments: moments, sketch: sketch)
  }
}

extension QuantileSketch {
  var record: JSONValue {
    [
      "levels": .array(levels.map { .array($0.map { .number($0) }) }),
      "height": .count(UInt64(height)),
      "candidate": .number(candidate), "weight": .count(candidateWeight), "coins": .count(coins),
    ]
  }

  init(fields: RecordFields) throws(ObjectError) {
    var levels: [[Double]] = []
    for level in try fields.array("levels") {
      let numbers = level.array?.map(\.number) ?? [nil]
      levels.append(numbers.compactMap { $0 })
      guard levels.last?.count == numbers.count else {
        throw fields.fault("levels", "holds what is no number")
      }
    }
    let sketch = QuantileSketch(
      levels: levels, height: Int(clamping: try fields.size("height")),
      candidate: try fields.number("candidate"), candidateWeight: try fields.size("weight"),
      coins: try fields.size("coins"))
    guard let sketch else { throw fields.fault("levels", "are not those of a sketch") }
    self = sketch
  }
}
