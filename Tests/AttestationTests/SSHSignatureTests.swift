import Objects
import References
import Testing

@testable import Attestation

/// The structure of an SSHSIG, and the text that is signed.
@Suite struct SSHSignatureTests {
  /// Made by `printf 'commit:%064d\n' 0 | ssh-keygen -Y sign -n mlx` with the key of `SigningScene`.
  static let body = [
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgbdcoHAoANlVDDFe1Wj7EpzcerL",
    "4WCpHPRJR1bH/zK6EAAAADbWx4AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5",
    "AAAAQDPAt6dMGu2P0XySLdLXlJOkFmtaLVVSKiwjLjWVk2YLs2VHDl/Pvk1s5TGsE/j4Mi",
    "KIOPk9QUURWmWxtVU67Aw=",
  ]

  static func armored(_ lines: [String]) -> String {
    (["-----BEGIN SSH SIGNATURE-----"] + lines + ["-----END SSH SIGNATURE-----", ""])
      .joined(separator: "\n")
  }

  private func fault(_ text: String) -> String? {
    do throws(SignatureFault) {
      _ = try SSHSignature(armored: text)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func isRead() throws {
    let signature = try SSHSignature(armored: Self.armored(Self.body))
    #expect(signature.keyType == "ssh-ed25519")
    #expect(signature.fingerprint == "SHA256:yRMhds9v6dvB0X3YyrHd483NwZq9lqHGz9WdNYmJ/gk")
    #expect(signature.namespace == "mlx")
    #expect(signature.hashAlgorithm == "sha512")
    #expect(signature.armored == Self.armored(Self.body))
    // Line ends of other systems, and no end at all.
    let other = Self.armored(Self.body).dropLast().replacing("\n", with: "\r\n")
    #expect(try SSHSignature(armored: String(other)) == signature)
  }

  @Test func whatIsNoneIsRefused() {
    #expect(fault("") != nil)
    #expect(fault("hello") != nil)
    #expect(fault(Self.armored([])) != nil)
    #expect(fault(Self.armored(["!!!!"])) == "it is not base64")
    #expect(fault(Self.armored(["aGVsbG8="])) == "it is no SSHSIG")
    #expect(fault(Self.armored(Self.body + ["AAAA"])) != nil)
    #expect(fault(String(repeating: "A", count: 70_000)) == "it is too long")
    // `git` in the place of `mlx`, of the same length.
    let git = Self.body[1].replacing("bWx4", with: "Z2l0")
    #expect(
      fault(Self.armored([Self.body[0], git] + Self.body[2...]))
        == "its namespace is 'git', not 'mlx'")
  }

  /// No truncation and no changed character makes it trap; what is read of a longer length is refused.
  @Test func damageIsRefusedOrRead() {
    let text = Self.body.joined()
    for length in stride(from: 0, to: text.utf8.count, by: 4) {
      #expect(fault(Self.armored([String(text.prefix(length))])) != nil)
    }
    for place in text.indices {
      for letter in ["A", "/", "~"] {
        var changed = text
        changed.replaceSubrange(place...place, with: letter)
        _ = fault(Self.armored([changed]))
      }
    }
  }

  @Test func textsNameOneThing() throws {
    let id = CommitID(SHA256Hasher.hash("a"))
    let texts: [SignedText] = [
      .commit(id), .note(NoteID(SHA256Hasher.hash("n"))),
      .tag(try TagName(validating: "rel/ü1"), id),
    ]
    #expect(texts[2].text == "tag:rel/ü1 commit:\(id.hex)")
    #expect(texts[0].message == Array("commit:\(id.hex)\n".utf8))
    for text in texts { #expect(SignedText(text: text.text) == text) }
    for text in [
      "", "commit:", "commit:12", "blob:\(id.hex)", "commit:\(id.hex)\n", "commit:\(id.hex) ",
      "tag: commit:\(id.hex)", "tag:a b commit:\(id.hex)", "tag:a commit:1", "tag:a",
      "commit:\(id.hex.uppercased())", "tag:a  commit:\(id.hex)",
    ] {
      #expect(SignedText(text: text) == nil, "\(text)")
    }
  }

  @Test func keysAreFilesOrLines() throws {
    func key(_ text: String) throws -> SigningKey {
      try SigningKey(setting: text, root: "/home/ana/fraud", home: "/home/ana")
    }
    #expect(try key("~/.ssh/id") == .file("/home/ana/.ssh/id"))
    #expect(try key("keys/id.pub") == .file("/home/ana/fraud/keys/id.pub"))
    #expect(try key("/k") == .file("/k"))
    #expect(try key("key::ssh-ed25519 AAAA c") == .agent(line: "ssh-ed25519 AAAA c"))
    #expect(try key("ssh-rsa AAAA") == .agent(line: "ssh-rsa AAAA"))
    #expect(throws: AttestationError.self) { try key("key::nothing") }
  }
}
