import Objects

/// The answer to a question: the part of the graph that was reached, each thing once.
///
/// Nodes, edges and parts are in the order in which they were reached, nearest first; the same
/// question to the same history gives the same value.
public struct LineageReport: Sendable, Hashable {
  public var direction: LineageQuestion.Direction
  /// The most edges between a root and a node; nil for no limit.
  public var depth: Int?
  /// What was asked for, by place in `nodes`; more than one only for a URI whose bytes changed.
  public var roots: [Int] = []
  public var nodes: [LineageNode] = []
  public var edges: [LineageStep] = []
  public var parts: [LineagePart] = []
  /// Commits whose edges are not known, since they are not in this repository.
  public var absentCommits = 0
  /// Commits whose edges are not known, since they are gone or damaged.
  public var lostCommits = 0
  /// Folders that could not be searched for the subject, since they are not in this repository.
  public var unreadFolders = 0
}

/// Bytes by their id, or something external whose bytes nobody hashed.
public struct LineageNode: Sendable, Hashable {
  public var item: LineageItem
  /// What it is or was called; what was asked for first, then the newest first.
  public var names: [LineageName]
  /// Edges from the nearest root.
  public var depth: Int
  /// More follows, which the limit of depth left out.
  public var isCut = false
  /// What is known of an environment, where its record can be read.
  public var environment: EnvironmentFacts?

  /// Whether only edges name it, by a URI: it is in no commit.
  public var isExternal: Bool {
    if names.isEmpty { return item.object == nil }
    return names.allSatisfy { if case .uri = $0.subject { true } else { false } }
  }
}

/// One name that a node had.
public struct LineageName: Sendable, Hashable {
  /// What was named.
  public enum Subject: Sendable, Hashable {
    case asset(AssetReference)
    /// A file or folder that is no asset of its own.
    case path(RepositoryPath)
    case uri(String)
  }

  public var subject: Subject
  /// Where it was; nil for what no commit holds, and for environments.
  public var path: RepositoryPath?
  /// The first commit that had it there, or the first that holds an edge that names it.
  public var commit: LineageCommit?
  /// The commit of another repository that it came from.
  public var origin: AssetOrigin?

  /// `model/fraud`, a path, or a URI.
  public var text: String {
    switch subject {
    case .asset(let reference): reference.text
    case .path(let path): path.string
    case .uri(let uri): uri
    }
  }
}

/// An edge of the report: what was made, from what, and how that is known.
public struct LineageStep: Sendable, Hashable {
  /// A place in `nodes`.
  public var output: Int
  /// The names under which commits hold this edge; the first one first.
  public var outputNames: [AssetReference]
  /// In the order of the record. Upwards all of them; downwards those that were reached.
  public var inputs: [LineageUse]
  public var evidence: LineageEdge.Evidence
  /// The run that made it, where one was recorded.
  public var run: RunID?
  /// The first commit that holds this edge.
  public var commit: LineageCommit
}

/// An input of an edge.
public struct LineageUse: Sendable, Hashable {
  /// A place in `nodes`.
  public var node: Int
  /// `train`, `base`, `code`, `environment`, …
  public var role: String
  /// What the edge calls it.
  public var name: String
  /// The commit of another repository that it was taken from.
  public var origin: AssetOrigin?
  /// For code: git's state in the commit that the edge was first made in.
  public var git: LineageGit?
}

/// A node that lies in a folder, or a file of the code, that is a node too.
public struct LineagePart: Sendable, Hashable {
  /// A place in `nodes`.
  public var part: Int
  /// A place in `nodes`.
  public var whole: Int
  /// Where in the folder.
  public var path: RepositoryPath
}
