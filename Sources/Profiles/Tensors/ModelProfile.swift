import Objects

/// What a model file holds, tensor by tensor.
public struct ModelProfile: Sendable, Equatable {
  /// The schema of the record.
  public static let schema = "mlx.profile.model/1"
  /// The most tensors that a profile lists.
  public static let tensorMax = 1 << 20

  /// One tensor.
  public struct Tensor: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its element type, as its file says it.
    public var type: String
    /// Its shape; empty for a scalar.
    public var shape: [UInt64]
    /// The SHA-256 of its bytes; nil when it was not computed.
    public var digest: Digest?
    /// What its numbers are like; nil for types without statistics.
    public var statistics: TensorStatistics?

    /// A tensor.
    public init(
      name: String, type: String, shape: [UInt64], digest: Digest? = nil,
      statistics: TensorStatistics? = nil
    ) {
      self.name = name
      self.type = type
      self.shape = shape
      self.digest = digest
      self.statistics = statistics
    }
  }

  /// The file's format, such as `safetensors`.
  public var format: String
  /// The tensors, in the file's order.
  public var tensors: [Tensor]
  /// What a `config.json` beside the file says of the architecture, such as `model_type`.
  public var hints: [String: String]

  /// A profile.
  public init(format: String, tensors: [Tensor] = [], hints: [String: String] = [:]) {
    self.format = format
    self.tensors = tensors
    self.hints = hints
  }

  /// Numbers in all tensors; nil when that is more than 2^64.
  public var parameterCount: UInt64? {
    Self.sum(tensors.map(\.elementCount))
  }

  /// Numbers by element type; those of types with more than 2^64 are left out.
  public var parametersByType: [String: UInt64] {
    Dictionary(grouping: tensors, by: \.type).compactMapValues { Self.sum($0.map(\.elementCount)) }
  }

  private static func sum(_ counts: [UInt64?]) -> UInt64? {
    var total: UInt64 = 0
    for count in counts {
      guard let count else { return nil }
      let (sum, isOver) = total.addingReportingOverflow(count)
      if isOver { return nil }
      total = sum
    }
    return total
  }
}

extension ModelProfile.Tensor {
  /// Numbers in the tensor; nil when that is more than 2^64.
  public var elementCount: UInt64? {
    var count: UInt64 = 1
    for side in shape {
      let (product, isOver) = count.multipliedReportingOverflow(by: side)
      if isOver { return nil }
      count = product
    }
    return count
  }
}

// As a record: canonical JSON (Documentation/profiles.md, "Layout").
extension ModelProfile {
  /// The bytes of the record.
  public func encode() -> [UInt8] {
    let totals = parametersByType.map { type, count -> (String, JSONValue) in
      (type, .count(count))
    }
    var members: [String: JSONValue] = [
      "schema": .string(Self.schema), "format": .string(format),
      "tensors": .array(tensors.map(\.record)),
      "types": .array(totals.sorted { $0.0 < $1.0 }.map { [.string($0.0), $0.1] }),
    ]
    members["parameters"] = parameterCount.map { .count($0) }
    if !hints.isEmpty {
      members["hints"] = .array(
        hints.sorted { $0.key < $1.key }.map { [.string($0.key), .string($0.value)] })
    }
    return JSONValue.object(members).canonicalBytes()
  }

  /// Reads a record. Throws `ObjectError.malformed`, `.unsupportedSchema`, `.tooLarge`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> ModelProfile {
    try decode(ProfileRecord.fields(bytes, schema: schema))
  }

  static func decode(_ fields: RecordFields) throws(ObjectError) -> ModelProfile {
    var profile = ModelProfile(format: try fields.string("format"))
    let tensors = try fields.array("tensors")
    guard tensors.count <= tensorMax else { throw fields.fault("tensors", "are too many") }
    for tensor in tensors { profile.tensors.append(try Tensor(record: tensor)) }
    if fields.has("hints") {
      for hint in try fields.array("hints") {
        guard let pair = hint.array, pair.count == 2, let key = pair[0].string,
          let value = pair[1].string
        else { throw fields.fault("hints", "holds what is no pair of texts") }
        profile.hints[key] = value
      }
    }
    return profile
  }
}

extension ModelProfile.Tensor {
  fileprivate var record: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "type": .string(type),
      "shape": .array(shape.map { .count($0) }),
    ]
    members["digest"] = digest.map { .string($0.hex) }
    members["statistics"] = statistics?.record
    return .object(members)
  }

  fileprivate init(record value: JSONValue) throws(ObjectError) {
    let fields = try RecordFields(value, kind: "profile", part: "tensors")
    let shape = try fields.array("shape").map { $0.integer.flatMap { UInt64(exactly: $0) } }
    guard !shape.contains(nil), shape.count <= 64 else {
      throw fields.fault("shape", "is not the shape of a tensor")
    }
    self.init(
      name: try fields.string("name"), type: try fields.string("type"),
      shape: shape.compactMap { $0 })
    if fields.has("digest") {
      guard let digest = Digest(hex: try fields.string("digest")) else {
        throw fields.fault("digest", "is not a SHA-256")
      }
      self.digest = digest
    }
    if fields.has("statistics") {
      statistics = try TensorStatistics(fields: fields.fields("statistics"))
    }
  }
}

extension TensorStatistics {
  fileprivate var record: JSONValue {
    var members: [String: JSONValue] = [
      "count": .count(count), "zeros": .count(zeros), "nans": .count(nans),
      "infinities": .count(infinities),
    ]
    members["min"] = minimum.map { .number($0) }
    members["max"] = maximum.map { .number($0) }
    members["mean"] = mean.map { .number($0) }
    members["std"] = standardDeviation.map { .number($0) }
    members["l2"] = l2.map { .number($0) }
    return .object(members)
  }

  fileprivate init(fields: RecordFields) throws(ObjectError) {
    self.init()
    count = try fields.size("count")
    zeros = try fields.size("zeros")
    nans = try fields.size("nans")
    infinities = try fields.size("infinities")
    func optional(_ key: String) throws(ObjectError) -> Double? {
      fields.has(key) ? try fields.number(key) : nil
    }
    minimum = try optional("min")
    maximum = try optional("max")
    mean = try optional("mean")
    standardDeviation = try optional("std")
    l2 = try optional("l2")
  }
}
