// Steps that bring other versions, against the model.
import Objects
import References
import Remotes
import Repository
import WorkingTree

extension ScriptRun {
  /// Where a step leads: the commit whose files it brings, and the refs after it. nil: a commit of
  /// its own.
  func goal(of step: Step) throws -> (commit: CommitID, refs: RepositoryModel.Refs)? {
    var refs = model.refs
    switch step {
    case .switchTo(let name):
      guard let id = refs.branches[name] else { return nil }
      refs.head = .branch(try BranchName(validating: name), id)
      return (id, refs)
    case .checkout(let number):
      guard let id = model.commit(number) else { return nil }
      refs.head = .detached(id)
      return (id, refs)
    case .reset(let number):
      guard let id = model.commit(number) else { return nil }
      if let name = refs.head.branch {
        refs.branches[name.string] = id
        refs.head = .branch(name, id)
      } else {
        refs.head = .detached(id)
      }
      return (id, refs)
    case .pull:
      guard let name = refs.head.branch, let id = model.tracked[name.string],
        let head = refs.head.commit, id != head, try reached([id]).contains(head)
      else { return nil }
      refs.branches[name.string] = id
      refs.head = .branch(name, id)
      return (id, refs)
    default: return nil
    }
  }

  func perform(_ step: Step) throws {
    let repository = try open()
    switch step {
    case .switchTo(let name): _ = try repository.switchBranch(BranchName(validating: name))
    case .checkout(let number):
      guard let id = model.commit(number) else { return }
      var options = CheckoutOptions(revision: try Revision(parsing: id.hex))
      options.detach = true
      _ = try repository.checkout(options)
    case .reset(let number):
      guard let id = model.commit(number) else { return }
      try repository.reset(to: Revision(parsing: id.hex), mode: .hard)
    case .revert(let number):
      guard let id = model.commit(number) else { return }
      try repository.revert(Revision(parsing: id.hex))
    case .pull: _ = try sharing(repository).pull()
    default: try take(step)
    }
  }

  func move(_ step: Step) throws {
    let before = try work()
    do {
      try perform(step)
    } catch let error as any MLXError {
      let expected: Set<String> = [
        "working-tree-modified", "not-a-branch", "unknown-revision", "revert-conflict",
        "nothing-to-revert", "commit-collected",
      ]
      let isExpected = try expected.union(refusalsOfPull(step)).contains(error.code)
      try claim(isExpected, "\(error.code): \(error)")
      try claim(try work() == before, "refused, but files changed")
      return
    }
    try arrived(step, from: before)
  }

  /// A pull that would lead somewhere is refused for the sake of files only.
  private func refusalsOfPull(_ step: Step) throws -> Set<String> {
    guard step == .pull, try goal(of: step) == nil else { return [] }
    return ["no-branch", "unknown-ref", "diverged"]
  }

  /// What must hold after a step that moved HEAD.
  func arrived(_ step: Step, from before: [String: [UInt8]]) throws {
    let base = model.refs.head.commit.flatMap { model.files[$0] } ?? [:]
    guard let goal = try goal(of: step) else { return try arrivedAtNewCommit(before) }
    let target = model.files[goal.commit] ?? [:]
    let after = try work()
    for path in Script.paths {
      let isKept = after[path] == before[path]
      try claim(isKept || after[path] == target[path], "\(path) is of neither version")
      if before[path] == base[path] {
        try claim(after[path] == target[path], "\(path) was unmodified and is not the new version")
      }
      if let bytes = before[path], !model.isStored(bytes) {
        try claim(isKept, "\(path) had bytes that no commit holds, and they are gone")
      }
    }
    moved(to: goal.refs)
  }

  func arrivedAtNewCommit(_ before: [String: [UInt8]]) throws {
    let id = try open().resolve(.head)
    for (path, bytes) in before where !model.isStored(bytes) {
      try claim(try work()[path] == bytes, "revert lost \(path)")
    }
    guard id != model.refs.head.commit else { return }
    model.add(id, try contents(of: id))
    landed(on: id)
  }
}
