// Which key signs.
import FileIO
import Repository
import SystemPackage

/// The setting `signing.key`, as git's `user.signingKey` for SSH.
enum SigningKey: Equatable {
  /// A private key, or a public one whose private half is beside it or in the agent.
  case file(FilePath)
  /// A public key as a line of text; its private half is in the agent.
  case agent(line: String)

  /// Reads the setting. `~/` is the home folder; other relative paths begin at the work tree.
  ///
  /// Errors: `AttestationError.keyUnreadable`.
  init(setting text: String, root: FilePath, home: String?) throws(AttestationError) {
    for prefix in ["key::", "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"]
    where text.hasPrefix(prefix) {
      let line = prefix == "key::" ? String(text.dropFirst(prefix.count)) : text
      guard line.split(separator: " ").count >= 2 else {
        throw .keyUnreadable(text, reason: "a public key has a type and a text")
      }
      self = .agent(line: line)
      return
    }
    self = .file(SettingPath.path(text, root: root, home: home))
  }
}

/// Paths in settings.
enum SettingPath {
  /// `~/` is the home folder; other relative paths begin at the work tree.
  static func path(_ text: String, root: FilePath, home: String?) -> FilePath {
    if text.hasPrefix("~/"), let home {
      return FilePath(home).appending(String(text.dropFirst(2))).lexicallyNormalized()
    }
    return root.pushing(FilePath(text)).lexicallyNormalized()
  }
}
