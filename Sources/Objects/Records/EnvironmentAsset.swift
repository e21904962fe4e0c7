/// The environment that a commit records: the id of its record, and how it is known.
public struct EnvironmentAsset: Sendable, Hashable {
  /// How an environment is known. The words are part of the format.
  public enum Evidence: String, Sendable, Hashable {
    /// It was the one around `mlx commit`; training may have run in another.
    case foundAtCommit = "as found at commit"
    /// `mlx env capture` wrote it where training ran.
    case captured
  }

  /// The name of the one that `mlx commit` finds.
  public static let standardName = "default"

  public var name: String
  public var id: EnvironmentID
  public var evidence: Evidence

  /// A named environment.
  public init(name: String = EnvironmentAsset.standardName, id: EnvironmentID, evidence: Evidence) {
    self.name = name
    self.id = id
    self.evidence = evidence
  }

  /// Kind and name.
  public var reference: AssetReference { AssetReference(kind: .environment, name: name) }
}

// As a commit holds it.
extension EnvironmentAsset {
  var record: JSONValue {
    [
      "kind": .string(AssetKind.environment.rawValue), "name": .string(name),
      "object": .string(AssetObject.environment(id).text), "evidence": .string(evidence.rawValue),
    ]
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "assets")
    guard case .environment(let id) = try fields.object("object") else {
      throw fields.fault("object", "is no environment")
    }
    guard let evidence = Evidence(rawValue: try fields.string("evidence")) else {
      throw fields.fault("evidence", "is not a word for how an environment is known")
    }
    self.init(name: try fields.assetName("name"), id: id, evidence: evidence)
  }
}
