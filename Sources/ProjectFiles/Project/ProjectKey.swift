// The keys of mlx.yaml: the one table that the reader and the schema are made from.
import Objects

/// A key with what it may hold.
struct ProjectKey {
  let name: String
  let type: ProjectValueType
  /// What it is for, in one line.
  let summary: String
  /// Another spelling.
  var synonym: String?

  /// All spellings.
  var names: [String] { [name] + (synonym.map { [$0] } ?? []) }
}

/// What a key may hold.
enum ProjectValueType: String, CaseIterable {
  /// The number of the version.
  case version
  /// One line of text, and text of any lines.
  case line, text
  /// A path below the work tree.
  case path
  case truth
  /// A kind of asset.
  case kind
  /// A name of an asset, with or without its kind.
  case asset
  /// What is outside of the repository, and its hash.
  case uri, digest
  case role
  /// Names of assets, with what is said about each.
  case assets
  /// Inputs.
  case lineage
  /// Names of columns.
  case columns
  /// Names of measures, with the number that each may reach.
  case thresholds
  /// Names, and where they are.
  case places
  /// Names of models, with what each must reach.
  case gates
  /// A number; the text of a cost; which way is better; another version.
  case number, cost, direction, comparison
  /// How much worse: a number, or a part in percent.
  case allowance
  /// Names of rules of an audit, with how severe each is.
  case rules
  /// Anything with parts: read by later versions.
  case reserved
}

extension ProjectKey {
  /// Those at the top.
  static let file = [
    ProjectKey(
      name: "version", type: .version, summary: "The version of this file's format; always 1."),
    ProjectKey(
      name: "assets", type: .assets,
      summary: "What is known about each asset: model/fraud, or fraud where the name is unique."),
    ProjectKey(
      name: "remotes", type: .places, summary: "The team's remotes: names and where they are."),
    ProjectKey(
      name: "gates", type: .gates, summary: "What models must reach: a list for each, by name."),
    ProjectKey(
      name: "allowed-signers", type: .path,
      summary: "The list of who may sign, in OpenSSH's format; 'allowed_signers' is standard."),
    ProjectKey(
      name: "audit", type: .rules,
      summary: "How severe the rules of an audit are: error, warning, note or off."),
    ProjectKey(name: "stages", type: .reserved, summary: "The stages of the pipeline."),
    ProjectKey(name: "on", type: .reserved, summary: "What is done at an event."),
    ProjectKey(
      name: "no-profile", type: .columns,
      summary: "Columns of tables whose values no profile and no difference shows."),
    ProjectKey(
      name: "drift", type: .thresholds,
      summary: "What the measures of data drift may reach: psi, ks, js, null-rate."),
  ]

  /// Those of an asset.
  static let asset = [
    ProjectKey(
      name: "kind", type: .kind, summary: "The asset's kind, where its name does not give it."),
    ProjectKey(
      name: "licence", type: .line, summary: "The licence, such as Apache-2.0.",
      synonym: "license"),
    ProjectKey(name: "owner", type: .line, summary: "Who answers for it: a person or a team."),
    ProjectKey(name: "purpose", type: .text, summary: "What it is for."),
    ProjectKey(name: "source", type: .line, summary: "Where it came from, mostly a URL."),
    ProjectKey(name: "card", type: .path, summary: "The path of the file that describes it."),
    ProjectKey(
      name: "retention", type: .line, summary: "How long it is kept, such as '2 years'."),
    ProjectKey(
      name: "personal-data", type: .truth, summary: "Whether it holds data about persons."),
    ProjectKey(name: "path", type: .path, summary: "Where it is; for readers only."),
    ProjectKey(
      name: "lineage", type: .lineage,
      summary: "What a changed version was made from, unless the commit says otherwise."),
  ]

  /// Those of an input.
  static let input = [
    ProjectKey(name: "asset", type: .asset, summary: "An asset of this repository."),
    ProjectKey(
      name: "uri", type: .uri, summary: "Something outside of it, such as hf:org/base@rev."),
    ProjectKey(
      name: "digest", type: .digest, summary: "The SHA-256 of what is outside: sha256:<hex>."),
    role,
  ]

  /// Those of a gate.
  static let gate = [
    ProjectKey(
      name: "metric", type: .line, summary: "A metric by its key, such as recall or val.auc."),
    ProjectKey(
      name: "cost", type: .cost,
      summary: "Instead of a metric: what mistakes cost, such as 25*fn + 1*fp per 10000."),
    ProjectKey(name: "min", type: .number, summary: "The least value that passes."),
    ProjectKey(name: "max", type: .number, summary: "The greatest value that passes."),
    ProjectKey(
      name: "no_worse_than", type: .comparison,
      summary: "Another version, and how much worse than it is let pass."),
    ProjectKey(
      name: "direction", type: .direction,
      summary: "Which way is better, where the metric's name does not tell."),
    ProjectKey(
      name: "slice", type: .line, summary: "A column: each of its values is judged on its own."),
    ProjectKey(
      name: "predictions", type: .path,
      summary: "A committed table of predictions, where no evaluation is recorded; with 'on'."),
    ProjectKey(
      name: "on", type: .line, summary: "The dataset that counts, where there are several."),
  ]

  /// Those of a comparison with another version.
  static let comparison = [
    ProjectKey(name: "ref", type: .line, summary: "BASE, production, or a revision."),
    ProjectKey(
      name: "by", type: .allowance, summary: "How much worse is let pass: 0.01, or 2 %."),
  ]

  /// The one key behind a name, as in `holdout: {role: holdout}`.
  static let role = ProjectKey(
    name: "role", type: .role,
    summary: "What the input was for: train, validation, holdout, base, or a word of your own.")
}
