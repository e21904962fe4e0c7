// Everything that capturing to a file, comparing and restoring environments can refuse.
import Objects

/// An error of an environment.
public enum EnvironmentError: MLXError, Equatable {
  /// The file is no capture, or not the one that was written.
  case captureDamaged(reason: String)
  /// A capture of a schema that this program does not know.
  case captureTooNew(schema: String)
  /// The folder to restore into has something in it.
  case targetNotEmpty(String)
  /// Nothing of the record can be made here.
  case nothingToRestore(reason: String)
  /// A program of a plan failed, or could not be started.
  case stepFailed(step: String, folder: String, reason: String)

  public var code: String {
    switch self {
    case .captureDamaged: "capture-damaged"
    case .captureTooNew: "unsupported-format"
    case .targetNotEmpty: "directory-not-empty"
    case .nothingToRestore: "cannot-restore"
    case .stepFailed: "restore-failed"
    }
  }

  public var description: String {
    switch self {
    case .captureDamaged(let reason): "the file is no capture of an environment: \(reason)"
    case .captureTooNew(let schema): "schema '\(schema)' is not known to this version of mlx"
    case .targetNotEmpty(let path): "'\(path)' is not an empty folder"
    case .nothingToRestore(let reason): "the environment cannot be restored here: \(reason)"
    case .stepFailed(let step, _, let reason): "could not \(step): \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .captureDamaged: "run 'mlx env capture -o FILE' again where training ran"
    case .captureTooNew: "use a newer mlx"
    case .targetNotEmpty: "name a folder that does not exist yet"
    case .nothingToRestore: "run 'mlx env restore --dry-run' to see what is missing"
    case .stepFailed(_, let folder, _):
      "run 'rm -r \(Self.word(folder))', then try again; what was made so far is still there"
    }
  }

  /// A path as one word of a shell, in single quotes when it needs them.
  private static func word(_ path: String) -> String {
    let isPlain = path.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "/._-".contains($0))
    }
    let parts = path.split(separator: "'", omittingEmptySubsequences: false)
    return isPlain ? path : "'" + parts.joined(separator: "'\\''") + "'"
  }
}
