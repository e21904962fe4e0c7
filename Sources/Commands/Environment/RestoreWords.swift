import Objects
import References
import Repository

/// The words of `mlx env restore`: a revision and a folder, each of which may be missing.
struct RestoreWords {
  private(set) var revision = Revision.head
  /// As typed; nil for the folder that is named after the environment.
  private(set) var folder: String?

  /// - Parameter named: the revision of `--rev`; then a word is a folder.
  init(
    _ words: [String], named: String?, global: GlobalOptions, repository: Repository
  ) throws {
    if let named {
      revision = try Revision(parsing: named)
      folder = words.first
      return
    }
    guard let first = words.first else { return }
    let word = EnvironmentWord(word: first, global: global)
    let found = try word.revision(in: repository)
    if words.count > 1 {
      guard let found else { throw Self.fault(in: words, global, repository) }
      (revision, folder) = (found, words[1])
    } else if let found {
      if try word.fileType() != nil {
        let quoted = ShellWord.quoted(first)
        throw EnvironmentWordError.ambiguous(
          first, hint: "'--rev \(quoted)' is the revision, './\(quoted)' the folder")
      }
      revision = found
    } else if first.contains(where: "~^@:".contains) {
      // No usual name of a folder: a revision that is not there.
      revision = try Revision(parsing: first)
    } else {
      folder = first
    }
  }

  private static func fault(
    in words: [String], _ global: GlobalOptions, _ repository: Repository
  ) -> any Error {
    let second = EnvironmentWord(word: words[1], global: global)
    if (try? second.revision(in: repository)) != nil {
      let command = ShellWord.joined(["mlx", "env", "restore", words[1], words[0]])
      return UsageError("the revision stands before the folder", hint: "run '\(command)'")
    }
    do {
      _ = try repository.resolve(Revision(parsing: words[0]))
      return EnvironmentWordError.unknown(words[0])
    } catch {
      return error
    }
  }
}
