/// What a model was trained in: interpreter, packages, lock files, machine. A record
/// (Documentation/format.md, "Environment"). Nothing in it changes by itself, so an environment
/// that is captured twice has one id.
public struct EnvironmentRecord: Sendable, Equatable {
  public static let schema = "mlx.environment/1"
  private static let kind = "environment"

  /// Where the packages live. The words are part of the format.
  public enum Origin: String, Sendable, Hashable, CaseIterable {
    case virtualenv
    case conda
    /// An interpreter outside of any environment.
    case system
    /// No Python was found; the facts about the machine stand alone.
    case none
  }

  public var origin: Origin
  /// nil when there is none, or when nothing says what it is.
  public var interpreter: Interpreter?
  /// By normalised name, then by version, as bytes.
  public var distributions: [Distribution]
  /// By name, then by version and build, as bytes; empty outside of conda.
  public var condaPackages: [CondaPackage]
  /// By name.
  public var lockFiles: [DependencyLock]
  public var system: SystemFacts
  /// The few variables that change results, as they were set.
  public var variables: [String: String]
  /// Sentences on what could not be read.
  public var remarks: [String]

  /// An environment; the lists are put in order.
  public init(
    origin: Origin, interpreter: Interpreter? = nil, distributions: [Distribution] = [],
    condaPackages: [CondaPackage] = [], lockFiles: [DependencyLock] = [], system: SystemFacts,
    variables: [String: String] = [:], remarks: [String] = []
  ) {
    self.origin = origin
    self.interpreter = interpreter
    self.distributions = distributions.sorted { $0.precedes($1) }
    self.condaPackages = condaPackages.sorted { $0.precedes($1) }
    self.lockFiles = lockFiles.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    self.system = system
    self.variables = variables
    self.remarks = remarks
  }

  /// The id that the record has when it is stored.
  public var id: EnvironmentID { EnvironmentID(SHA256Hasher.hash(encode())) }

  /// The record as a JSON document.
  public var json: JSONValue {
    [
      "schema": .string(Self.schema),
      "origin": .string(origin.rawValue),
      "interpreter": interpreter?.record ?? .null,
      "distributions": .array(distributions.map(\.record)),
      "conda": .array(condaPackages.map(\.record)),
      "lock_files": .array(lockFiles.map(\.record)),
      "system": system.record,
      "variables": .object(variables.mapValues { .string($0) }),
      "remarks": .array(remarks.map { .string($0) }),
    ]
  }

  /// The bytes of the record.
  public func encode() -> [UInt8] { json.canonicalBytes() }

  /// Reads a record. Errors: `ObjectError.malformed` with the key that is wrong,
  /// `.unsupportedSchema`.
  public static func decode(_ bytes: [UInt8]) throws(ObjectError) -> EnvironmentRecord {
    let fields = try RecordFields(parsing: bytes, kind: kind, schema: schema)
    guard let origin = Origin(rawValue: try fields.string("origin")) else {
      throw fields.fault("origin", "is not virtualenv, conda, system or none")
    }
    var interpreter: Interpreter?
    if try fields.nullable("interpreter") != nil {
      interpreter = try Interpreter(fields: try fields.fields("interpreter"))
    }
    var distributions: [Distribution] = []
    for value in try fields.array("distributions") {
      distributions.append(try Distribution(record: value, in: kind))
    }
    var packages: [CondaPackage] = []
    for value in try fields.array("conda") {
      packages.append(try CondaPackage(record: value, in: kind))
    }
    var lockFiles: [DependencyLock] = []
    for value in try fields.array("lock_files") {
      lockFiles.append(try DependencyLock(record: value, in: kind))
    }
    guard Set(lockFiles.map(\.name)).count == lockFiles.count else {
      throw fields.fault("lock_files", "holds a name twice")
    }
    var variables: [String: String] = [:]
    for (name, value) in try fields.members("variables") {
      guard let text = value.string, PlainText.isPlain(name), PlainText.isPlain(text) else {
        throw fields.fault("variables", "holds what is no plain text")
      }
      variables[name] = text
    }
    let remarks = try fields.strings("remarks")
    guard remarks.allSatisfy(PlainText.isPlain) else {
      throw fields.fault("remarks", "holds what is no plain text")
    }
    return EnvironmentRecord(
      origin: origin, interpreter: interpreter, distributions: distributions,
      condaPackages: packages, lockFiles: lockFiles,
      system: try SystemFacts(fields: try fields.fields("system")), variables: variables,
      remarks: remarks)
  }
}
