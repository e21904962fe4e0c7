// What an import leaves beside its commits: where each came from, and DVC's names for bytes. Notes travel with pushes,
// so a second import knows them in every clone.
import Objects
import Repository

/// A version that an earlier import made.
struct EarlierImport: Sendable {
  let commit: CommitID
  let missing: [MissingContent]
}

/// Reads and writes the notes of imports.
struct ImportNotes {
  /// By git commit.
  private(set) var imports: [String: [EarlierImport]] = [:]
  private(set) var aliases: [DVCHash: AssetObject] = [:]
  private static let tool = "dvc"

  /// Those of a repository.
  init(of repository: Repository) throws {
    for note in try repository.allNotes(.imported) where note.body["from"]?.string == Self.tool {
      guard case .commit(let commit) = note.subject, let git = note.body["git"]?.string else {
        continue
      }
      let missing = note.body["missing"]?.array?.compactMap(Self.missing) ?? []
      imports[git, default: []].append(EarlierImport(commit: commit, missing: missing))
    }
    for note in try repository.allNotes(.alias) {
      guard case .object(let object) = note.subject,
        let kind = note.body["hash"]?.string.flatMap(DVCHash.Kind.init),
        let hash = note.body["value"]?.string.flatMap({ DVCHash($0, kind: kind) })
      else { continue }
      aliases[hash] = object
    }
  }

  /// None.
  init() {}

  /// The versions that imports made.
  var commits: Set<CommitID> { Set(imports.values.joined().map(\.commit)) }

  /// The note on a version: the git commit, and what was not found.
  static func note(
    on commit: CommitID, of git: String, missing: [MissingContent], remarks: [String],
    author: Author
  ) -> Note {
    var body: [String: JSONValue] = ["from": .string(tool), "git": .string(git)]
    if !missing.isEmpty { body["missing"] = .array(missing.map(json)) }
    if !remarks.isEmpty { body["remarks"] = .array(remarks.map { .string($0) }) }
    return Note(.imported, about: .commit(commit), body: .object(body), author: author)
  }

  /// The note on a file or folder: what DVC calls it.
  static func note(on object: AssetObject, alias hash: DVCHash, author: Author) -> Note {
    let body: JSONValue = [
      "hash": .string(hash.kind.rawValue), "value": .string(hash.text), "tool": .string(tool),
    ]
    return Note(.alias, about: .object(object), body: body, author: author)
  }

  private static func json(_ missing: MissingContent) -> JSONValue {
    [
      "path": .string(missing.path.string), "reason": .string(missing.reason.rawValue),
      "hash": missing.hash.map { .string($0.kind.rawValue) } ?? .null,
      "value": missing.hash.map { .string($0.text) } ?? .null,
    ]
  }

  private static func missing(_ value: JSONValue) -> MissingContent? {
    guard let path = value["path"]?.string.flatMap({ try? RepositoryPath(validating: $0) }),
      let reason = value["reason"]?.string.flatMap(MissingContent.Reason.init)
    else { return nil }
    let kind = value["hash"]?.string.flatMap(DVCHash.Kind.init)
    let hash = kind.flatMap { kind in value["value"]?.string.flatMap { DVCHash($0, kind: kind) } }
    return MissingContent(path: path, hash: hash, reason: reason)
  }
}
