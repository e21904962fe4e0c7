// A run as canonical JSON, and back.

extension RunRecord {
  static let kind = "run"

  /// The bytes of the record.
  public func encode() -> [UInt8] {
    var members: [String: JSONValue] = [
      "schema": .string(RunRecord.schema),
      "name": name.map { .string($0) } ?? .null,
      "command": .array(command.map { .string($0) }),
      "folder": .string(folder.isRoot ? "." : folder.string),
      "inputs": .array(inputs.map(\.record)), "outputs": .array(outputs.map(\.record)),
      "undeclared": .array(undeclared.listed.map(\.record)),
      "undeclared_more": .integer(Int64(clamping: undeclared.more)),
      "outside": .array(outside.listed.map(\.record)),
      "outside_more": .integer(Int64(clamping: outside.more)),
      "params": params?.record ?? .null,
      "metrics": .array(metrics.map(\.record)),
      "environment": environment.map { .string(AssetObject.environment($0).text) } ?? .null,
      "code": code?.record ?? .null,
      "author": ["name": .string(author.name), "email": .string(author.email)],
      "host": .string(host),
      "started": .string(started.description), "ended": .string(ended.description),
      "sequence": .integer(Int64(clamping: sequence)),
      "stdout": output?.record ?? .null, "stderr": errors?.record ?? .null,
      "evidence": .string(evidence.rawValue),
      "changed": .array(changed.map { .string($0) }),
      "trace": trace?.record ?? .null,
    ]
    members.merge(outcome.members) { _, new in new }
    return JSONValue.object(members).canonicalBytes()
  }

  /// Reads a record. Errors: `ObjectError.malformed` with the key that is wrong,
  /// `.unsupportedSchema`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> RunRecord {
    let fields = try RecordFields(parsing: bytes, kind: kind, schema: schema)
    let author = try fields.fields("author")
    guard let evidence = LineageEdge.Evidence(rawValue: try fields.string("evidence")) else {
      throw fields.fault("evidence", "is not observed, recorded or declared")
    }
    var run = RunRecord(
      command: try fields.strings("command"), folder: try folder(fields),
      author: Author(
        name: try author.string("name"), email: try author.string("email"),
        time: try fields.time("ended")),
      host: try fields.string("host"), started: try fields.time("started"),
      outcome: try RunOutcome(fields: fields), evidence: evidence)
    if run.command.isEmpty { throw fields.fault("command", "is empty") }
    run.name = try name(fields)
    run.sequence = try fields.size("sequence")
    run.inputs = try files(fields, "inputs")
    run.outputs = try files(fields, "outputs")
    run.undeclared = RunReads(
      listed: try files(fields, "undeclared"), more: try fields.size("undeclared_more"))
    run.outside = RunReads(
      listed: try fields.array("outside").map { value throws(ObjectError) in
        try OutsideFile(record: value)
      }, more: try fields.size("outside_more"))
    if try fields.nullable("params") != nil {
      run.params = try RunParams(fields: try fields.fields("params"))
    }
    run.metrics = try fields.array("metrics").map { value throws(ObjectError) in
      try RunMetrics(record: value)
    }
    run.environment = try environment(fields)
    if let code = try fields.nullable("code") {
      guard code["kind"]?.string == "code", code["name"]?.string == "code" else {
        throw fields.fault("code", "is not the asset 'code/code'")
      }
      run.code = try CodeAsset(record: code, in: kind)
    }
    run.output = try stream(fields, "stdout")
    run.errors = try stream(fields, "stderr")
    run.changed = try fields.strings("changed")
    if try fields.nullable("trace") != nil {
      run.trace = try RunTrace(fields: try fields.fields("trace"))
    }
    return run
  }

  /// Why a text cannot be a run's name; nil when it can.
  public static func fault(ofName name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.utf8.count > nameBytesMax { return "it is longer than \(nameBytesMax) bytes" }
    let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return isPlain ? nil : "it holds a control character"
  }

  private static func name(_ fields: RecordFields) throws(ObjectError) -> String? {
    guard let name = try fields.nullableString("name") else { return nil }
    if let reason = fault(ofName: name) { throw fields.fault("name", "is refused: \(reason)") }
    return name
  }

  private static func folder(_ fields: RecordFields) throws(ObjectError) -> RepositoryPath {
    try fields.string("folder") == "." ? .root : try fields.path("folder")
  }

  private static func files(
    _ fields: RecordFields, _ key: String
  ) throws(ObjectError) -> [RunFile] {
    try fields.array(key).map { value throws(ObjectError) in try RunFile(record: value, in: key) }
  }

  private static func environment(_ fields: RecordFields) throws(ObjectError) -> EnvironmentID? {
    guard try fields.nullable("environment") != nil else { return nil }
    guard case .environment(let id) = try fields.object("environment") else {
      throw fields.fault("environment", "is no environment")
    }
    return id
  }

  private static func stream(
    _ fields: RecordFields, _ key: String
  ) throws(ObjectError) -> RunStream? {
    guard try fields.nullable(key) != nil else { return nil }
    return try RunStream(fields: try fields.fields(key))
  }
}
