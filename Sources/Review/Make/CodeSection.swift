// The code and the environment.
import Environments
import Objects
import Repository

extension ReviewMaker {
  mutating func addCode() {
    let git = (before.code?.git, after.code?.git)
    guard !changes.code.isEmpty else { return }
    report.code = CodeReview(
      files: changes.code, git: git, trees: (before.code?.tree, after.code?.tree))
  }

  mutating func addEnvironment() {
    guard let difference = changes.environment else {
      guard after.environment != nil else {
        report.checks.append(
          ReviewCheck(.environment, .noted, "no environment is recorded"))
        return
      }
      let outcome: ReviewOutcome = .passed
      report.checks.append(ReviewCheck(.environment, outcome, "unchanged"))
      return
    }
    report.environment = difference
    let packages = difference.packages + difference.condaPackages
    var parts: [Phrase] = []
    if let change = difference.interpreter {
      parts.append(
        "Python \(change.from?.version ?? "none") → \(strong: change.to?.version ?? "none")")
    }
    let far = packages.filter { $0.distance == .major || $0.distance == .other }
    parts += far.prefix(3).map { change in
      "\(code: change.name) \(change.from ?? "") → \(change.to ?? "") (major)"
    }
    let others = packages.count - min(far.count, 3)
    if others > 0 {
      let word = parts.isEmpty ? "" : "more "
      parts.append(Phrase("\(others) \(word)\(others == 1 ? "package" : "packages")"))
    }
    if parts.isEmpty { parts.append("variables, lock files or the system differ") }
    let isFar = !far.isEmpty || difference.interpreter != nil
    report.checks.append(
      ReviewCheck(.environment, isFar ? .warned : .passed, Phrase.joined(parts)))
  }
}
