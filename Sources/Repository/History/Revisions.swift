// From the text of a revision to a commit.
import Objects
import References

extension Repository {
  /// The commit that a revision names now.
  ///
  /// Errors: `unknown-revision`, `ambiguous-revision`, `no-commit`.
  public func resolve(_ revision: Revision) throws -> CommitID {
    try resolver().resolve(revision)
  }

  func resolver() throws -> RevisionResolver {
    let state = try currentState()
    return RevisionResolver(
      view: state.view, log: operations, head: state.head, store: store, now: environment.clock(),
      git: { try self.resolveGit($0, view: state.view) })
  }

  /// What a range takes in and what it leaves out.
  func resolve(_ ranges: [RevisionRange]) throws -> (tips: [CommitID], hidden: [CommitID]) {
    let resolver = try resolver()
    var tips: [CommitID] = []
    var hidden: [CommitID] = []
    for range in ranges {
      switch range {
      case .single(let revision): tips.append(try resolver.resolve(revision))
      case .difference(let from, let to):
        hidden.append(try resolver.resolve(from))
        tips.append(try resolver.resolve(to))
      case .symmetric(let a, let b):
        let (a, b) = (try resolver.resolve(a), try resolver.resolve(b))
        tips += [a, b]
        hidden += try CommitGraph(store: store).mergeBases(a, b)
      }
    }
    return (tips, hidden)
  }
}
