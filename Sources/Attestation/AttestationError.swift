import Objects

/// Why something cannot be signed, or a signature not be looked at.
public enum AttestationError: MLXError, Equatable {
  /// The program that signs is not there: its name or path.
  case programMissing(String)
  /// No setting says what to sign with.
  case keyMissing
  /// The setting of the key is neither a path nor a public key.
  case keyUnreadable(String, reason: String)
  /// `ssh-keygen` did not sign.
  case signingFailed(key: String, reason: String)
  /// Nothing is signed there.
  case unsigned(String)
  /// The file of a setting is not there.
  case signersMissing(String)

  public var code: String {
    switch self {
    case .programMissing: "ssh-keygen-missing"
    case .keyMissing, .keyUnreadable: "no-signing-key"
    case .signingFailed: "signing-failed"
    case .unsigned: "not-signed"
    case .signersMissing: "no-allowed-signers"
    }
  }

  public var description: String {
    switch self {
    case .programMissing(let program): "'\(program)' is not installed, and signatures need it"
    case .keyMissing: "no key is set to sign with"
    case .keyUnreadable(let key, let reason): "'\(key)' is no key to sign with: \(reason)"
    case .signingFailed(let key, let reason): "'\(key)' did not sign: \(reason)"
    case .unsigned(let name): "'\(name)' is not signed"
    case .signersMissing(let path): "there is no list of allowed signers at '\(path)'"
    }
  }

  public var hint: String? {
    switch self {
    case .programMissing:
      "install the package openssh-client, or set where it is: 'mlx config signing.program PATH'"
    case .keyMissing:
      "name one: 'mlx config --global signing.key ~/.ssh/id_ed25519.pub'"
    case .keyUnreadable:
      "name a file, or write 'key::ssh-ed25519 AAAA…' for a key of the agent"
    case .signingFailed:
      "check the key with 'ssh-keygen -Y sign -n mlx -f KEY', or leave the signature out with "
        + "'--no-sign'"
    case .unsigned(let name): "sign it: 'mlx sign \(name)'"
    case .signersMissing: "make it, or remove the setting 'signing.allowed-signers'"
    }
  }
}
