import Objects

// A column's profile as its table's record holds it (Documentation/profiles.md, "Layout").

extension ColumnProfile {
  /// The members of the record; `type`, `estimate`, `std` and `mean` of lengths are for readers and
  /// follow from the others.
  public var record: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "type": .string(type.rawValue), "counts": counts.record,
    ]
    if let declared {
      members["declared"] = declared.record
      return .object(members)
    }
    members["distinct"] = [
      "estimate": .number(distinctCount ?? 0), "exact": .bool(frequent.isExact),
      "registers": .string(ProfileText.text(registers: distinct.registers)),
    ]
    members["frequent"] = frequent.record
    if lengths.count > 0 {
      members["lengths"] = [
        "count": .count(lengths.count), "max": .count(lengths.maximum),
        "mean": .number(lengths.mean ?? 0), "min": .count(lengths.minimum),
        "total": .count(lengths.total),
      ]
    }
    if !numbers.isEmpty { members["numbers"] = numbers.record }
    if !times.isEmpty { members["times"] = times.record }
    return .object(members)
  }

  /// Reads the members. Throws `ObjectError.malformed`.
  public init(record value: JSONValue) throws(ObjectError) {
    let fields = try RecordFields(value, kind: "profile", part: "columns")
    self.init(name: try fields.string("name"))
    counts = try Counts(fields: fields.fields("counts"))
    if fields.has("declared") {
      declared = try DeclaredColumn(fields: fields.fields("declared"))
      return
    }
    let distinct = try fields.fields("distinct")
    guard let registers = ProfileText.registers(try distinct.string("registers")),
      let sketch = DistinctSketch(registers: registers)
    else { throw distinct.fault("registers", "are not those of a sketch") }
    self.distinct = sketch
    frequent = try FrequentValues(fields: fields.fields("frequent"))
    if fields.has("lengths") { lengths = try TextLengths(fields: fields.fields("lengths")) }
    if fields.has("numbers") { numbers = try NumberProfile(fields: fields.fields("numbers")) }
    if fields.has("times") { times = try NumberProfile(fields: fields.fields("times")) }
  }
}

extension ColumnProfile.Counts {
  fileprivate var record: JSONValue {
    [
      "nulls": .count(nulls), "bools": .count(bools), "integers": .count(integers),
      "floats": .count(floats), "dates": .count(dates), "times": .count(times),
      "texts": .count(texts),
    ]
  }

  fileprivate init(fields: RecordFields) throws(ObjectError) {
    self.init()
    nulls = try fields.size("nulls")
    bools = try fields.size("bools")
    integers = try fields.size("integers")
    floats = try fields.size("floats")
    dates = try fields.size("dates")
    times = try fields.size("times")
    texts = try fields.size("texts")
  }
}

extension TextLengths {
  fileprivate init(fields: RecordFields) throws(ObjectError) {
    self.init()
    count = try fields.size("count")
    guard count > 0 else { return }
    minimum = try fields.size("min")
    maximum = try fields.size("max")
    total = try fields.size("total")
  }
}
