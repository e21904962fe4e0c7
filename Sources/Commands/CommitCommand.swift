import ArgumentParser
import Attestation
import Objects
import Repository
import SystemPackage

/// `mlx commit`: records what is staged. The work is `Repository.commit`.
struct CommitCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "commit",
    abstract: "Record models with their data, code, environment and metrics.",
    usage: """
      mlx commit -m <message> ... [-a] [--amend] [--allow-empty]
                 [--model [<name>=]<path>] ... [--data [<name>=]<path>] ...
                 [--external [<name>=]<location>] ... [--digest sha256:<hex>]
                 [--metrics [<model>=]<file>] ... [--on <dataset>] [--params <file>]
                 [--from [<model>=]<input>[:<role>]] ... [--env <file>] [--git]
                 [--no-profile] [--sign | --no-sign]
      """,
    discussion: """
      What is named once is remembered: the next commit needs '-a' only.

      Examples:
        mlx commit -m "Baseline" --model models/fraud.safetensors --data data/train.csv
        mlx commit -m "Scored" --metrics metrics.json --on train --params params.yaml
        mlx commit -am "More data"
      """)

  @Option(
    name: [.customShort("m", allowingJoined: true), .long], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("What this version is. Given twice, two paragraphs.", valueName: "message"))
  var message: [String] = []

  @Flag(name: .shortAndLong, help: "Stage every change of what is tracked first.")
  var all = false

  @Flag(help: "Replace the last commit.")
  var amend = false

  @Flag(name: .customLong("allow-empty"), help: "Commit even when nothing changed.")
  var allowEmpty = false

  @Option(
    name: .customLong("model"),
    help: ArgumentHelp("Add a model, a file or a folder; NAME=PATH names it.", valueName: "path"))
  var models: [NamedArgument] = []

  @Option(
    name: [.customLong("data"), .customLong("dataset")],
    help: ArgumentHelp("Add a dataset, a file or a folder; NAME=PATH names it.", valueName: "path"))
  var datasets: [NamedArgument] = []

  @Option(
    help: ArgumentHelp(
      "Add a dataset that is outside of the work tree without a copy; NAME=LOCATION names it.",
      valueName: "location"))
  var external: [NamedArgument] = []

  @Option(
    help: ArgumentHelp(
      "What the bytes of the external dataset must be; needed for URLs.", valueName: "sha256:hex"),
    transform: ExternalWish.digest(parsing:))
  var digest: Digest?

  @Option(
    help: ArgumentHelp(
      "Record the numbers in this JSON or YAML file; MODEL=FILE says whose they are.",
      valueName: "file"))
  var metrics: [NamedArgument] = []

  @Option(
    help: ArgumentHelp("The dataset that the metrics were measured on.", valueName: "dataset"))
  var on: String?

  @Option(
    help: ArgumentHelp("Record the parameters in this JSON or YAML file.", valueName: "file"),
    completion: .file())
  var params: String?

  @Option(
    name: .customLong("env"),
    help: ArgumentHelp("The environment that 'mlx env capture' wrote here.", valueName: "file"),
    completion: .file())
  var environmentFile: String?

  @Option(
    help: ArgumentHelp(
      "What a model was made from: [MODEL=]ASSET[:ROLE], or 'hf:org/model@rev', a URL.",
      valueName: "input"), transform: LineageRequest.init(parsing:))
  var from: [LineageRequest] = []

  @Flag(
    name: .customLong("git"),
    help: "Make the git commit too, with mlx.lock in it; with -a, as 'git commit -a'.")
  var git = false

  @Flag(
    name: .customLong("no-profile"),
    help: "Do not look into new models and datasets; 'mlx profile' does it later.")
  var noProfile = false

  @Flag(
    inversion: .prefixedNo,
    help: "Sign the commit with the key of 'signing.key'; 'commit.sign' makes it the rule.")
  var sign: Bool?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if digest == nil || external.count == 1 { return }
    throw UsageError(
      "'--digest' is about one external location",
      hint: "give one '--external LOCATION' with it, or run 'mlx add --external' for each")
  }

  func perform(in repository: Repository) async throws -> CommitResult {
    var request = CommitRequest(message: message.isEmpty ? nil : message.joined(separator: "\n\n"))
    request.all = all
    request.amend = amend
    request.allowEmpty = allowEmpty
    request.models = try named(models, in: repository)
    request.datasets = try named(datasets, in: repository)
    let folder = try global.startFolder()
    request.external = external.map {
      ExternalWish($0.path, from: folder, name: $0.name, digest: digest)
    }
    request.metrics = try metrics.map {
      MetricsRequest(model: $0.name, path: try global.path($0.path, in: repository))
    }
    request.on = on
    request.profiles = !noProfile
    request.from = from.map { $0.typed(in: folder, of: repository) }
    request.environmentFile = try environmentFile.map {
      try global.startFolder().pushing(FilePath($0))
    }
    request.params = try params.map { try global.path($0, in: repository) }
    var result = try repository.commit(request, signing: SigningChoice(sign))
    if git {
      let text = try repository.commit(result.id).message
      result.gitCommit = try await repository.commitToGit(message: text, all: all)
    }
    return result
  }

  private func named(_ arguments: [NamedArgument], in repository: Repository) throws -> [NamedPath]
  {
    try arguments.map { NamedPath(name: $0.name, path: try global.path($0.path, in: repository)) }
  }
}
