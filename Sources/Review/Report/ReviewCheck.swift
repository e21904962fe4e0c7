/// One thing that was checked of a change, and what came of it.
public struct ReviewCheck: Sendable, Equatable {
  /// What was checked. The raw value is the word of `--json`.
  public enum Subject: String, Sendable, CaseIterable {
    case policy, history, objects, lineage, signature, gate, drift, environment, audit
  }

  public var subject: Subject
  /// What it is about: a gate, a dataset, a rule. Empty for what is there once.
  public var name: String
  public var outcome: ReviewOutcome
  /// A sentence.
  public var detail: Phrase
  /// What to do about it; a sentence, nil where there is nothing to do.
  public var advice: Phrase?

  /// A check with its outcome.
  public init(
    _ subject: Subject, _ name: String = "", _ outcome: ReviewOutcome, _ detail: Phrase,
    advice: Phrase? = nil
  ) {
    self.subject = subject
    self.name = name
    self.outcome = outcome
    self.detail = detail
    self.advice = advice
  }
}

/// What came of a check. The raw value is the word of `--json`.
public enum ReviewOutcome: String, Sendable, CaseIterable {
  case passed
  /// There was nothing to check: a gate that nobody set.
  case noted
  case warned
  case failed
  case undecided
}
