import ArgumentParser
import Attestation
import Objects
import References
import Repository

/// `mlx tag`: lists, makes and deletes tags.
struct TagCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Name a commit, or list or delete such names.",
    usage: """
      mlx tag
      mlx tag [-f] [-s | --no-sign] <name> [<revision>]
      mlx tag -d <name> ...
      """)

  @Argument(
    help: ArgumentHelp("A name, then the commit that it names; or names.", valueName: "name"))
  var words: [String] = []

  @Flag(name: .shortAndLong, help: "Delete tags.")
  var delete = false

  @Flag(name: .shortAndLong, help: "Move a tag that exists.")
  var force = false

  @Flag(
    name: [.customShort("s"), .customLong("sign")], inversion: .prefixedNo,
    help: "Sign that the tag names the commit; 'tag.sign' makes it the rule.")
  var sign: Bool?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if delete && words.isEmpty {
      throw UsageError("no tag is named to delete", hint: "'mlx tag' lists them")
    }
    if !delete && words.count > 2 {
      throw UsageError(
        "'tag' takes a name and a revision", hint: "make one tag: 'mlx tag NAME REVISION'")
    }
  }

  func perform(in repository: Repository) async throws -> TagOutput {
    if delete {
      return .deleted(try repository.deleteTags(words.map { try TagName(validating: $0) }))
    }
    guard let name = words.first else { return .list(try repository.tags()) }
    let revision = try Revision(parsing: words.count > 1 ? words[1] : "HEAD")
    return .created(
      try repository.createTag(
        TagName(validating: name), at: revision, force: force, signing: SigningChoice(sign)))
  }
}

/// What `mlx tag` found or did.
enum TagOutput: CommandOutput {
  case list([TagInfo])
  case created(Tag)
  case deleted([Tag])

  var isSummary: Bool { if case .list = self { false } else { true } }

  var json: [String: JSONValue] {
    var keys: [String: JSONValue] = ["tags": .null, "created": .null, "deleted": .null]
    switch self {
    case .list(let tags):
      keys["tags"] = .list(tags) {
        [
          "name": .string($0.name.string), "commit": .string($0.commit.hex),
          "subject": .optional($0.subject),
        ]
      }
    case .created(let tag): keys["created"] = tag.json
    case .deleted(let tags):
      keys["deleted"] = .list(tags) {
        ["name": .string($0.name.string), "commit": .string($0.target.hex)]
      }
    }
    return keys
  }

  func render(to terminal: inout Terminal) {
    switch self {
    case .list(let tags):
      var table = Table()
      for tag in tags {
        table.row(Text(tag.name.string), Text(tag.commit.short, .yellow), Text(tag.subject))
      }
      terminal.table(table)
    case .created(let tag):
      if let previous = tag.previous {
        terminal.line("moved tag \(tag.name) from \(previous.short) to \(tag.target.short)")
      } else {
        terminal.line("tagged \(tag.target.short) as \(tag.name)")
      }
      if let signature = tag.signature { terminal.line("signed with \(signature.signingKey)") }
    case .deleted(let tags):
      for tag in tags {
        terminal.line("deleted tag \(tag.name), which was at \(tag.target.short)")
      }
    }
  }
}

extension Tag {
  fileprivate var json: JSONValue {
    [
      "name": .string(name.string), "commit": .string(target.hex),
      "previous": .optional(previous?.hex), "signature": signature?.signatureJSON ?? .null,
    ]
  }
}
