/// How one version of an asset was made: its inputs by id and role, and how that is known
/// (Documentation/format.md, "Commit"). While the output's id stays, commits copy its edge.
public struct LineageEdge: Sendable, Hashable {
  /// How an edge is known. The words are part of the format.
  public enum Evidence: String, Sendable, Hashable, CaseIterable {
    /// The files that the process opened were watched.
    case observed
    /// Inputs were hashed before the command ran, and outputs after.
    case recorded
    /// A person, or a default, said so.
    case declared
  }

  /// What was made.
  public var output: AssetReference
  /// The output's bytes.
  public var id: AssetObject
  public var inputs: [LineageInput]
  public var evidence: Evidence
  /// The run that made it, where one was recorded.
  public var run: RunID?

  /// An output and what it was made from.
  public init(
    output: AssetReference, id: AssetObject, inputs: [LineageInput], evidence: Evidence,
    run: RunID? = nil
  ) {
    self.output = output
    self.id = id
    self.inputs = inputs
    self.evidence = evidence
    self.run = run
  }
}

/// One input of an edge: an asset at its bytes, or something outside of the repository.
public struct LineageInput: Sendable, Hashable {
  /// Where an input is.
  public enum Source: Sendable, Hashable {
    /// An asset at these bytes; with an origin, an asset of another repository.
    case asset(AssetReference, id: AssetObject, from: AssetOrigin? = nil)
    /// Such as `hf:org/model@rev` or a URL. The digest is `sha256:<hex>`; nil when it is not known.
    case external(uri: String, digest: String?)
  }

  /// Roles that mlx gives itself; others are free.
  public static let train = "train"
  /// The model that training began from.
  public static let base = "base"
  /// The code that made the output.
  public static let code = "code"
  /// The environment that it ran in.
  public static let environment = "environment"

  public var source: Source
  /// What the input was for: `train`, `validation`, `holdout`, `base`, `code`, `environment`, …
  public var role: String

  /// An input in a role.
  public init(_ source: Source, role: String) {
    self.source = source
    self.role = role
  }

  /// Whether a word can be a role: lower-case letters, digits and hyphens, at most 64.
  public static func isRole(_ word: String) -> Bool { NoteKind(rawValue: word) != nil }

  /// Why a text cannot be a URI of an input; nil when it can.
  public static func fault(ofURI uri: String) -> String? {
    let bytes = uri.utf8
    if bytes.isEmpty { return "it is empty" }
    if bytes.count > 4096 { return "it is longer than 4096 bytes" }
    if bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
      return "it holds a space or a control character"
    }
    guard let colon = uri.firstIndex(of: ":"), colon != uri.startIndex else {
      return "it has no scheme, such as 'hf:' or 'https:'"
    }
    return uri[colon...].contains { $0 != ":" && $0 != "/" } ? nil : "nothing follows its scheme"
  }
}

/// The commit of another repository that an input came from.
public struct AssetOrigin: Sendable, Hashable {
  /// Its URL or path, as it was given.
  public var repository: String
  public var commit: CommitID

  /// A commit of a repository.
  public init(repository: String, commit: CommitID) {
    self.repository = repository
    self.commit = commit
  }
}

// As a commit holds it.
extension LineageEdge {
  var record: JSONValue {
    [
      "output": ["asset": .string(output.text), "id": .string(id.text)],
      "inputs": .array(inputs.map(\.record)),
      "evidence": .string(evidence.rawValue),
      "run": run.map { .string($0.hex) } ?? .null,
    ]
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "lineage")
    let output = try fields.fields("output")
    var inputs: [LineageInput] = []
    for input in try fields.array("inputs") {
      inputs.append(try LineageInput(record: input, in: kind))
    }
    guard let evidence = Evidence(rawValue: try fields.string("evidence")) else {
      throw fields.fault("evidence", "is not observed, recorded or declared")
    }
    self.init(
      output: try output.reference("asset"), id: try output.object("id"), inputs: inputs,
      evidence: evidence, run: try fields.nullableID("run"))
  }
}

extension LineageInput {
  var record: JSONValue {
    switch source {
    case .asset(let asset, let id, let origin):
      var members: [String: JSONValue] = [
        "asset": .string(asset.text), "id": .string(id.text), "role": .string(role),
      ]
      members["from"] = origin.map {
        ["repository": .string($0.repository), "commit": .string($0.commit.hex)]
      }
      return .object(members)
    case .external(let uri, let digest):
      return [
        "uri": .string(uri), "digest": digest.map { .string($0) } ?? .null,
        "role": .string(role),
      ]
    }
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "lineage.inputs")
    let role = try fields.string("role")
    guard Self.isRole(role) else { throw fields.fault("role", "is not the name of a role") }
    guard let uri = try fields.optionalString("uri") else {
      var origin: AssetOrigin?
      if fields.has("from") {
        let from = try fields.fields("from")
        origin = AssetOrigin(
          repository: try from.string("repository"), commit: try from.id("commit"))
      }
      let source = Source.asset(
        try fields.reference("asset"), id: try fields.object("id"), from: origin)
      self.init(source, role: role)
      return
    }
    if let reason = Self.fault(ofURI: uri) { throw fields.fault("uri", "is refused: \(reason)") }
    let digest = try fields.nullableString("digest")
    if let digest,
      !digest.hasPrefix("sha256:") || Digest(hex: digest.dropFirst("sha256:".count)) == nil
    {
      throw fields.fault("digest", "is not a SHA-256")
    }
    self.init(.external(uri: uri, digest: digest), role: role)
  }
}
