import FileIO
import Objects
import ProjectFiles
import References
import Repository
import TestSupport
import Testing

@testable import Attestation

/// Signing and verifying with the real `ssh-keygen`, by mlx and by hand.
@Suite(.enabled(if: SigningScene.isPossible, "there is no ssh-keygen"))
struct SignTests {
  private let scene: SigningScene

  init() throws {
    scene = try SigningScene()
    try scene.test.write("data.csv", "a,b\n1,2\n")
  }

  private func commit(
    _ message: String, _ choice: SigningChoice = .yes
  ) throws -> CommitID {
    var request = CommitRequest(message: message)
    request.datasets = [NamedPath(path: try RepositoryPath(validating: "data.csv"))]
    request.allowEmpty = true
    return try scene.repository().commit(request, signing: choice).id
  }

  private func allow(_ lines: String...) throws {
    try scene.test.write("allowed_signers", lines.map { $0 + "\n" }.joined())
  }

  private func verdicts(_ id: CommitID) throws -> [SignatureVerdict] {
    let repository = try scene.repository()
    return try repository.signatures(of: id, signers: repository.allowedSigners(at: id))
      .map(\.verdict)
  }

  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? any MLXError)?.code ?? "\(error)"
    }
  }

  @Test(arguments: ["ed25519", "ecdsa", "rsa"])
  func everyTypeOfKey(type: String) throws {
    let line = try scene.makeKey("k", type: type)
    let list = "ana@corp \(line)"
    try allow(list)
    scene.use("k.pub")
    let id = try commit("Signed")
    #expect(try verdicts(id) == [.good(principals: ["ana@corp"])])
    let shown = try scene.repository().signatures(of: "HEAD")
    #expect(shown.map(\.signs) == [.commit(id)])
    let (signature, message) = (shown[0].signature.armored, shown[0].signs.text + "\n")
    #expect(message == "commit:\(id.hex)\n")
    #expect(try scene.stockAccepts(signature, message, principal: "ana@corp", list: list))
    // And refuses what is not so.
    let other = try commit("Other", .no)
    let refused = [
      (signature, "commit:\(other.hex)\n", "ana@corp", "mlx"),
      (signature, "note:\(id.hex)\n", "ana@corp", "mlx"), (signature, message, "bob@corp", "mlx"),
      (signature, message, "ana@corp", "git"),
    ]
    for (signature, message, principal, namespace) in refused {
      #expect(
        try !scene.stockAccepts(
          signature, message, principal: principal, list: list, namespace: namespace))
    }
  }

  @Test func tamperingIsSeen() throws {
    let line = try scene.makeKey("k")
    try allow("ana@corp \(line)")
    scene.use("k")
    let id = try commit("Signed", .no)
    let other = try commit("Other", .no)
    let repository = try scene.repository()
    let author = Author(name: "Eve", email: "eve@corp", time: Timestamp(seconds: 981_173_200))
    func sign(_ text: String, namespace: String = "mlx") throws -> String {
      let key = scene.keys.appending("k").string
      let made = try scene.run(
        "ssh-keygen", ["-q", "-Y", "sign", "-n", namespace, "-f", key], input: Array(text.utf8))
      return String(decoding: made.output, as: UTF8.self)
    }
    func add(signs: String, _ signature: String, key: String? = nil) throws {
      let key = key ?? (try? SSHSignature(armored: signature))?.fingerprint ?? ""
      let note = Note(
        .signature, about: .commit(id),
        body: [
          "signs": .string(signs), "format": "sshsig", "signature": .string(signature),
          "key": .string(key),
        ], author: author)
      _ = try repository.land(note, as: "test")
    }
    let text = "commit:\(id.hex)"
    let right = try sign(text + "\n")
    // A byte of the signature itself, near the end.
    var lines = right.split(separator: "\n").map(String.init)
    let last = lines[lines.count - 2]
    lines[lines.count - 2] = (last.hasPrefix("A") ? "B" : "A") + last.dropFirst()
    try add(signs: text, lines.joined(separator: "\n") + "\n")
    try add(signs: text, sign("commit:\(other.hex)\n"))
    try add(signs: "commit:\(other.hex)", sign("commit:\(other.hex)\n"))
    try add(signs: text, sign(text + "\n", namespace: "git"))
    try add(signs: text, sign(text))
    try add(signs: text, right, key: "SHA256:other")
    try add(signs: "tree:\(id.hex)", right)
    try add(signs: text, "nonsense")
    let verdicts = try self.verdicts(id)
    #expect(verdicts.count == 8)
    for verdict in verdicts {
      guard case .invalid = verdict else {
        Issue.record("\(verdict)")
        continue
      }
    }
    #expect(
      try !scene.stockAccepts(
        lines.joined(separator: "\n") + "\n", text + "\n", principal: "ana@corp",
        list: "ana@corp \(line)"))
    let report = try repository.verify(Revision(parsing: id.hex), requiresSignature: false)
    #expect(report.verdict == .mismatch)
  }

  @Test func whoIsAllowedDependsOnTheList() throws {
    let line = try scene.makeKey("k")
    let stranger = try scene.makeKey("stranger")
    scene.use("k")
    let id = try commit("Signed")
    let repository = try scene.repository()
    // The clock of the tests is in 2001.
    let lists: [(String?, String)] = [
      (nil, "there is no list of allowed signers"), ("", "its key is not in 'list'"),
      ("bob@corp \(stranger)", "its key is not in 'list'"),
      ("ana@corp valid-before=\"20000101\" \(line)", "its key had expired, by 'list'"),
      ("ana@corp valid-after=\"20100101\" \(line)", "its key was not valid yet, by 'list'"),
      (
        "ana@corp namespaces=\"git\" \(line)", "'list' does not allow its key the namespace 'mlx'"
      ), ("no list at all", "its key is not in 'list'"),
    ]
    for (text, reason) in lists {
      let signers = text.map { AllowedSigners(Array(($0 + "\n").utf8), name: "list") }
      #expect(
        try repository.signatures(of: id, signers: signers).map(\.verdict)
          == [.unknownSigner(reason: reason)], "\(text ?? "none")")
    }
    let good = "# us\nana@corp,a@b namespaces=\"mlx\",valid-after=\"20000101\" \(line)\n"
    #expect(
      try repository.signatures(of: id, signers: AllowedSigners(Array(good.utf8), name: "list"))
        .map(\.verdict) == [.good(principals: ["a@b", "ana@corp"])])
  }

  @Test func theListIsFound() throws {
    let line = try scene.makeKey("k")
    scene.use("k")
    let none = try commit("None")
    try allow("root@corp \(line)")
    let standard = try commit("At the root")
    try scene.test.write("mlx.yaml", "allowed-signers: team/signers\n")
    let absent = try commit("Named, and not there")
    try scene.test.write("team/signers", "team@corp \(line)\n")
    let named = try commit("Named")
    let repository = try scene.repository()
    #expect(try repository.allowedSigners(at: none) == nil)
    #expect(
      try repository.allowedSigners(at: standard)?.name == "allowed_signers of \(standard.short)")
    #expect(code { _ = try repository.allowedSigners(at: absent) } == "no-allowed-signers")
    #expect(try repository.allowedSigners(at: named)?.name == "team/signers of \(named.short)")
    // By HEAD's, for whatever version.
    let old = try repository.verify(Revision(parsing: "HEAD~3"), requiresSignature: true)
    #expect(old.verdict == .verified)
    #expect(old.items.last?.signer == "team@corp")
    #expect(old.signers?.name == "team/signers of \(named.short)")
    scene.set(.allowedSigners, "~/own")
    let missing = try scene.repository()
    #expect(code { _ = try missing.allowedSigners(at: nil) } == "no-allowed-signers")
    try scene.write("own", "me@corp \(line)\n")
    #expect(try scene.repository().allowedSigners(at: nil)?.name == "~/own")
  }

  @Test func tagsAndNotes() throws {
    let line = try scene.makeKey("k")
    try allow("ana@corp \(line)")
    scene.use("k")
    let first = try commit("First", .no)
    let tag = try TagName(validating: "v1")
    let repository = try scene.repository()
    #expect(try repository.createTag(tag, signing: .yes).signature != nil)
    let note = try repository.addNote(
      NoteRequest("data", kind: .approval, body: .text("Fine")), signing: .yes)
    #expect(note.signature?.subject == note.note.note.subject)
    let good = SignatureVerdict.good(principals: ["ana@corp"])
    let found = try repository.signatures(of: first, signers: repository.allowedSigners(at: first))
    #expect(found.map(\.signs) == [.tag(tag, first), .note(note.note.id)])
    #expect(found.map(\.verdict) == [good, good])
    #expect(try repository.signatures(of: "v1").count == 1)
    #expect(try repository.signatures(of: String(note.note.id.hex.prefix(8))).count == 1)
    #expect(code { _ = try repository.signatures(of: "HEAD") } == "not-signed")
    // A note cannot lend its signature to something else.
    let stolen = try #require(note.signature)
    _ = try repository.land(
      Note(.signature, about: .commit(first), body: stolen.body, author: stolen.author), as: "test")
    #expect(
      try repository.signatures(of: first, signers: repository.allowedSigners(at: first))
        .map(\.verdict).filter { $0 != good }
        == [.invalid(reason: "it signs a note about something else")])
    // A tag that moves is not signed any more: its new place is said to be wrong.
    let second = try commit("Second", .no)
    _ = try repository.createTag(tag, force: true, signing: .no)
    #expect(
      try verdicts(second).last
        == .invalid(reason: "the tag was signed at \(first.short), and moved"))
    let left = try repository.signatures(of: first, signers: nil).map(\.signs)
    #expect(left == [.note(note.note.id), .note(note.note.id)])
    #expect(try repository.sign("v1").signs == .tag(tag, second))
    #expect(try verdicts(second).first == good)
  }

  @Test func settingsAndTheirOpposite() throws {
    try scene.makeKey("k")
    scene.use("k")
    #expect(try verdicts(commit("no", .asConfigured)).isEmpty)
    scene.set(.signCommits, "true")
    scene.set(.signTags, "true")
    #expect(try verdicts(commit("yes", .asConfigured)).count == 1)
    #expect(try verdicts(commit("not this one", .no)).isEmpty)
    let tag = try TagName(validating: "v1")
    #expect(try scene.repository().createTag(tag, signing: .asConfigured).signature != nil)
  }

  @Test func withoutAKeyNothingIsMade() throws {
    #expect(code { _ = try commit("x") } == "no-signing-key")
    scene.use("nothing")
    #expect(code { _ = try commit("x") } == "signing-failed")
    try scene.makeKey("locked", passphrase: "secret words")
    scene.use("locked")
    #expect(code { _ = try commit("x") } == "signing-failed")
    scene.set(variable: "PATH", "/nowhere")
    #expect(code { _ = try commit("x") } == "ssh-keygen-missing")
    #expect(try scene.repository().head().commit == nil)
    #expect(try scene.repository().notes().isEmpty)
  }

  @Test func theAgentHoldsTheKey() throws {
    let line = try scene.makeKey("locked", passphrase: "secret words")
    try allow("ana@corp \(line)")
    let socket = scene.keys.appending("agent").string
    let agent = try scene.run("ssh-agent", ["-a", socket])
    let text = String(decoding: agent.output, as: UTF8.self)
    let process = try #require(text.firstMatch(of: /SSH_AGENT_PID=([0-9]+)/)?.1)
    defer {
      _ = try? scene.run("ssh-agent", ["-k"], variables: ["SSH_AGENT_PID": String(process)])
    }
    let asker = try scene.write("ask", "#!/bin/sh\necho 'secret words'\n")
    try KernelFileSystem().setPermissions(0o700, of: .init(asker))
    scene.set(variable: "SSH_AUTH_SOCK", socket)
    let added = try scene.run(
      "ssh-add", ["-q", scene.keys.appending("locked").string], variables: ["SSH_ASKPASS": asker])
    #expect(added.isSuccess)
    scene.use("locked.pub")
    let good = SignatureVerdict.good(principals: ["ana@corp"])
    #expect(try verdicts(commit("By the file of the public key")) == [good])
    scene.set(.signingKey, "key::" + line)
    #expect(try verdicts(commit("By the key itself")) == [good])
    let stranger = try scene.makeKey("stranger")
    scene.set(.signingKey, stranger)
    #expect(code { _ = try commit("Not in the agent") } == "signing-failed")
  }

  @Test func withoutTheProgramNothingIsDecided() throws {
    let line = try scene.makeKey("k")
    try allow("ana@corp \(line)")
    scene.use("k")
    let id = try commit("Signed")
    scene.set(variable: "PATH", "/nowhere")
    let report = try scene.repository().verify(requiresSignature: false)
    #expect(report.verdict == .undecided)
    #expect(report.items.last?.result == .unreachable)
    let shown = try scene.repository().commitSignatures(of: [id])
    #expect(
      shown[id]?.map(\.verdict) == [
        .undecided(reason: "'ssh-keygen' is not installed, and signatures need it")
      ])
    scene.set(.signingProgram, "/usr/bin/ssh-keygen")
    #expect(try scene.repository().verify(requiresSignature: true).verdict == .verified)
  }

  @Test func whatIsRequiredAndNotThere() throws {
    let line = try scene.makeKey("k")
    let id = try commit("Not signed", .no)
    let plain = try scene.repository().verify(requiresSignature: false)
    #expect(plain.verdict == .verified)
    #expect(!plain.items.contains { $0.part == .signature })
    let required = try scene.repository().verify(requiresSignature: true)
    #expect(required.verdict == .mismatch)
    #expect(required.items.last?.result == .unsigned)
    #expect(required.items.last?.id == "commit:\(id.hex)")
    // By a stranger: undecided where there is a list, and no answer to a demand.
    try scene.makeKey("stranger")
    scene.use("stranger")
    _ = try commit("No list yet")
    #expect(try scene.repository().verify(requiresSignature: false).verdict == .verified)
    try allow("ana@corp \(line)")
    _ = try commit("By a stranger")
    #expect(try scene.repository().verify(requiresSignature: false).verdict == .undecided)
    #expect(try scene.repository().verify(requiresSignature: true).verdict == .mismatch)
  }
}
