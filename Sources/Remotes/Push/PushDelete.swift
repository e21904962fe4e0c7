// `mlx push --delete`: takes names of a remote away; what they lead to stays until the remote is collected.
import Objects
import References
import Repository

extension Sharing {
  /// Deletes branches and tags of the remote, all or none. Nothing here changes but what is known of the remote.
  ///
  /// Errors: `unknown-ref`; `branch-is-current` for the branch that a clone checks out; `non-fast-forward` when somebody
  /// else moves a branch meanwhile; those of the transport.
  public func delete(_ request: PushRequest) throws -> PushReport {
    guard let remote = try open() else { throw RemoteError.notARemote(transport.location) }
    try remote.format.checkWriting()
    var report = PushReport(remote: name, location: transport.location)
    report.isDryRun = request.isDryRun
    for attempt in 0..<Self.attemptsMax {
      let state = try remote.state()
      let refs = try request.refs.map { try deletion(of: $0, in: state.view) }
        .sorted { $0.name < $1.name }
      if attempt > 0, refs != report.refs {
        throw RemoteError.nonFastForward(refs.map(\.name.shortText))
      }
      report.refs = refs
      if request.isDryRun { return report }
      var view = state.view
      for ref in refs {
        switch ref.name {
        case .branch(let name): view.removeBranch(name)
        case .tag(let name): view.removeTag(name)
        case .head, .remote: continue
        }
      }
      let names = refs.map(\.name.description).joined(separator: ", ")
      let writer = remote.makeWriter()
      if try record(view, "push: deleted \(names)", remote, state.head, writer) {
        try? track(refs)
        return report
      }
    }
    throw RemoteError.tooBusy(transport.location)
  }

  private func deletion(of text: String, in view: View) throws -> PushedRef {
    let (ref, commit) = try PushPlan.named(text, in: view)
    if case .branch(let branch) = ref, branch == view.head.branch {
      throw RemoteError.headBranch(branch.string, remote: name.string)
    }
    return PushedRef(name: ref, from: commit, to: nil)
  }
}
