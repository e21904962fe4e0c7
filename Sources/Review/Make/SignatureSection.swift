// Who signed the change.
import Attestation
import Objects
import ProjectFiles
import Repository

extension ReviewMaker {
  /// A line on the signature of the head itself, held against the list that the base has: a change cannot
  /// add its own signer.
  mutating func checkSignature() throws {
    let signers = try repository.recordedSigners(at: report.policy.commit)
    report.policy.signers = signers?.blob
    let head = head
    let all = try repository.signatures(of: head, signers: signers).filter {
      $0.signs == .commit(head)
    }
    let best = all.first { $0.isGood } ?? all.first
    report.checks.append(check(best, signers: signers))
  }

  /// How severe the base takes what a rule finds.
  func outcome(_ rule: AuditRule) -> ReviewOutcome {
    switch AuditPolicy(levels: policy.audit).level(of: rule) {
    case .error: .failed
    case .warning: .warned
    case .note, .off: .noted
    }
  }

  private func check(_ found: CheckedSignature?, signers: AllowedSigners?) -> ReviewCheck {
    guard let found else {
      return signers == nil
        ? ReviewCheck(.signature, .noted, "no signatures are set up")
        : ReviewCheck(
          .signature, outcome(.unsigned), "the commit is not signed",
          advice: "sign it with \(code: "mlx sign"), or each with \(code: "commit.sign = true")")
    }
    let key: Phrase = "\(found.keyType ?? "a key") \(code: found.fingerprint ?? "")"
    switch found.verdict {
    case .good(let principals):
      return ReviewCheck(
        .signature, .passed,
        "\(key) of \(principals.joined(separator: ", ")), by \(code: signers?.name ?? "")")
    case .unknownSigner(let reason):
      return ReviewCheck(
        .signature, signers == nil ? .noted : outcome(.signerUnknown), "\(key): \(reason)",
        advice: "have it signed by somebody whom the base allows")
    case .invalid(let reason):
      return ReviewCheck(
        .signature, outcome(.signatureInvalid), "\(key): \(reason)",
        advice: "find out who put it there: \(code: "mlx note show \(found.note.short)")")
    case .undecided(let reason):
      return ReviewCheck(
        .signature, .undecided, Phrase(reason), advice: "install \(code: "openssh-client")")
    }
  }
}
