/// What never enters a snapshot of code, by name: secrets, environments, caches, and what tools of
/// the trade write. Secrets are named to the user; the rest goes without saying.
enum CodeRules {
  private static let folders: Set<String> = [
    ".git", ".mlops", ".hg", ".svn", ".bzr", ".venv", "node_modules", "__pycache__",
    "site-packages",
    "dist-packages", "__pypackages__", "mlruns", "mlartifacts", "wandb", "lightning_logs", ".cache",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", ".ipynb_checkpoints", ".tox", ".nox", ".eggs",
    ".idea", ".build", ".gradle", ".terraform",
  ]
  private static let files: Set<String> = ["mlx.lock", ".ds_store", "thumbs.db"]
  private static let secrets: Set<String> = [
    ".netrc", "_netrc", ".pypirc", ".pgpass", ".htpasswd", ".git-credentials", "id_rsa", "id_dsa",
    "id_ecdsa", "id_ed25519", "id_ed25519_sk", "id_ecdsa_sk", "credentials", "credentials.json",
    "client_secret.json", "kaggle.json", "secrets.json", "secrets.toml", "secrets.yaml",
    "secrets.yml",
  ]
  private static let secretEndings: Set<String> = [
    "env", "key", "p12", "pfx", "jks", "keystore", "ppk", "kdbx", "pkcs12",
  ]
  /// A key in PEM has this in one of its first lines (RFC 7468, section 10).
  private static let keyMark = Array("PRIVATE KEY-----".utf8)

  /// Whether a folder holds no code of the user's own.
  static func isSkipped(folder name: String) -> Bool {
    folders.contains(name.lowercased()) || name.hasSuffix(".egg-info")
  }

  /// Whether a file is left out without a word.
  static func isSkipped(file name: String) -> Bool {
    let lower = name.lowercased()
    return files.contains(lower) || lower.hasSuffix(".pyc")
      || name.hasPrefix(CheckoutTemporary.prefix)
  }

  /// Whether a file's name says that it holds a secret.
  static func isSecret(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower.hasPrefix(".env") || secrets.contains(lower)
      || secretEndings.contains(FileGuess.ending(of: lower))
  }

  /// Whether the first bytes of a file are those of a private key.
  static func holdsKey(_ head: [UInt8]) -> Bool {
    guard head.count >= keyMark.count, let dash = keyMark.last else { return false }
    return head.indices.dropFirst(keyMark.count - 1).contains { end in
      head[end] == dash && head[(end - keyMark.count + 1)...end].elementsEqual(keyMark)
    }
  }
}
