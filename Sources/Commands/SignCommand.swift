import ArgumentParser
import Attestation
import Objects
import Repository

/// `mlx sign`: signs what is recorded already, or shows its signatures. The work is `Repository.sign`.
struct SignCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a version, a tag or a note with an SSH key.",
    usage: """
      mlx sign [<tag> | <revision> | <note>]
      mlx sign --show [--print message | signature] [<tag> | <revision> | <note>]
      """,
    discussion: """
      The key is the setting 'signing.key'. 'mlx commit --sign' signs as it commits.

      Examples:
        mlx config --global signing.key ~/.ssh/id_ed25519.pub
        mlx sign HEAD~1
        mlx sign --show --print message v1
      """)

  /// A part of a signature that other programs read.
  enum Part: String, CaseIterable, ExpressibleByArgument {
    case message, signature
  }

  @Argument(
    help: ArgumentHelp(
      "A tag, a revision, or at least 4 digits of a note's id; HEAD when it is left out.",
      valueName: "tag"))
  var object = "HEAD"

  @Flag(help: "Show the signatures that there are, the newest first; 'mlx verify' checks them.")
  var show = false

  @Option(
    help: ArgumentHelp(
      "Print only this of the newest one, for 'ssh-keygen -Y verify': message or signature.",
      valueName: "part"))
  var print: Part?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if print != nil && !show {
      throw UsageError("'--print' is about signatures that are there", hint: "add '--show'")
    }
  }

  func perform(in repository: Repository) async throws -> SignOutput {
    show
      ? .shown(try repository.signatures(of: object), part: print)
      : .signed(try repository.sign(object))
  }
}

/// What `mlx sign` did or found.
enum SignOutput: CommandOutput {
  case signed(SignedThing)
  case shown([ShownSignature], part: SignCommand.Part?)

  var isSummary: Bool { if case .signed = self { true } else { false } }

  var json: [String: JSONValue] {
    switch self {
    case .signed(let signed):
      [
        "signed": [
          "signs": .string(signed.signs.text), "note": .string(signed.note.id.hex),
          "key": signed.note.body["key"] ?? .null, "new": .bool(signed.isNew),
        ], "signatures": .null,
      ]
    case .shown(let signatures, _):
      [
        "signed": .null,
        "signatures": .list(signatures) {
          [
            "signs": .string($0.signs.text), "note": .string($0.note.hex),
            "key": .string($0.signature.fingerprint), "key_type": .string($0.signature.keyType),
            "message": .string($0.signs.text + "\n"), "signature": .string($0.signature.armored),
            "author": ["name": .string($0.author.name), "email": .string($0.author.email)],
            "time": .string($0.author.time.description),
          ]
        },
      ]
    }
  }

  func render(to terminal: inout Terminal) {
    switch self {
    case .signed(let signed):
      let state = signed.isNew ? "signed" : "signed already:"
      terminal.line("\(state) \(signed.signs.name) with \(signed.note.signingKey)")
    case .shown(let signatures, let part):
      if let part, let newest = signatures.first {
        switch part {
        case .message: terminal.write(newest.signs.text + "\n")
        case .signature: terminal.write(newest.signature.armored)
        }
        return
      }
      for (index, shown) in signatures.enumerated() {
        if index > 0 { terminal.line() }
        terminal.line("\("signature of \(shown.signs.text)", .yellow)")
        terminal.line("Key:    \(shown.signature.keyType) \(shown.signature.fingerprint)")
        terminal.line("Author: \(shown.author.name) <\(shown.author.email)>")
        terminal.line("Date:   \(shown.author.time.text)")
        terminal.line()
        terminal.write(shown.signature.armored)
      }
    }
  }
}

extension Note {
  /// The fingerprint of the key, of a signature that was made just now.
  var signingKey: String { body["key"]?.string ?? "" }
}

extension SigningChoice {
  /// `--sign` and `--no-sign`; nil when neither is given.
  init(_ flag: Bool?) { self = flag.map { $0 ? .yes : .no } ?? .asConfigured }
}

extension Note {
  /// The note that signs something, in what a command did.
  var signatureJSON: JSONValue {
    ["note": .string(id.hex), "key": body["key"] ?? .null]
  }
}
