import FileIO
import Objects
import References
import SystemPackage

// `.mlops/checkout.pending`: written before the first file changes, removed after HEAD has moved.
extension Repository {
  private static let pendingBytesMax = 64 << 20

  private var pendingPath: FilePath { metadata.appending("checkout.pending") }

  /// The checkout that did not end; nil when there is none.
  func loadPendingCheckout() throws -> PendingCheckout? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try environment.fileSystem.readFile(pendingPath, maxBytes: Self.pendingBytesMax)
    } catch {
      guard case .notFound = error else { throw error }
      return nil
    }
    do {
      return try PendingCheckout(JSONValue(parsing: bytes))
    } catch let error as any MLXError {
      throw WorkingError.pendingDamaged(pendingPath.string, reason: error.description)
    }
  }

  func savePendingCheckout(_ pending: PendingCheckout) throws {
    try environment.fileSystem.replaceFile(
      pendingPath, with: pending.json.canonicalBytes(), temporary: workTree.temporary,
      durable: environment.durability == .full)
    Failpoint.checkoutPending.hit()
  }

  /// Renames the file of a checkout that cannot be read; returns its new name.
  func setPendingCheckoutAside() throws -> FilePath {
    let aside = FilePath(pendingPath.string + ".damaged")
    try environment.fileSystem.rename(pendingPath, to: aside)
    return aside
  }

  func removePendingCheckout() throws {
    do throws(FileError) {
      try environment.fileSystem.unlink(pendingPath)
    } catch {
      guard case .notFound = error else { throw error }
    }
  }
}

extension PendingCheckout {
  var json: JSONValue {
    let (move, branch) = headMove.words
    return [
      "from": from.map { .string($0.hex) } ?? .null,
      "to": to.map { .string($0.hex) } ?? .null,
      "paths": .array(paths.map { .string($0.string) }),
      "restored": .array(restored.map { .string($0.string) }),
      "only": only.map { .string($0.rawValue) } ?? .null,
      "head": .string(move),
      "branch": branch.map { .string($0) } ?? .null,
      "code": .string(code.rawValue),
      "exact": .bool(isExact),
      "force": .bool(isForced),
      "description": .string(description),
    ]
  }

  init(_ json: JSONValue) throws {
    func fault(_ key: String) -> ObjectError {
      .malformed(kind: "pending checkout", reason: "'\(key)' is missing or wrong")
    }
    func commit(_ key: String) throws -> CommitID? {
      guard let value = json[key] else { throw fault(key) }
      if value.isNull { return nil }
      guard let hex = value.string, let id = CommitID(hex: hex) else { throw fault(key) }
      return id
    }
    guard let move = json["head"]?.string,
      let headMove = try HeadMove(move, branch: json["branch"]?.string)
    else { throw fault("head") }
    guard let description = json["description"]?.string else { throw fault("description") }
    func paths(_ key: String) throws -> [RepositoryPath]? {
      try json[key]?.array?.map { value in
        guard let text = value.string else { throw fault(key) }
        return try RepositoryPath(validating: text)
      }
    }
    guard let scope = try paths("paths") else { throw fault("paths") }
    self.init(
      from: try commit("from"), to: try commit("to"), headMove: headMove, description: description)
    self.paths = scope
    // Builds before it did not write it.
    restored = try paths("restored") ?? []
    only = json["only"]?.string.flatMap(AssetKind.init(rawValue:))
    code = json["code"]?.string.flatMap(CodePolicy.init(rawValue:)) ?? .restore
    isExact = json["exact"]?.bool ?? false
    isForced = json["force"]?.bool ?? false
  }
}

extension HeadMove {
  fileprivate var words: (move: String, branch: String?) {
    switch self {
    case .keep: ("keep", nil)
    case .attach(let branch): ("attach", branch.string)
    case .create(let branch): ("create", branch.string)
    case .detach: ("detach", nil)
    case .advance: ("advance", nil)
    }
  }

  fileprivate init?(_ move: String, branch: String?) throws {
    switch (move, branch) {
    case ("keep", _): self = .keep
    case ("detach", _): self = .detach
    case ("advance", _): self = .advance
    case ("attach", let name?): self = .attach(try BranchName(validating: name))
    case ("create", let name?): self = .create(try BranchName(validating: name))
    default: return nil
    }
  }
}
