import FileIO
import Objects
import References
import Repository

/// A word that may be a revision or a path, as the commands of `mlx env` take it.
struct EnvironmentWord {
  let word: String
  let global: GlobalOptions

  /// The revision that it is; nil when it names none.
  func revision(in repository: Repository) throws -> Revision? {
    do {
      let revision = try Revision(parsing: word)
      _ = try repository.resolve(revision)
      return revision
    } catch RefError.unknownRevision, RefError.invalidRevision {
      return nil
    }
  }

  /// What is at the path on the disk.
  func fileType() throws -> FileKind? {
    try KernelFileSystem().status(at: global.file(word), followingLinks: true)?.type
  }
}

/// Why a word of `mlx env` cannot be taken.
enum EnvironmentWordError: MLXError, Equatable {
  /// It is a revision and the name of something on the disk.
  case ambiguous(String, hint: String)
  /// Neither a revision nor a file.
  case unknown(String)

  var code: String {
    switch self {
    case .ambiguous: "ambiguous-argument"
    case .unknown: "unknown-revision"
    }
  }

  var description: String {
    switch self {
    case .ambiguous(let word, _): "'\(word)' is a revision, and something on the disk"
    case .unknown(let word): "'\(word)' is no revision and no file"
    }
  }

  var hint: String? {
    switch self {
    case .ambiguous(_, let hint): hint
    case .unknown:
      "'mlx log --oneline' lists revisions; 'mlx env capture -o FILE' writes a file"
    }
  }
}
