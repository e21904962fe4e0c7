/// What one command did to the refs and to what was staged: a record that `heads/<n>` names
/// (Documentation/format.md, "Refs: one pointer").
public struct Operation: Sendable, Equatable {
  public static let schema = "mlx.operation/1"
  private static let kind = "operation"

  public var parents: [OperationID]
  /// The root of the tree of refs after the command.
  public var view: ViewID
  public var staging: StagingChange
  /// Who, and when; the record holds the time beside the author.
  public var author: Author
  public var host: String
  /// As typed, with secrets taken out.
  public var command: String
  public var description: String
  /// The operation that this one put back.
  public var undoes: OperationID?
  /// The packs that collections condemned. Every operation repeats the list of the one before it.
  public var condemned: [CondemnedPack]

  /// An operation after `parents`; the first one has none.
  public init(
    parents: [OperationID], view: ViewID, staging: StagingChange, author: Author, host: String,
    command: String, description: String, undoes: OperationID? = nil,
    condemned: [CondemnedPack] = []
  ) {
    self.parents = parents
    self.view = view
    self.staging = staging
    self.author = author
    self.host = host
    self.command = command
    self.description = description
    self.undoes = undoes
    self.condemned = condemned
  }

  /// When the command ran.
  public var time: Timestamp { author.time }

  /// The id that the operation has when it is stored.
  public var id: OperationID { OperationID(SHA256Hasher.hash(encode())) }

  /// The bytes of the record.
  public func encode() -> [UInt8] {
    JSONValue.object([
      "schema": .string(Operation.schema),
      "parents": .array(parents.map { .string($0.hex) }),
      "view": .string(view.hex),
      "staging": ["before": .string(staging.before.hex), "after": .string(staging.after.hex)],
      "time": .string(author.time.description),
      "author": ["name": .string(author.name), "email": .string(author.email)],
      "host": .string(host),
      "command": .string(command),
      "description": .string(description),
      "undoes": undoes.map { .string($0.hex) } ?? .null,
      "condemned": .array(condemned.map(\.record)),
    ]).canonicalBytes()
  }

  /// Reads a record. Errors: `ObjectError.malformed` with the key that is wrong,
  /// `.unsupportedSchema`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> Operation {
    let fields = try RecordFields(parsing: bytes, kind: kind, schema: schema)
    let staging = try fields.fields("staging")
    let writer = try fields.fields("author")
    var operation = Operation(
      parents: try fields.ids("parents"), view: try fields.id("view"),
      staging: StagingChange(before: try staging.id("before"), after: try staging.id("after")),
      author: Author(
        name: try writer.string("name"), email: try writer.string("email"),
        time: try fields.time("time")),
      host: try fields.string("host"), command: try fields.string("command"),
      description: try fields.string("description"), undoes: try fields.nullableID("undoes"))
    for value in try fields.array("condemned") {
      operation.condemned.append(try CondemnedPack(record: value, in: kind))
    }
    return operation
  }
}

/// What was staged when a command began and when it ended.
public struct StagingChange: Sendable, Hashable {
  public var before: StagingID
  public var after: StagingID

  /// From one staging record to another; the same one twice when nothing was staged.
  public init(before: StagingID, after: StagingID) {
    self.before = before
    self.after = after
  }
}
