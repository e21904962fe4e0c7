import ArgumentParser
import Objects
import Profiles
import Repository

/// `mlx profile`: looks into the assets of a version. The work is `Repository.addProfiles`.
struct ProfileCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Find out what is in models and datasets of a version.",
    usage: "mlx profile [--force] [<revision> | <asset>[@<revision>]]",
    discussion: """
      Commits make profiles of what is new, unless they are told not to. This makes those
      that are missing, as notes on the bytes that they are of; 'mlx show ASSET' prints one.

      Examples:
        mlx profile
        mlx profile transactions@v1
      """)

  @Argument(help: ArgumentHelp("HEAD when it is left out.", valueName: "revision"))
  var object = "HEAD"

  @Flag(help: "Make profiles that are there anew, too.")
  var force = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> ProfileReport {
    try repository.addProfiles(object, isForced: force)
  }
}

extension ProfileReport: CommandOutput {
  var json: [String: JSONValue] {
    [
      "commit": .string(commit.hex),
      "assets": .list(assets) { asset in
        [
          "kind": .string(asset.reference.kind.rawValue), "name": .string(asset.reference.name),
          "path": .string(asset.path.string), "state": .string(asset.state.rawValue),
          "id": .optional(asset.id?.hex), "profile": asset.profile?.json ?? .null,
        ]
      },
      "notices": .list(notices, JSONValue.string),
    ]
  }

  func render(to terminal: inout Terminal) {
    var table = Table()
    for asset in assets {
      let reference = asset.reference
      table.row(
        asset.state.text, Text(reference.kind.rawValue), Text(reference.name, .bold),
        Text(asset.profile.map(ProfileText.summary) ?? ""))
    }
    terminal.table(table)
    if assets.isEmpty { terminal.notice("the version has no assets") }
    for notice in notices { terminal.notice(Text(notice)) }
    if let asset = assets.first(where: { $0.profile != nil }) {
      terminal.hint("'mlx show \(ShellWord.quoted(asset.reference.name))' prints a profile")
    }
  }
}

extension ProfiledAsset.State {
  fileprivate var text: Text {
    switch self {
    case .made: Text("profiled", .green)
    case .known: Text("there already", .dim)
    case .none: Text("no profile", .dim)
    case .absent: Text("not here", .yellow)
    }
  }
}
