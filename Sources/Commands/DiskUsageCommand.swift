import ArgumentParser
import Objects
import References
import Repository

/// `mlx du`: the room that versions take. The work is `Repository.diskUsage`.
struct DiskUsageCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "du",
    abstract: "Show how much room assets and their versions take.",
    usage: "mlx du [<revision>]\nmlx du --all",
    discussion: """
      SIZE is the size of the files. UNIQUE is what is stored for this version alone,
      SHARED what another version of this or another asset uses too; both count a
      chunk once.
      """)

  @Argument(
    help: ArgumentHelp("The commit whose assets to show; HEAD.", valueName: "revision"),
    transform: Revision.init(parsing:))
  var revision: Revision?

  @Flag(help: "Show every version that a ref leads to.")
  var all = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> DiskUsage {
    if all, revision != nil {
      throw UsageError(
        "'--all' goes with no revision", hint: "run 'mlx du --all', or leave it out")
    }
    return try repository.diskUsage(all ? .all : .revision(revision ?? .head))
  }
}

extension DiskUsage: CommandOutput {
  var json: [String: JSONValue] {
    [
      "assets": .list(assets) { usage in
        [
          "kind": .string(usage.reference.kind.rawValue),
          "name": .string(usage.reference.name),
          "object": .string(usage.object.text), "commit": .string(usage.commit.hex),
          "size": .size(usage.size), "unique": .size(usage.unique),
          "shared": .size(usage.shared),
        ]
      },
      "packs": ["packs": .count(packs), "bytes": .size(packBytes)],
      "trash": trash.json, "collectable_bytes": .size(collectableBytes),
      "repackable_bytes": .size(repackableBytes),
    ]
  }

  func render(to terminal: inout Terminal) {
    var table = Table(.left, .left, .right, .right, .right)
    if !assets.isEmpty {
      table.row(
        Text("ASSET", .dim), Text("COMMIT", .dim), Text("SIZE", .dim), Text("UNIQUE", .dim),
        Text("SHARED", .dim))
    }
    for usage in assets {
      table.row(
        Text(usage.reference.text), Text(usage.commit.short, .yellow),
        Text(Units.bytes(usage.size)), Text(Units.bytes(usage.unique)),
        Text(Units.bytes(usage.shared)))
    }
    terminal.table(table)
    terminal.line("\(Units.count(packs, "pack")), \(Units.bytes(packBytes))")
    if trash.packs > 0 { terminal.line("\(trash.text) in the trash") }
    terminal.line("\(Units.bytes(collectableBytes)) that 'mlx gc' would free")
    if repackableBytes > 0 {
      terminal.line("about \(Units.bytes(repackableBytes)) that 'mlx repack' would save")
    }
  }
}
