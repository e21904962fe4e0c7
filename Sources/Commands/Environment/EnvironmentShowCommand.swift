import ArgumentParser
import Environments
import FileIO
import Objects
import References
import Repository

/// `mlx env show`: an environment with all that is known of it. The work is
/// `Repository.environment(of:)` and `CaptureFile.read`.
struct EnvironmentShowCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the environment of a version, or of a capture file.",
    usage: "mlx env show [--packages] [<revision> | <file>]",
    discussion: """
      Examples:
        mlx env show
        mlx env show v1 --packages > requirements.txt
        mlx env show train.env.json
      """)

  static let schemaName: String? = "env-show"

  @Argument(
    help: ArgumentHelp(
      "A revision, HEAD when left out, or a file of 'mlx env capture -o'.", valueName: "revision"),
    completion: .file())
  var word: String?

  @Flag(help: "Only the Python packages, as NAME==VERSION.")
  var packages = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> EnvironmentShowOutput {
    EnvironmentShowOutput(shown: try find(session), isPackagesOnly: packages)
  }

  private func find(_ session: Session) throws -> ShownEnvironment {
    guard let word else {
      return .version(try session.openRepository().environment(of: .head))
    }
    let named = EnvironmentWord(word: word, global: global)
    let repository = try session.repositoryIfThere()
    let revision = try repository.flatMap { try named.revision(in: $0) }
    let type = try named.fileType()
    if let repository, let revision {
      if type == .regular {
        throw EnvironmentWordError.ambiguous(
          word, hint: "'./\(word)' is the file, '\(word)~0' the revision")
      }
      return .version(try repository.environment(of: revision))
    }
    if type != nil {
      return .file(word, try CaptureFile.read(global.file(word), in: KernelFileSystem()))
    }
    guard let repository else {
      if word.contains("/") || word.contains(".") { throw FileError.notFound(word) }
      return .version(try session.openRepository().environment(of: Revision(parsing: word)))
    }
    do {
      return .version(try repository.environment(of: Revision(parsing: word)))
    } catch RefError.unknownRevision(_, reason: nil, near: let near) where near.isEmpty {
      throw EnvironmentWordError.unknown(word)
    }
  }
}

/// An environment, and where it was found.
enum ShownEnvironment: Sendable {
  case version(VersionEnvironment)
  /// A capture file, by its name as typed.
  case file(String, EnvironmentCapture)

  var record: EnvironmentRecord {
    switch self {
    case .version(let found): found.record
    case .file(_, let capture): capture.record
    }
  }

  var evidence: EnvironmentAsset.Evidence {
    if case .version(let found) = self { found.asset.evidence } else { .captured }
  }

  var commit: CommitID? { if case .version(let found) = self { found.commit } else { nil } }
  var file: String? { if case .file(let name, _) = self { name } else { nil } }
}

/// An environment for a person and as JSON.
struct EnvironmentShowOutput: CommandOutput {
  let shown: ShownEnvironment
  let isPackagesOnly: Bool

  var json: [String: JSONValue] {
    [
      "object": .string(AssetObject.environment(shown.record.id).text),
      "commit": .optional(shown.commit?.hex), "file": .optional(shown.file),
      "evidence": .string(shown.evidence.rawValue), "record": shown.record.json,
    ]
  }

  func render(to terminal: inout Terminal) {
    if isPackagesOnly {
      for one in shown.record.distributions { terminal.line("\(one.name)==\(one.version)") }
    } else {
      EnvironmentPage(shown: shown).render(to: &terminal)
    }
  }
}
