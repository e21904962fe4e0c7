import ArgumentParser
import Objects
import Repository

/// `mlx add <path>…`: stages files as assets. The work is `Repository.add`.
struct AddCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Stage models, datasets and other files for the next commit.",
    usage: """
      mlx add [--model | --data | --env | --artifact] [--name <name>] [--no-profile]
              <path> ...
      mlx add -A [--no-profile] [<path> ...]
      mlx add --external [--model | --data | --artifact] [--name <name>]
              [--digest sha256:<hex>] <location> ...
      """,
    discussion: """
      A path is a file or a folder, and becomes one asset. Its kind is guessed from
      content and name when none is given. What git ignores is added all the same.

      With --external, what is outside of the work tree is hashed and recorded with
      its location, not copied: a dataset, unless another kind is given.

      Examples:
        mlx add models/fraud.safetensors
        mlx add --data --name holdout data/2026-02
        mlx add -A
        mlx add --external --name corpus /mnt/data/corpus
      """)

  @Argument(
    help: ArgumentHelp("Files and folders to stage.", valueName: "path"), completion: .file())
  var paths: [String] = []

  @Flag(exclusivity: .exclusive, help: "What the paths are, instead of a guess.")
  var kind: KindFlag?

  @Option(help: "The asset's name, when it is not the file's.")
  var name: String?

  @Flag(
    name: [.customShort("A"), .long], help: "Stage every change, and what looks like an asset.")
  var all = false

  @Flag(help: "Hash what is outside of the work tree, and store no bytes of it.")
  var external = false

  @Option(
    help: ArgumentHelp(
      "What the bytes must be; needed for URLs, which are not read.", valueName: "sha256:hex"),
    transform: ExternalWish.digest(parsing:))
  var digest: Digest?

  @Flag(
    name: .customLong("no-profile"),
    help: "Do not look into large files while they are read.")
  var noProfile = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    try validateExternal()
    if paths.isEmpty && !all {
      throw UsageError(
        "nothing is named to add", hint: "name files or folders, or run 'mlx add -A'")
    }
    let given = kind.map { "--\($0.rawValue)" } ?? name.map { _ in "--name" }
    if all, let given {
      throw UsageError(
        "'-A' takes kinds and names as it finds them: it excludes '\(given)'",
        hint: "name the path instead: 'mlx add \(given)\(kind == nil ? " NAME" : "") PATH'")
    }
  }

  private func validateExternal() throws {
    guard external else {
      if digest == nil { return }
      throw UsageError(
        "'--digest' is about an external location", hint: "give '--external' too, or leave it out")
    }
    if all || kind == .env {
      throw UsageError(
        "'--external' excludes '\(all ? "-A" : "--env")'",
        hint: "name locations of models, datasets or artifacts")
    }
    guard paths.count > 1,
      let given = name.map({ _ in "--name" }) ?? digest.map({ _ in "--digest" })
    else { return }
    throw UsageError(
      "'\(given)' is about one location", hint: "run one command for each location")
  }

  func perform(in repository: Repository) async throws -> AddResult {
    if external {
      let folder = try global.startFolder()
      return try repository.addExternal(
        paths.map {
          ExternalWish($0, from: folder, kind: kind?.kind, name: name, digest: digest)
        })
    }
    return try repository.add(
      global.paths(paths, in: repository), kind: kind?.kind, name: name, all: all,
      profiles: !noProfile)
  }
}

