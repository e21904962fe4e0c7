// One signature at a time, held against one list.
import Objects
import Repository
import SystemPackage

/// Looks at signatures with one list of signers.
final class SignatureChecker {
  private let program: SSHKeygen?
  /// Why nothing can be checked.
  private let fault: String?
  private let signers: AllowedSigners?
  /// The list as a file.
  private let list: FilePath

  /// Where `ssh-keygen` is not installed, every verdict is `undecided`.
  ///
  /// - Parameter fault: why nothing can be checked, when the list cannot be read.
  ///
  /// Errors: those of making a temporary folder.
  init(_ repository: Repository, signers: AllowedSigners?, fault: String? = nil) throws {
    var program: SSHKeygen?
    var fault = fault
    do {
      program = try SSHKeygen(repository.environment, root: repository.workTree.root)
    } catch let error as AttestationError {
      fault = fault ?? error.description
    }
    self.program = program
    self.signers = signers
    self.fault = fault
    list = try program?.file(signers?.bytes ?? [], named: "signers") ?? ""
  }

  /// Whether a note is a signature that counts.
  func check(_ id: NoteID, _ note: Note) throws -> CheckedSignature {
    var checked = CheckedSignature(
      note: id, author: note.author, signs: note.body["signs"]?.string.flatMap(SignedText.init),
      verdict: .undecided(reason: fault ?? ""))
    do {
      let read = try SignatureNote(note)
      checked.keyType = read.signature.keyType
      checked.fingerprint = read.signature.fingerprint
      guard let program, fault == nil else { return checked }
      checked.verdict = try verdict(of: read, at: note.author.time, program)
    } catch let fault as SignatureFault {
      checked.verdict = .invalid(reason: fault.reason)
    }
    return checked
  }

  private func verdict(
    of read: SignatureNote, at time: Timestamp, _ program: SSHKeygen
  ) throws -> SignatureVerdict {
    let signature = try program.file(Array(read.signature.armored.utf8), named: "signature")
    let message = read.signs.message
    var reason = "there is no list of allowed signers"
    if let signers {
      let found = try program.principals(of: signature, in: list, at: time)
      var complaints = found.complaint
      var good: [String] = []
      for principal in found.names {
        let refusal = try program.refusal(
          of: signature, by: principal, in: list, at: time, message: message)
        if let refusal { complaints += refusal } else { good.append(principal) }
      }
      if !good.isEmpty { return .good(principals: good.sorted()) }
      reason = Self.reason(complaints, list: signers.name)
    }
    // Is it a right signature by a stranger, or no signature of this at all?
    guard try program.isMade(signature, of: message) else {
      return .invalid(reason: "it is no signature of '\(read.signs.text)'")
    }
    return .unknownSigner(reason: reason)
  }

  /// In the words of the versions of OpenSSH since 8.2.
  private static func reason(_ complaints: String, list: String) -> String {
    if complaints.contains("expired") { return "its key had expired, by '\(list)'" }
    if complaints.contains("not yet valid") { return "its key was not valid yet, by '\(list)'" }
    if complaints.contains("namespace") {
      return "'\(list)' does not allow its key the namespace '\(SSHSignature.namespace)'"
    }
    return "its key is not in '\(list)'"
  }
}
