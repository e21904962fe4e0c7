import ArgumentParser
import Attestation
import Objects
import References
import Repository

/// `mlx verify`: is everything that one version names what it was? The work is `Repository.verify`.
struct VerifyCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte that a version reaches, and its signatures.",
    usage: "mlx verify [--require-signature] [<revision>]",
    discussion: """
      Reads the commit, its files, code and environment, what is external, and the
      inputs of its lineage that are here, and compares each with its id. Then checks
      signatures by the allowed signers of HEAD. Exits with 1 when something is not as
      recorded, with 3 when something cannot be read or a stranger signed.

      Examples:
        mlx verify
        mlx verify v1 --require-signature
      """)

  @Argument(
    help: ArgumentHelp("The version; HEAD when none is named.", valueName: "revision"),
    transform: Revision.init(parsing:))
  var revision: Revision = .head

  @Flag(
    name: .customLong("require-signature"),
    help: "Fail unless an allowed signer signed the commit.")
  var requiresSignature = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> VerifyReport {
    try repository.verify(revision, requiresSignature: requiresSignature)
  }
}

extension VerifyReport: CommandOutput {
  var status: ExitStatus {
    switch verdict {
    case .verified: .done
    case .mismatch: .no
    case .undecided: .missing
    }
  }

  var json: [String: JSONValue] {
    [
      "commit": .string(commit.hex), "verdict": .string(verdict.rawValue),
      "items": .list(items, \.json),
      "allowed_signers": signers.map {
        ["name": .string($0.name), "id": .string(AssetObject.blob($0.blob).text)]
      } ?? .null,
      "checked": [
        "files": .count(checked.files), "trees": .count(checked.trees),
        "bytes": .size(checked.bytes),
      ],
    ]
  }

  func render(to terminal: inout Terminal) {
    let shown = items.filter { !(terminal.settings.isQuiet && $0.result == .ok) }
    var table = Table()
    for item in shown { table.row(cells: item.cells) }
    for (item, line) in zip(shown, table.lines) {
      terminal.line(line)
      for detail in item.details { terminal.line(detail) }
    }
    if terminal.settings.isQuiet { return }
    let amount =
      "\(Units.count(checked.files, "file")) and \(Units.count(checked.trees, "folder")) "
      + "(\(Units.bytes(checked.bytes)) read)"
    let counts = [
      (items.count { $0.result == .mismatch || $0.result == .changed }, "not as recorded"),
      (items.count { $0.result == .missing }, "missing"),
      (items.count { $0.result == .unreachable }, "not reachable"),
      (items.count { $0.result == .notHeld }, "not held here"),
      (items.count { $0.result == .unknownSigner }, "by an unknown signer"),
      (items.count { $0.result == .unsigned }, "not signed"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let word: Text =
      switch verdict {
      case .verified: Text("verified", .green)
      case .mismatch: Text("not verified", .red)
      case .undecided: Text("undecided", .yellow)
      }
    if let signers { terminal.line("signers: \(signers.name)") }
    terminal.line("\(word): \(([amount] + counts).joined(separator: ", "))")
  }
}

extension VerifiedItem {
  fileprivate var json: JSONValue {
    [
      "part": .string(part.rawValue), "kind": .optional(asset?.kind.rawValue),
      "name": .optional(asset?.name), "id": .optional(id), "location": .optional(location),
      "result": .string(result.rawValue), "found": .optional(found),
      "signer": .optional(signer), "key": .optional(key),
      "reasons": .list(reasons, JSONValue.string),
    ]
  }

  /// Result, what it is, its id, and where it is.
  fileprivate var cells: [Text] {
    let isPlain = asset != nil && [.asset, .code, .environment].contains(part)
    let name = [isPlain ? nil : part.rawValue, asset?.text].compactMap { $0 }
    return [words, Text(name.joined(separator: " ")), Text(id ?? ""), Text(location ?? "")]
  }

  fileprivate var details: [Text] {
    (signer.map { [Text("  by \($0)")] } ?? []) + (key.map { [Text("  with \($0)")] } ?? [])
      + (found.map { [Text("  now \($0)")] } ?? []) + reasons.map { Text("  \($0)") }
  }

  private var words: Text {
    switch result {
    case .ok: Text("ok", .green)
    case .mismatch, .changed: Text(result.rawValue, .red)
    case .missing: Text("missing", .yellow)
    case .unreachable: Text("not reachable", .yellow)
    case .notHeld: Text("not held", .dim)
    case .unknownSigner: Text("unknown signer", .yellow)
    case .unsigned: Text("not signed", .red)
    }
  }
}
