import Objects

/// What can be wrong with refs, the operation log and revisions.
public enum RefError: MLXError, Equatable {
  /// A name that no branch or tag can have.
  case invalidName(String, reason: String)
  /// The name is taken. `ref` is in words, such as `the branch 'main'`; `retry` is a command or nil.
  case exists(ref: String, retry: String?)
  /// `a` cannot be while `a/b` is, nor the other way round.
  case folderConflict(String, with: String)
  /// No ref of that name. `near` holds names that look like it.
  case missing(ref: String, near: [String])
  /// Another command moved the same refs in the meantime.
  case changed([String])
  /// Another command swapped the head first. Transactions catch it and apply their change again.
  case lostRace
  /// The head was swapped, but the disk did not say that it is there to stay.
  case unconfirmed(path: String, reason: String)
  /// The newest file in `heads/` is not the id of an operation.
  case headDamaged(path: String, reason: String)
  /// A view whose tree cannot be.
  case viewDamaged(TreeID, reason: String)
  /// Text that is no revision.
  case invalidRevision(String, reason: String)
  /// Nothing is known by that name. `near` holds names that look like it.
  case unknownRevision(String, reason: String?, near: [String])
  /// Several things have that name: each a line such as `4be07a2 Baseline`.
  case ambiguousRevision(String, candidates: [String], hint: String)
  /// The branch has no commit yet.
  case unborn(BranchName)

  public var code: String {
    switch self {
    case .invalidName: "invalid-name"
    case .exists, .folderConflict: "ref-exists"
    case .missing: "unknown-ref"
    case .changed, .lostRace: "ref-changed"
    case .unconfirmed: "head-unconfirmed"
    case .headDamaged: "head-damaged"
    case .viewDamaged: "object-corrupt"
    case .invalidRevision: "invalid-revision"
    case .unknownRevision: "unknown-revision"
    case .ambiguousRevision: "ambiguous-revision"
    case .unborn: "no-commit"
    }
  }

  public var description: String {
    switch self {
    case .invalidName(let name, let reason):
      "'\(name)' cannot be the name of a branch or tag: \(reason)"
    case .exists(let ref, _):
      "\(ref) exists already"
    case .folderConflict(let name, let other):
      "'\(name)' cannot be made while '\(other)' exists"
    case .missing(let ref, let near):
      "there is no \(ref)" + Self.suggestion(near)
    case .changed(let names):
      "another command moved \(names.map { "'\($0)'" }.joined(separator: ", ")) in the meantime"
    case .lostRace:
      "another command changed the repository in the meantime"
    case .unconfirmed(let path, let reason):
      "the change is made, but '\(path)' may not survive a power cut: \(reason)"
    case .headDamaged(let path, let reason):
      "the newest head '\(path)' is damaged: \(reason)"
    case .viewDamaged(let id, let reason):
      "the view \(id.hex) is damaged: \(reason)"
    case .invalidRevision(let text, let reason):
      "'\(text)' is not a revision: \(reason)"
    case .unknownRevision(let text, let reason, let near):
      (reason ?? "nothing is known as '\(text)'") + Self.suggestion(near)
    case .ambiguousRevision(let text, let candidates, _):
      "'\(text)' may be \(Self.choice(candidates))"
    case .unborn(let branch):
      "the branch '\(branch)' has no commit yet"
    }
  }

  public var hint: String? {
    switch self {
    case .invalidName: "use letters, digits, '-', '_', '.' and '/', as in 'exp/lr-0.01'"
    case .exists(_, let retry): retry.map { "run '\($0)' to move it" }
    case .folderConflict(_, let other): "use another name, or delete or rename '\(other)' first"
    case .missing(_, let near): near.isEmpty ? "run 'mlx branch' or 'mlx tag' to list them" : nil
    case .changed, .lostRace: "run 'mlx op log' to see what happened, then run the command again"
    case .unconfirmed: "check the disk, then run 'mlx op log' to see that the change is there"
    case .headDamaged: "run 'mlx fsck' to see which earlier state is whole"
    case .viewDamaged: "run 'mlx fsck' to see what else is damaged"
    case .invalidRevision:
      "name a branch, a tag, an id, or a step from one, such as 'HEAD~1' or 'main@{yesterday}'"
    case .unknownRevision(_, _, let near):
      near.isEmpty ? "run 'mlx log --oneline', 'mlx branch' or 'mlx tag' to see what there is" : nil
    case .ambiguousRevision(_, _, let hint): hint
    case .unborn: "run 'mlx commit' first"
    }
  }

  private static func suggestion(_ near: [String]) -> String {
    near.isEmpty ? "" : "; did you mean \(choice(near.map { "'\($0)'" }))?"
  }

  private static func choice(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " or \(last)"
  }
}
