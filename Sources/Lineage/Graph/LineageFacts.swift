import Objects
import References

/// What the graph knows of one commit: who made it, and what it holds that no parent holds.
///
/// What a commit holds was first held by it or by an ancestor, so the facts of all commits that refs
/// lead to are everything that those commits hold, once each.
struct LineageFacts: Sendable, Equatable {
  /// Longer first lines are cut.
  static let subjectBytesMax = 1_000

  var id: CommitID
  var parents: [CommitID]
  var tree: TreeID
  var author: Author
  /// The first line of the message.
  var subject: String
  var code: CodeFacts?
  /// Edges that no parent has.
  var edges: [LineageEdge] = []
  /// Assets that no parent has at the same path with the same bytes.
  var sightings: [LineageSighting] = []
}

/// The snapshot of the code in a commit, and git's state then.
struct CodeFacts: Sendable, Equatable {
  var tree: TreeID
  var git: LineageGit?
}

/// An asset at a path with these bytes. An environment, and what is external, has no path.
struct LineageSighting: Sendable, Hashable {
  var reference: AssetReference
  var path: RepositoryPath?
  var object: AssetObject
}

extension LineageFacts {
  /// - Parameter parents: those that can be read.
  init(_ id: CommitID, _ commit: Commit, parents: [Commit]) {
    self.init(
      id: id, parents: commit.parents, tree: commit.tree, author: commit.author,
      subject: Self.cut(commit.subject),
      code: commit.code.map { code in
        CodeFacts(tree: code.tree, git: code.git.map { LineageGit($0) })
      })
    let heldEdges = Set(parents.flatMap(\.lineage))
    let heldAssets = Set(parents.flatMap(\.sightings))
    edges = commit.lineage.filter { !heldEdges.contains($0) }
    sightings = commit.sightings.filter { !heldAssets.contains($0) }
  }

  private static func cut(_ line: String) -> String {
    if line.utf8.count <= subjectBytesMax { return line }
    return String(decoding: Array(line.utf8.prefix(subjectBytesMax)), as: UTF8.self) + "…"
  }
}

extension Commit {
  /// Files and folders, also external ones, the snapshot of the code, the environment.
  var sightings: [LineageSighting] {
    var all = assets.map {
      LineageSighting(reference: $0.reference, path: $0.path, object: $0.object)
    }
    all += external.map {
      LineageSighting(reference: $0.reference, path: nil, object: $0.object)
    }
    if let code {
      all.append(
        LineageSighting(reference: CodeAsset.reference, path: .root, object: .tree(code.tree)))
    }
    if let environment {
      all.append(
        LineageSighting(
          reference: environment.reference, path: nil, object: .environment(environment.id)))
    }
    return all
  }
}
