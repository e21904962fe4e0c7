import Objects
import Testing

@testable import Attestation

/// The body of a signature's note, byte by byte, and what is refused of it.
@Suite struct SignatureNoteTests {
  private let id = CommitID(SHA256Hasher.hash("a"))
  private let author = Author(
    name: "Ana", email: "ana@corp", time: Timestamp(seconds: 981_173_106))

  private func note(_ edit: (inout [String: JSONValue]) -> Void = { _ in }) throws -> Note {
    let armored = SSHSignatureTests.armored(SSHSignatureTests.body)
    var note = SignatureNote(.commit(id), try SSHSignature(armored: armored))
      .note(about: .commit(id), author: author)
    var body = note.body.object ?? [:]
    edit(&body)
    note.body = .object(body)
    return note
  }

  private func fault(_ note: Note) -> String? {
    do throws(SignatureFault) {
      _ = try SignatureNote(note)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func bytes() throws {
    let lines = SSHSignatureTests.body.joined(separator: #"\n"#)
    let expected =
      #"{"author":{"email":"ana@corp","name":"Ana"},"body":{"format":"sshsig","#
      + #""key":"SHA256:yRMhds9v6dvB0X3YyrHd483NwZq9lqHGz9WdNYmJ/gk","#
      + #""signature":"-----BEGIN SSH SIGNATURE-----\n"# + lines
      + #"\n-----END SSH SIGNATURE-----\n","signs":"commit:\#(id.hex)"},"kind":"signature","#
      + #""previous":null,"schema":"mlx.note/1","subject":"commit:\#(id.hex)","#
      + #""time":"2001-02-03T04:05:06Z"}"#
    #expect(String(decoding: try note().encode(), as: UTF8.self) == expected)
    let read = try Note.decode(Array(expected.utf8))
    #expect(try SignatureNote(read).signs == .commit(id))
  }

  @Test func whatIsRefused() throws {
    #expect(fault(try note()) == nil)
    #expect(fault(try note { $0["format"] = "pgp" }) == "its format is not 'sshsig'")
    #expect(fault(try note { $0["signs"] = nil }) == "it does not say what it signs")
    #expect(fault(try note { $0["signs"] = 5 }) == "it does not say what it signs")
    #expect(fault(try note { $0["signature"] = nil }) == "it holds no signature")
    #expect(fault(try note { $0["key"] = nil }) == "it names another key than it is made with")
    let other = CommitID(SHA256Hasher.hash("b"))
    #expect(
      fault(try note { $0["signs"] = .string("commit:\(other.hex)") })
        == "it signs commit:\(other.hex)")
    var moved = try note()
    moved.subject = .commit(other)
    #expect(fault(moved) == "it signs commit:\(id.hex)")
  }
}