extension AddResult: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "assets": .list(assets, \.json), "external": .list(external, \.json),
      "files": .list(files) {
        [
          "path": .string($0.path.string), "role": .string($0.role.rawValue),
          "change": .string($0.change.rawValue),
        ]
      },
      "removed": .list(removed, \.json),
      "stored_bytes": .size(newStoredBytes),
      "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    var table = Table(.left, .left, .left, .left, .right)
    let isShort = assets.count + files.count + external.count > 1 && !terminal.settings.isVerbose
    for asset in assets where !(isShort && asset.change == .unchanged) {
      table.row(cells: asset.cells)
    }
    for added in external where !(isShort && added.change == .unchanged) {
      table.row(cells: added.cells)
    }
    for file in files where !(isShort && file.change == .unchanged) {
      table.row(
        Text(file.change.rawValue, file.change.style), Text(file.role.rawValue), "",
        Text(file.path.string))
    }
    for asset in removed {
      table.row(
        Text("deleted", .red), Text(asset.kind.rawValue), Text(asset.name),
        Text(asset.path.string))
    }
    terminal.table(table)
    let same = assets.count { $0.change == .unchanged } + external.count { $0.change == .unchanged }
    if isShort && same > 0 { terminal.line("\("unchanged", .dim)  \(Units.count(same, "asset"))") }
    if newStoredBytes > 0 { terminal.line("stored \(Units.bytes(newStoredBytes))") }
    for asset in assets { asset.renderRemarks(to: &terminal) }
    for notice in notices { terminal.notice(Text(notice)) }
  }
}

extension AddedAsset {
  fileprivate var cells: [Text] {
    [
      changeWord, Text(kind.rawValue), Text(name), Text(path.string), Text(Units.bytes(bytes)),
      Text(remarks.joined(separator: ", ")),
    ]
  }

  private var changeWord: Text {
    switch change {
    case .new: ChangeKind.added.text
    case .changed: ChangeKind.modified.text
    case .unchanged: ChangeKind.unchanged.text
    case .moved, .redeclared: ChangeKind.renamed.text
    }
  }

  private var remarks: [String] {
    var remarks: [String] = []
    if isGuessed && !reason.isEmpty {
      remarks.append("guessed: \(reason)")
    } else if let format {
      remarks.append(format)
    }
    let total = counts.changed + counts.unchanged - counts.deleted
    if total > 1 || counts.deleted > 0 { remarks.append(Units.count(total, "file")) }
    if change != .new && counts.changed > 0 && total > 1 { remarks.append(counts.text) }
    switch change {
    case .moved(let from): remarks.append("was at \(from.string)")
    case .redeclared(let from): remarks.append("was \(from.kind.rawValue) \(from.name)")
    default: break
    }
    return remarks
  }

  fileprivate func renderRemarks(to terminal: inout Terminal) {
    let shownMax = terminal.settings.isVerbose ? Int.max : 5
    for file in leftOut.prefix(shownMax) {
      terminal.warning("left out \(file.path): \(file.reason)")
    }
    if leftOut.count > shownMax {
      terminal.warning("left out \(leftOut.count - shownMax) more; -v lists them")
    }
    for path in linksReadThrough.prefix(shownMax) {
      terminal.notice("\(path) is a link that leaves the asset: its target's bytes were stored")
    }
    if linksReadThrough.count > shownMax {
      terminal.notice("read through \(linksReadThrough.count - shownMax) more links; -v lists them")
    }
  }

  fileprivate var json: JSONValue {
    var keys: [String: JSONValue] = [
      "kind": .string(kind.rawValue), "name": .string(name), "path": .string(path.string),
      "format": .optional(format), "guessed": .bool(isGuessed),
      "reason": reason.isEmpty ? .null : .string(reason),
      "files": counts.json, "bytes": .size(bytes), "stored_bytes": .size(newStoredBytes),
      "left_out": .list(leftOut) {
        ["path": .string($0.path.string), "reason": .string($0.reason)]
      },
      "links_read_through": .list(linksReadThrough) { .string($0.string) },
      "previous": .null,
    ]
    switch change {
    case .new: keys["change"] = "added"
    case .changed: keys["change"] = "modified"
    case .unchanged: keys["change"] = "unchanged"
    case .moved(let from):
      keys["change"] = "renamed"
      keys["previous"] = AssetReferenceAtPath(kind: kind, name: name, path: from).json
    case .redeclared(let from):
      keys["change"] = "renamed"
      keys["previous"] = from.json
    }
    return .object(keys)
  }
}
