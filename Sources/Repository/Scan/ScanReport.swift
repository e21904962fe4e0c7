import Objects

/// How bad something is that a scan found. The raw value is the word of `--json`.
public enum ScanSeverity: String, Sendable, Comparable, CaseIterable {
  /// What honest models have.
  case safe
  /// It was not looked into.
  case unknown
  /// It may be honest; nobody knows it.
  case suspicious
  /// It is damaged: a loader fails, after it has done what comes before the damage.
  case broken
  /// Known to run code, or to reach files, the network or other processes.
  case dangerous

  /// Safe before unknown before suspicious before broken before dangerous.
  public static func < (a: ScanSeverity, b: ScanSeverity) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What `mlx scan` found.
public struct ScanReport: Sendable, Equatable {
  /// The answer in a word. The raw value is the word of `--json`.
  public enum Verdict: String, Sendable, Equatable {
    /// All that loaders would run was looked into, and is safe.
    case clean
    /// Something is suspicious, or was not looked into.
    case undecided
    /// Something is dangerous or broken.
    case unsafe
  }

  /// Files that hold something that a loader runs, or that is worth a remark, in the order of the walk.
  public var files: [ScannedFile] = []
  /// All files that were looked at.
  public var fileCount = 0
  /// Their bytes; only what a loader would run is read of them.
  public var byteCount: UInt64 = 0

  /// A report of nothing.
  public init() {}

  /// The worst of all files decides.
  public var verdict: Verdict {
    switch files.map(\.severity).max() ?? .safe {
    case .safe: .clean
    case .unknown, .suspicious: .undecided
    case .broken, .dangerous: .unsafe
    }
  }

  /// Puts another report behind this one.
  public mutating func append(_ other: ScanReport) {
    files += other.files
    fileCount += other.fileCount
    byteCount &+= other.byteCount
  }
}

/// One file, and what is in it.
public struct ScannedFile: Sendable, Equatable {
  /// As it was named, or below the folder that was; of a stored file its path in the version.
  public var path: String
  /// The version that it is of; nil for a file on the disk.
  public var commit: CommitID?
  public var size: UInt64
  /// By content and name; nil when it is not known.
  public var format: String?
  public var pickles: [ScannedPickle] = []
  public var remarks: [ScanRemark] = []

  /// The worst of what is in it.
  public var severity: ScanSeverity {
    max(
      pickles.map(\.severity).max() ?? .safe, remarks.map(\.severity).max() ?? .safe)
  }
}

/// One pickle: a program for Python's loader.
public struct ScannedPickle: Sendable, Equatable {
  /// A name that it imports.
  public struct Import: Sendable, Equatable {
    public var name: String
    public var severity: ScanSeverity
  }

  /// How far it was followed. The raw value is the word of `--json`.
  public enum State: String, Sendable, Equatable {
    /// To its end.
    case followed
    /// Up to where loading fails.
    case broken
    /// Not at all, or not to its end: nobody can say what is in it.
    case unread
  }

  /// Empty for the file itself; else a member of an archive, `zlib` for what a stream expands to,
  /// `bytes at 120` for a pickle in another, joined by ` > `.
  public var place: String
  /// The first byte of it in what `place` names.
  public var offset: UInt64
  /// The highest that it names, 0 to 5.
  public var protocolVersion: Int
  /// In order of appearance, each once.
  public var imports: [Import]
  /// Which opcodes it uses beyond those of plain data, such as `REDUCE`.
  public var opcodes: [String]
  public var state: State
  /// Why it was not followed to its end.
  public var problem: String?
  public var severity: ScanSeverity
}

/// Something else that is worth knowing of a file.
public struct ScanRemark: Sendable, Equatable {
  /// What it is about. The raw value is the word of `--json`.
  public enum Code: String, Sendable, Equatable {
    /// A member of an archive whose name leads out of the folder that it is unpacked into.
    case pathEscape = "path-escape"
    /// An archive that expands to far more than its size.
    case expandsFar = "expands-far"
    /// A layer of Keras that holds code.
    case codeLayer = "code-layer"
    /// A class or function that Keras would import from elsewhere.
    case foreignClass = "foreign-class"
    /// The bytes are not here.
    case notHere = "not-here"
    /// It could not be read.
    case unreadable
  }

  public var code: Code
  public var severity: ScanSeverity
  /// As of a pickle.
  public var place: String
  /// A clause for a person.
  public var text: String
}
