// `mlx verify`: the bytes of a version, then its signatures.
import Objects
import References
import Repository

extension Repository {
  /// Reads every byte that a revision reaches, as `verify`, and checks the signatures of the commit, of
  /// its tags and of notes about it and its assets.
  ///
  /// The list of allowed signers is the setting's, else that of HEAD: a version that is looked at does
  /// not say itself who may sign it. Without `ssh-keygen` a signature is undecided.
  ///
  /// - Parameter requiresSignature: the commit must be signed by somebody who may sign.
  ///
  /// Errors: those of `verify`; those of `allowedSigners` when there is a signature.
  public func verify(
    _ revision: Revision = .head, requiresSignature: Bool
  ) throws -> VerifyReport {
    var report = try verify(revision)
    guard report.items.first?.result == .ok else { return report }
    let id = report.commit
    let isConcerned = try requiresSignature || !allNotes(.signature).isEmpty
    let signers = isConcerned ? try allowedSigners(at: head().commit) : nil
    let checked = try signatures(of: id, signers: signers)
    report.items += checked.map(VerifiedItem.init)
    if !checked.isEmpty || requiresSignature { report.signers = signers.map(VerifiedSigners.init) }
    if requiresSignature, !checked.contains(where: { $0.isGood && $0.signs == .commit(id) }) {
      var item = VerifiedItem(
        part: .signature, id: SignedText.commit(id).text, result: .unsigned)
      item.reasons = ["the commit has no signature by an allowed signer"]
      report.items.append(item)
    }
    return report
  }
}

extension VerifiedSigners {
  init(_ signers: AllowedSigners) { self.init(name: signers.name, blob: signers.blob) }
}

extension VerifiedItem {
  init(_ checked: CheckedSignature) {
    let id = checked.signs?.text ?? "note:\(checked.note.hex)"
    self.init(part: .signature, id: id, result: .ok)
    key = checked.key
    switch checked.verdict {
    case .good(let principals): signer = principals.joined(separator: ", ")
    case .unknownSigner(let reason): (result, reasons) = (.unknownSigner, [reason])
    case .invalid(let reason): (result, reasons) = (.mismatch, [reason])
    case .undecided(let reason): (result, reasons) = (.unreachable, [reason])
    }
  }
}
