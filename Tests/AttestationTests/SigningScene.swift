// A repository, keys, and the programs of OpenSSH.
import FileIO
import Objects
import ProjectFiles
import References
import Repository
import SystemPackage
import TestSupport

@testable import Attestation

/// A repository with a list of allowed signers and keys beside it. Nothing asks on a terminal.
final class SigningScene: Sendable {
  /// Whether this machine has what signatures need.
  static let isPossible = FilePath("/usr/bin/ssh-keygen").isThere

  let test: TestRepository
  let keys: FilePath
  private let settings: Locked<[String: String]> = Locked([:])
  private let variables: Locked<[String: String]>

  init() throws {
    test = try TestRepository()
    keys = test.directory.path.appending("keys")
    try KernelFileSystem().makeDirectory(keys, permissions: 0o700)
    variables = Locked([
      "PATH": "/usr/bin:/bin", "HOME": keys.string, "TMPDIR": test.directory.path.string,
      "SSH_ASKPASS": "/bin/false", "SSH_ASKPASS_REQUIRE": "force",
    ])
  }

  func set(_ key: ConfigKey, _ value: String?) { settings.withLock { $0[key.name] = value } }

  func set(variable name: String, _ value: String?) { variables.withLock { $0[name] = value } }

  /// As another command would open it.
  func repository() throws -> Repository {
    var environment = test.environment
    let values = settings.withLock { $0 }
    let variables = variables.withLock { $0 }
    environment.configuration = Configuration(
      overrides: values.merging([
        "user.name": "Ada", "user.email": "ada@example.org", "commit.environment": "off",
      ]) { $1 })
    environment.variables = { variables }
    return try Repository.open(at: test.root, environment)
  }

  // MARK: - OpenSSH

  /// Runs a program of OpenSSH.
  @discardableResult
  func run(
    _ name: String, _ arguments: [String], input: [UInt8] = [],
    variables more: [String: String] = [:]
  ) throws -> FiledProcess.Outcome {
    let variables = variables.withLock { $0 }.merging(more) { $1 }
    return try FiledProcess(
      FilePath("/usr/bin").appending(name), arguments, variables: variables
    ).run(input: input, in: test.directory.path, secondsMax: 60)
  }

  /// Makes a key, and returns the line of its public half.
  @discardableResult
  func makeKey(_ name: String, type: String = "ed25519", passphrase: String = "") throws -> String {
    let size = type == "rsa" ? ["-b", "2048"] : []
    let path = keys.appending(name)
    try run(
      "ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", name, "-f", path.string] + size)
    let line = try KernelFileSystem().readFile(
      keys.appending(name + ".pub"), maxBytes: 1 << 16)
    return String(decoding: line, as: UTF8.self).trimmed
  }

  /// Sets the key to sign with.
  func use(_ name: String) { set(.signingKey, keys.appending(name).string) }

  /// Writes a file beside the repository.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let path = keys.appending(name)
    try KernelFileSystem().replaceFile(
      path, with: Array(text.utf8), temporary: keys, durable: false)
    return path.string
  }

  /// What stock `ssh-keygen -Y verify` says of what `mlx sign --show --print` gives.
  func stockAccepts(
    _ signature: String, _ message: String, principal: String, list: String,
    namespace: String = "mlx"
  ) throws -> Bool {
    let file = try write("stock.sig", signature)
    let signers = try write("stock.signers", list)
    return try run(
      "ssh-keygen",
      ["-Y", "verify", "-n", namespace, "-I", principal, "-s", file, "-f", signers],
      input: Array(message.utf8)
    ).isSuccess
  }
}

extension FilePath {
  fileprivate var isThere: Bool {
    (try? KernelFileSystem().status(at: self, followingLinks: true)) ?? nil != nil
  }
}

extension String {
  var trimmed: String { String(reversed().drop(while: \.isWhitespace).reversed()) }
}
