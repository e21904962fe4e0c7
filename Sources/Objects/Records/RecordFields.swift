/// The members of one JSON object of a record, taken out with their types checked.
///
/// Keys that nobody asks for are ignored, so that later versions can add some. An error names the
/// key.
package struct RecordFields {
  private let all: [String: JSONValue]
  private let kind: String
  private let part: String

  /// - Parameter kind: what the record is, for errors.
  /// - Parameter part: which object in the record this is; empty for the record itself.
  package init(_ value: JSONValue, kind: String, part: String = "") throws(ObjectError) {
    guard let members = value.object else {
      throw .malformed(
        kind: kind, reason: part.isEmpty ? "it is no object" : "'\(part)' is no object")
    }
    all = members
    self.kind = kind
    self.part = part
  }

  /// Reads a record of a schema that is not known yet.
  package init(parsing bytes: [UInt8], kind: String) throws(ObjectError) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .malformed(kind: kind, reason: error.reason)
    }
    try self.init(value, kind: kind)
  }

  /// Reads a record and checks its schema, such as `mlx.commit/1`.
  package init(parsing bytes: [UInt8], kind: String, schema: String) throws(ObjectError) {
    try self.init(parsing: bytes, kind: kind)
    let found = try string("schema")
    guard found != schema else { return }
    if found.prefix(while: { $0 != "/" }) == schema.prefix(while: { $0 != "/" }) {
      throw .unsupportedSchema(String(found.prefix(64)))
    }
    throw .malformed(kind: kind, reason: "its schema is '\(found.prefix(64))'")
  }

  package func fault(_ key: String, _ problem: String) -> ObjectError {
    .malformed(kind: kind, reason: "'\(part.isEmpty ? key : part + "." + key)' \(problem)")
  }

  /// nil for null; the key must be there.
  package func nullable(_ key: String) throws(ObjectError) -> JSONValue? {
    let value = try required(key, "a value") { $0 }
    return value.isNull ? nil : value
  }

  private func required<T>(
    _ key: String, _ type: String, _ take: (JSONValue) -> T?
  ) throws(ObjectError) -> T {
    guard let value = all[key] else { throw fault(key, "is missing") }
    guard let taken = take(value) else { throw fault(key, "is not \(type)") }
    return taken
  }

  package func string(_ key: String) throws(ObjectError) -> String {
    try required(key, "a text", \.string)
  }

  package func bool(_ key: String) throws(ObjectError) -> Bool {
    try required(key, "true or false", \.bool)
  }

  /// Whether the key is there, be it null.
  package func has(_ key: String) -> Bool { all[key] != nil }

  package func array(_ key: String) throws(ObjectError) -> [JSONValue] {
    try required(key, "an array", \.array)
  }

  package func members(_ key: String) throws(ObjectError) -> [String: JSONValue] {
    try required(key, "an object", \.object)
  }

  package func fields(_ key: String) throws(ObjectError) -> RecordFields {
    let inner = part.isEmpty ? key : part + "." + key
    return try RecordFields(.object(try members(key)), kind: kind, part: inner)
  }

  package func strings(_ key: String) throws(ObjectError) -> [String] {
    try required(key, "an array of texts") { value in
      let texts = value.array?.map(\.string)
      return texts.flatMap { $0.contains(nil) ? nil : $0.compactMap { $0 } }
    }
  }

  /// A number, whole or not.
  package func number(_ key: String) throws(ObjectError) -> Double {
    try required(key, "a number", \.number)
  }

  package func size(_ key: String) throws(ObjectError) -> UInt64 {
    try required(key, "a size") { $0.integer.flatMap { UInt64(exactly: $0) } }
  }

  package func id<Kind>(_ key: String) throws(ObjectError) -> ObjectID<Kind> {
    try required(key, "an id") { $0.string.flatMap { ObjectID(hex: $0) } }
  }

  package func ids<Kind>(_ key: String) throws(ObjectError) -> [ObjectID<Kind>] {
    try required(key, "an array of ids") { value in
      let ids = value.array?.map { $0.string.flatMap { ObjectID<Kind>(hex: $0) } }
      return ids.flatMap { $0.contains(nil) ? nil : $0.compactMap { $0 } }
    }
  }

  package func time(_ key: String) throws(ObjectError) -> Timestamp {
    try required(key, "a time in UTC") { $0.string.flatMap { Timestamp($0) } }
  }
}

// Domain types, each through the initialiser that validates it: a hostile name ends here.
extension RecordFields {
  package func path(_ key: String) throws(ObjectError) -> RepositoryPath {
    let text = try string(key)
    guard !text.isEmpty else { throw fault(key, "is empty") }
    do {
      return try RepositoryPath(validating: text)
    } catch {
      throw fault(key, "is refused: \(error.description)")
    }
  }

  package func assetName(_ key: String) throws(ObjectError) -> String {
    let name = try string(key)
    if let reason = AssetName.fault(name) { throw fault(key, "is refused: \(reason)") }
    return name
  }

  package func assetKind(_ key: String) throws(ObjectError) -> AssetKind {
    let word = try string(key)
    guard let kind = AssetKind(rawValue: word) else { throw fault(key, "is not a kind of asset") }
    return kind
  }

  package func reference(_ key: String) throws(ObjectError) -> AssetReference {
    try required(key, "an asset, such as 'model/fraud'") {
      $0.string.flatMap { AssetReference(text: $0) }
    }
  }

  package func object(_ key: String) throws(ObjectError) -> AssetObject {
    try required(key, "a blob or a tree") { $0.string.flatMap { AssetObject(text: $0) } }
  }

  package func blob(_ key: String) throws(ObjectError) -> BlobID {
    guard case .blob(let id) = try object(key) else { throw fault(key, "is not a blob") }
    return id
  }

  /// nil when the key is absent.
  package func optionalString(_ key: String) throws(ObjectError) -> String? {
    all[key] == nil ? nil : try string(key)
  }

  package func nullableString(_ key: String) throws(ObjectError) -> String? {
    try nullable(key) == nil ? nil : try string(key)
  }

  package func nullablePath(_ key: String) throws(ObjectError) -> RepositoryPath? {
    try nullable(key) == nil ? nil : try path(key)
  }

  package func nullableBlob(_ key: String) throws(ObjectError) -> BlobID? {
    try nullable(key) == nil ? nil : try blob(key)
  }

  package func nullableAssetName(_ key: String) throws(ObjectError) -> String? {
    try nullable(key) == nil ? nil : try assetName(key)
  }

  package func nullableID<Kind>(_ key: String) throws(ObjectError) -> ObjectID<Kind>? {
    try nullable(key) == nil ? nil : try id(key)
  }
}
