// `unsigned`, `signature-invalid`, `signer-unknown`.
import Attestation
import Objects
import ProjectFiles
import Repository

extension AuditRun {
  /// The signatures of every commit that is judged, and of the tags and notes of the version.
  mutating func auditSignatures() throws {
    let rules: [AuditRule] = [.signatureInvalid, .signerUnknown, .unsigned]
    guard rules.contains(where: policy.isOn) else { return }
    for rule in rules { _ = begins(rule) }
    var seen: Set<NoteID> = []
    var unsigned: [CommitID] = []
    for id in scope.commits {
      let checked = try repository.signatures(of: id, signers: policy.signers)
      for signature in checked where seen.insert(signature.note).inserted { add(signature, id) }
      if !checked.contains(where: { $0.signs == .commit(id) }) { unsigned.append(id) }
    }
    guard policy.isOn(.unsigned) else { return }
    guard policy.signers != nil else {
      add(
        .unsigned, "no signatures are set up: there is no list of allowed signers",
        hint: "list who may sign in 'allowed_signers', and sign with 'mlx commit --sign'",
        standard: .note)
      return
    }
    for id in unsigned {
      add(
        .unsigned, "the commit \(id.short) is not signed", hint: "sign it: 'mlx sign \(id.short)'",
        object: SignedText.commit(id).text, commit: id, mark: "commit")
    }
  }

  private mutating func add(_ signature: CheckedSignature, _ id: CommitID) {
    let name = signature.signs?.name ?? "note \(signature.note.short)"
    let object = signature.signs?.text ?? "note:\(signature.note.hex)"
    let key = signature.key.map { " (\($0))" } ?? ""
    switch signature.verdict {
    case .good: break
    case .invalid(let reason) where policy.isOn(.signatureInvalid):
      add(
        .signatureInvalid, "a signature of \(name) is invalid: \(reason)",
        hint: "find out who made it with 'mlx note show \(signature.note.short)'; sign anew with "
          + "'mlx sign'",
        object: object, commit: id, mark: name)
    case .unknownSigner(let reason) where policy.isOn(.signerUnknown) && policy.signers != nil:
      add(
        .signerUnknown, "\(name) is signed by nobody who may sign: \(reason)\(key)",
        hint: "let someone on the list sign it, or add the key to the list in a version of its own",
        object: object, commit: id, mark: name)
    case .undecided(let reason):
      addGap(
        .signatureInvalid, "a signature of \(name) was not checked: \(reason)",
        hint: "install the package openssh-client", object: object)
    case .invalid, .unknownSigner: break
    }
  }
}
