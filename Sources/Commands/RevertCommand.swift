import ArgumentParser
import Attestation
import Objects
import References
import Repository

/// `mlx revert <revision>`: a commit that takes another one's changes back.
struct RevertCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert",
    abstract: "Make a commit that takes the changes of an earlier one back.",
    usage: "mlx revert [-n] [--sign | --no-sign] <revision>",
    discussion: """
      Example:
        mlx revert HEAD~2
      """)

  @Argument(help: "The commit whose changes go.")
  var revision: String

  @Flag(name: [.customShort("n"), .customLong("no-commit")], help: "Change files, do not commit.")
  var noCommit = false

  @Flag(inversion: .prefixedNo, help: "Sign the new commit; 'commit.sign' makes it the rule.")
  var sign: Bool?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(in repository: Repository) async throws -> RevertResult {
    try repository.revert(
      Revision(parsing: revision), noCommit: noCommit, signing: SigningChoice(sign))
  }
}

extension RevertResult: CommandOutput {
  var isSummary: Bool { true }

  var json: [String: JSONValue] {
    [
      "reverted": .string(reverted.hex), "commit": .optional(commit?.hex), "head": head.json,
      "subject": .string(subject), "changes": .object(changes.json),
      "checkout": .object(checkout.json), "signature": signature?.signatureJSON ?? .null,
    ]
  }

  func render(to terminal: inout Terminal) {
    if let commit {
      terminal.line("[\(head.label, .bold) \(commit.short, .yellow)] \(subject)")
    } else {
      terminal.line("the changes of \(reverted.short, .yellow) are taken back and staged")
    }
    if let signature { terminal.line("signed with \(signature.signingKey)") }
    DiffText(report: changes, isShort: true).render(to: &terminal)
    for notice in checkout.notices { terminal.notice(Text(notice)) }
  }
}
