import Objects

/// How much `mlx fsck` reads, and whether it mends.
public struct FsckOptions: Sendable {
  /// Decode and hash every object; else only tables, and whether everything that is named is there.
  public var full = true
  /// Rebuild the object index, the index and the newest head where they are damaged.
  public var repair = false

  public init(full: Bool = true, repair: Bool = false) {
    self.full = full
    self.repair = repair
  }
}

/// Something that is wrong.
public struct FsckProblem: Sendable, Hashable {
  /// As in errors: `object-corrupt`, `object-missing`, `head-damaged`, …
  public var code: String
  /// The file that is wrong, when it is known.
  public var path: String?
  /// Where in the file.
  public var offset: UInt64?
  /// The object that is wrong, such as `chunk 4be07a2…`.
  public var object: String?
  /// A lower-case sentence.
  public var reason: String
  /// What cannot be brought back whole because of it, such as `data/a.csv in 4be07a2`; a few of all.
  public var affected: [String] = []
  /// What to do, with the exact command where there is one.
  public var hint: String?

  /// Whether nothing needs what is wrong.
  public var isHarmless = false

  /// Whether it concerns only what the next command makes anew from what is committed, or nothing.
  public var isDerived: Bool {
    isHarmless || code == "index-damaged" || code == "index-too-new"
  }
}

/// What was looked at.
public struct FsckCounts: Sendable, Equatable {
  public var operations = 0
  public var commits = 0
  public var trees = 0
  /// Files that commits, or what is staged, name; each content once.
  public var blobs = 0
  /// Objects in the store, of all kinds.
  public var objects = 0
  public var packs = 0
  /// Bytes of packs that were read.
  public var bytes: UInt64 = 0
}

/// The result of `mlx fsck`.
public struct FsckReport: Sendable, Equatable {
  public var problems: [FsckProblem] = []
  public var checked = FsckCounts()
  /// What versions hold and cannot be had; all of it.
  public var lost: [LostContent] = []
  /// Objects that are declared to be elsewhere, and are named.
  public var absentCount = 0
  /// Files that were purged: their bytes are nowhere, and that is as it should be.
  public var purged: [Tombstone] = []
  /// Objects that nothing names: left over from commands that were stopped.
  public var danglingCount = 0
  /// Whether `--repair` was tried: what is lost now is lost until somebody brings it.
  public var isRepair = false
  /// The remotes that may have what is lost.
  public var remotes: [String] = []
  /// What `--repair` did, in sentences.
  public var repaired: [String] = []

  /// Whether nothing that is committed is wrong.
  public var isSound: Bool { isSoundNow && lost.isEmpty }
  /// Whether nothing is wrong with what is left.
  public var isSoundNow: Bool { problems.allSatisfy(\.isDerived) }

  public init() {}
}
