import Objects

/// What a checkout is to make of the work tree.
public struct CheckoutRequest: Sendable {
  /// What the files shall become.
  public enum Target: Sendable, Equatable {
    /// A tree of files; nil is the tree of nothing.
    case tree(TreeID?)
    /// What the index given holds: `mlx restore`.
    case index
  }

  /// Two trees: only paths that differ between them are looked at.
  public struct Pair: Sendable, Equatable {
    public let old: TreeID?
    public let new: TreeID?

    public init(old: TreeID?, new: TreeID?) {
      self.old = old
      self.new = new
    }
  }

  public var target: Target
  /// The tree that the index began from, when switching: only paths that differ between it and
  /// the target are touched, and other changes, local or staged, are kept.
  /// `TreeCodec.emptyID` stands for a branch without commits. Nil: everything in `scope` becomes
  /// the target, and what is staged there goes: its bytes are stored.
  public var base: TreeID?
  /// Only what is within one of these paths; empty means everything.
  public var scope: [RepositoryPath]
  /// Only paths that differ between these trees, made equal to the target: how an interrupted
  /// checkout is rolled back. Files of either tree may be deleted.
  public var limitedTo: Pair?
  /// With `limitedTo`: also files that both trees have alike, where the write of one was torn: a
  /// checkout of everything writes those, over a local change or where the file was deleted.
  public var mendsTornWrites = false
  /// Whether an earlier checkout was killed: what it left behind is cleared away.
  public var isResumed: Bool
  /// Of what is in `scope`, only paths for which this holds; nil means all.
  public var selects: (@Sendable (RepositoryPath) -> Bool)?

  public init(
    target: Target, base: TreeID? = nil, scope: [RepositoryPath] = [], limitedTo: Pair? = nil,
    isResumed: Bool = false
  ) {
    self.target = target
    self.base = base
    self.scope = scope
    self.limitedTo = limitedTo
    self.isResumed = isResumed
  }

  func includes(_ path: RepositoryPath) -> Bool {
    guard selects?(path) != false else { return false }
    return scope.isEmpty || scope.contains { path.isWithin($0) }
  }
}

/// A path whose present state would be lost.
public struct CheckoutConflict: Sendable, Equatable {
  /// Why a path is in the way.
  public enum Reason: String, Sendable {
    /// A tracked file has changes that are stored nowhere.
    case modified
    /// Something that is not tracked, and stored nowhere, is in the way.
    case untracked
    /// A change is staged that the target does not have.
    case staged
    /// A device, socket or FIFO is in the way.
    case special
  }

  public let path: RepositoryPath
  public let reason: Reason

  public var text: String {
    switch reason {
    case .modified: "'\(path)' has changes that checkout would overwrite"
    case .untracked: "'\(path)' is not tracked, and checkout would overwrite it"
    case .staged: "'\(path)' has staged changes that checkout would drop"
    case .special: "'\(path)' is in the way, and is no file"
    }
  }
}

/// How far a checkout has come.
public struct CheckoutProgress: Sendable {
  public let files: Int
  public let bytes: UInt64
  public let totalFiles: Int
  public let totalBytes: UInt64
}
