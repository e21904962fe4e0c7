import ArgumentParser
import Objects
import Repository

/// `mlx cat-file`: an object by its id. The work is `Repository.catFile`.
struct CatFileCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat-file",
    abstract: "Print an object's type, size or content.",
    usage: "mlx cat-file -t | -s | -p <object>")

  /// What to print of it.
  enum Mode: String, EnumerableFlag {
    case type, size, pretty

    static func name(for value: Mode) -> NameSpecification {
      switch value {
      case .type: .customShort("t")
      case .size: .customShort("s")
      case .pretty: .customShort("p")
      }
    }

    static func help(for value: Mode) -> ArgumentHelp? {
      switch value {
      case .type: "Its type: blob, tree, commit, note, operation or staging."
      case .size: "Its size in bytes."
      case .pretty: "Its content: a file's bytes, a tree's entries, a record as JSON."
      }
    }
  }

  @Flag(exclusivity: .exclusive)
  var mode: Mode

  @Argument(help: "An id or the beginning of one, a revision, or a path or asset in one.")
  var object: String

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> CatFileOutput {
    CatFileOutput(repository: repository, result: try repository.catFile(object), mode: mode)
  }
}

/// An object with what was asked of it.
struct CatFileOutput: CommandOutput {
  let repository: Repository
  let result: CatFileResult
  let mode: CatFileCommand.Mode

  var json: [String: JSONValue] {
    var keys: [String: JSONValue] = [
      "type": .string(result.type), "id": .string(result.id.hex), "bytes": .size(result.size),
      "entries": .null, "record": .null,
    ]
    if mode == .pretty {
      switch result.content {
      case .blob: break
      case .tree(let entries): keys["entries"] = .list(entries, \.json)
      case .record(let value): keys["record"] = value
      }
    }
    return keys
  }

  func render(to terminal: inout Terminal) throws {
    switch mode {
    case .type: terminal.line(Text(result.type))
    case .size: terminal.line(Text("\(result.size)"))
    case .pretty: try content(to: &terminal)
    }
  }

  private func content(to terminal: inout Terminal) throws {
    switch result.content {
    case .blob(let id):
      try terminal.stream { sink in try repository.stream(id, to: sink) }
    case .tree(let entries): ListTreeOutput(entries: entries).render(to: &terminal)
    case .record(let value):
      terminal.write(String(decoding: value.prettyBytes(), as: UTF8.self))
    }
  }
}
