// The program that signs and verifies: OpenSSH's, as git uses it.
import FileIO
import Objects
import ProjectFiles
import Repository
import SystemPackage

/// Runs `ssh-keygen -Y …`. One for a command: it has a folder of its own until it is gone.
final class SSHKeygen {
  /// So long a person may take to type a passphrase or to touch a key.
  private static let signSecondsMax = 600.0
  private static let checkSecondsMax = 60.0

  let program: FilePath
  private let variables: [String: String]
  private let folder: FilePath
  private let fileSystem = KernelFileSystem()

  /// Errors: `ssh-keygen-missing`; those of making a temporary folder.
  init(_ environment: RepositoryEnvironment, root: FilePath) throws {
    variables = environment.variables()
    let name = try environment.configuration.get(.signingProgram)?.value ?? "ssh-keygen"
    guard let program = Self.find(name, root: root, variables, fileSystem) else {
      throw AttestationError.programMissing(name)
    }
    self.program = program
    let parent = variables["TMPDIR"].map { FilePath($0) }.flatMap { $0.isAbsolute ? $0 : nil }
    folder = (parent ?? "/tmp").appending(TemporaryName.make(prefix: "mlx-sign"))
    try fileSystem.makeDirectory(folder, permissions: 0o700)
  }

  deinit { try? fileSystem.removeTree(folder) }

  /// A path, or a name that is looked for in PATH.
  private static func find(
    _ name: String, root: FilePath, _ variables: [String: String], _ fileSystem: KernelFileSystem
  ) -> FilePath? {
    let folders = (variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
      .map { FilePath(String($0)) }.filter(\.isAbsolute)
    let candidates =
      name.contains("/")
      ? [SettingPath.path(name, root: root, home: variables["HOME"])]
      : folders.map { $0.appending(name) }
    return candidates.first { path in
      guard let status = try? fileSystem.status(at: path, followingLinks: true) else {
        return false
      }
      return status.type == .regular && status.permissions & 0o111 != 0
    }
  }

  /// Writes a file that only this process uses, and that goes with this object.
  func file(_ bytes: [UInt8], named prefix: String) throws -> FilePath {
    let path = folder.appending(TemporaryName.make(prefix: prefix))
    try File(path, .create, in: fileSystem, permissions: 0o600).write(bytes, at: 0)
    return path
  }

  // MARK: - Sign

  /// Signs a message. A passphrase is asked for on the terminal.
  ///
  /// - Parameter name: the key in messages.
  ///
  /// Errors: `signing-failed`; `interrupted`.
  func sign(_ message: [UInt8], with key: SigningKey, named name: String) throws -> SSHSignature {
    let arguments: [String]
    switch key {
    case .file(let path): arguments = ["-f", path.string]
    case .agent(let line):
      arguments = ["-U", "-f", try file(Array((line + "\n").utf8), named: "key").string]
    }
    let outcome = try run(
      ["-q", "-Y", "sign", "-n", SSHSignature.namespace] + arguments, input: message,
      secondsMax: Self.signSecondsMax)
    guard outcome.isSuccess else {
      throw AttestationError.signingFailed(key: name, reason: Self.reason(outcome))
    }
    do {
      return try SSHSignature(armored: String(decoding: outcome.output, as: UTF8.self))
    } catch {
      throw AttestationError.signingFailed(
        key: name, reason: "what it wrote is no signature: \(error.reason)")
    }
  }

  // MARK: - Check

  /// Who the list of allowed signers says has the key of a signature, at a time. Empty when nobody;
  /// then `complaint` is what the program said.
  func principals(
    of signature: FilePath, in signers: FilePath, at time: Timestamp
  ) throws -> (names: [String], complaint: String) {
    let outcome = try run(
      ["-Y", "find-principals", "-s", signature.string, "-f", signers.string, Self.option(time)])
    guard outcome.isSuccess else { return ([], Self.complaint(outcome)) }
    let text = String(decoding: outcome.output, as: UTF8.self)
    return (text.split { $0 == "," || $0.isNewline }.map(String.init), "")
  }

  /// Whether a principal signed the message, at a time; nil when so, else what the program said.
  func refusal(
    of signature: FilePath, by principal: String, in signers: FilePath, at time: Timestamp,
    message: [UInt8]
  ) throws -> String? {
    let outcome = try run(
      [
        "-Y", "verify", "-n", SSHSignature.namespace, "-I", principal, "-s", signature.string, "-f",
        signers.string, Self.option(time),
      ], input: message)
    return outcome.isSuccess ? nil : Self.complaint(outcome)
  }

  /// Whether the signature is of this message, whoever made it.
  func isMade(_ signature: FilePath, of message: [UInt8]) throws -> Bool {
    try run(
      ["-Y", "check-novalidate", "-n", SSHSignature.namespace, "-s", signature.string],
      input: message
    ).isSuccess
  }

  /// Without a zone, which versions before 9.1 do not read: TZ is UTC.
  private static func option(_ time: Timestamp) -> String {
    "-Overify-time=" + time.description.filter { $0.isASCII && $0.isNumber }
  }

  private func run(
    _ arguments: [String], input: [UInt8] = [], secondsMax: Double = checkSecondsMax
  ) throws -> FiledProcess.Outcome {
    var variables = variables
    variables["TZ"] = "UTC"
    return try FiledProcess(program, arguments, variables: variables)
      .run(input: input, in: folder, secondsMax: secondsMax)
  }

  private static let prompt = "Enter passphrase: "

  private static func complaint(_ outcome: FiledProcess.Outcome) -> String {
    String(decoding: outcome.errors.prefix(4096), as: UTF8.self)
  }

  /// The last thing that the program said.
  private static func reason(_ outcome: FiledProcess.Outcome) -> String {
    switch outcome.ending {
    case .timedOut: return "it did not end in time"
    case .signalled(let number): return "it ended by signal \(number)"
    case .exited(let status):
      let lines = String(decoding: outcome.errors.prefix(4096), as: UTF8.self)
        .split(whereSeparator: \.isNewline)
      // Where there is no terminal, the question for a passphrase is a part of the answer.
      let last = lines.last.map { line in
        line.hasPrefix(prompt) ? line.dropFirst(prompt.count) : line
      }
      return last.map { PlainText.cleaned($0.prefix(300)) }
        ?? "it ended with status \(status)"
    }
  }
}
