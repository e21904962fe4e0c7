import Objects
import Repository

/// The code that differs.
public struct CodeReview: Sendable, Equatable {
  public var files: [FileDiff]
  /// Git's state around each commit; nil outside of git.
  public var git: (before: GitState?, after: GitState?)
  /// The trees of the code.
  public var trees: (before: TreeID?, after: TreeID?)

  /// All fields are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.files == b.files && a.git == b.git && a.trees == b.trees
  }

  /// Files whose lines were not compared: no texts, or too many or too long ones.
  public var uncomparedCount: Int { files.count { $0.lines == nil && $0.before != $0.after } }

  /// Lines added and deleted in texts that were compared.
  public var lines: (added: Int, deleted: Int) {
    files.reduce((0, 0)) { sum, file in
      (sum.0 + (file.lines?.addedCount ?? 0), sum.1 + (file.lines?.deletedCount ?? 0))
    }
  }
}

/// How what is new in the head was made.
public struct LineageReview: Sendable, Equatable {
  /// Edges of models and datasets whose bytes the base does not have, then edges of their inputs.
  public var edges: [LineageEdge] = []
  /// New models that no edge makes, by name.
  public var unlinked: [AssetReference] = []
  /// Files that a traced run read though nobody named them, by the asset that it made.
  public var undeclared: [AssetReference: [String]] = [:]
}
