// Who may sign: a list in OpenSSH's format, as a version has it.
import FileIO
import Objects
import ProjectFiles
import Repository
import SystemPackage

/// A list of allowed signers, as `ssh-keygen(1)` describes it.
public struct AllowedSigners: Sendable, Equatable {
  /// The list at the root of a version, where nothing names another one.
  public static let standardPath = "allowed_signers"
  /// A longer list is refused.
  public static let bytesMax = 1 << 20

  public let bytes: [UInt8]
  /// Where it is, for messages: `allowed_signers of 4be07a2`, or a path.
  public let name: String

  /// A list, and where it came from.
  public init(_ bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  /// The SHA-256 of the list.
  public var blob: BlobID { BlobID(SHA256Hasher.hash(bytes)) }
}

extension Repository {
  /// The list that the setting `signing.allowed-signers` names; else the one that `mlx.yaml` of a
  /// version names; else `allowed_signers` at its root. Nil where there is none.
  ///
  /// Errors: `no-allowed-signers` when one is named that is not there; those of `projectFile(at:)` and
  /// `recordedFile`; those of reading the file of a setting.
  public func allowedSigners(at id: CommitID?) throws -> AllowedSigners? {
    if let setting = try environment.configuration.get(.allowedSigners) {
      return try signers(setting: setting.value)
    }
    return try id.flatMap { try recordedSigners(at: $0) }
  }

  private func signers(setting: String) throws -> AllowedSigners {
    let home = environment.variables()["HOME"]
    let path = SettingPath.path(setting, root: workTree.root, home: home)
    do {
      let bytes = try environment.fileSystem.readFile(path, maxBytes: AllowedSigners.bytesMax)
      return AllowedSigners(bytes, name: setting)
    } catch FileError.notFound {
      throw AttestationError.signersMissing(setting)
    }
  }

  /// The list that a version has: the one that its `mlx.yaml` names, else `allowed_signers` at its root;
  /// never that of a setting. Nil where there is none.
  ///
  /// Errors: `no-allowed-signers` when one is named that is not there; those of `recordedFile`.
  public func recordedSigners(at id: CommitID) throws -> AllowedSigners? {
    let named = try projectFile(at: id)?.file.allowedSigners
    let standard = try RepositoryPath(validating: AllowedSigners.standardPath)
    let path = named ?? standard
    guard let file = try recordedFile(path, at: id, maxBytes: AllowedSigners.bytesMax) else {
      if named == nil { return nil }
      throw AttestationError.signersMissing("\(path) of \(id.short)")
    }
    return AllowedSigners(file.bytes, name: "\(path) of \(id.short)")
  }
}
