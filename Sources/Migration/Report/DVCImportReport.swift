import Objects
import References
import SystemPackage

/// What an import brought, or, for a dry run, what it would.
public struct DVCImportReport: Sendable {
  /// A version that was made of a git commit.
  public struct Made: Sendable, Equatable {
    /// nil in a dry run.
    public var id: CommitID?
    /// The git commit, in hex.
    public var git: String
    public var subject: String
    /// Outputs of DVC that it tracks.
    public var outputs: Int
  }

  /// Bytes that were not found, and the git commits that name them.
  public struct Missing: Sendable, Equatable {
    public var content: MissingContent
    /// In hex, in the order of history.
    public var commits: [String]
  }

  /// A sentence about some git commits.
  public struct Remark: Sendable, Equatable {
    public var text: String
    /// In hex, in the order of history.
    public var commits: [String]
  }

  /// A remote that is no folder on this machine.
  public struct Unreachable: Sendable, Equatable {
    public var name: String
    /// Without user, password and tokens.
    public var url: String
  }

  public var root: FilePath
  public var isDryRun: Bool
  /// Whether there was no repository of mlx before.
  public var isNewRepository = false
  /// Git commits that were looked at.
  public var gitCommits = 0
  public var made: [Made] = []
  /// Versions that an earlier import made.
  public var kept = 0
  public var branches: [ImportedRef] = []
  public var tags: [ImportedRef] = []
  /// Files that were read, and their bytes; in a dry run, those that would be.
  public var files = 0
  public var bytes: UInt64 = 0
  public var missing: [Missing] = []
  public var unreachable: [Unreachable] = []
  public var remarks: [Remark] = []
  /// Where HEAD is now; nil in a dry run.
  public var head: Head?
  /// Sentences for a person.
  public var notices: [String] = []

  /// Whether every version has all that DVC tracked.
  public var isWhole: Bool { missing.isEmpty }

  init(root: FilePath, isDryRun: Bool) {
    self.root = root
    self.isDryRun = isDryRun
  }

  mutating func add(_ missing: [MissingContent], of commit: String) {
    for content in missing {
      if let place = missingPlaces[content] {
        self.missing[place].commits.append(commit)
      } else {
        missingPlaces[content] = self.missing.count
        self.missing.append(Missing(content: content, commits: [commit]))
      }
    }
  }

  mutating func add(remarks texts: [String], of commit: String) {
    for text in texts {
      if let place = remarkPlaces[text] {
        remarks[place].commits.append(commit)
      } else {
        remarkPlaces[text] = remarks.count
        remarks.append(Remark(text: text, commits: [commit]))
      }
    }
  }

  private var missingPlaces: [MissingContent: Int] = [:]
  private var remarkPlaces: [String: Int] = [:]
}

/// A branch or tag of git, and what became of it here.
public struct ImportedRef: Sendable, Equatable {
  /// What became of it. The words are those of `--json`.
  public enum State: String, Sendable {
    case new
    case moved
    case same
    /// It has versions of its own on top.
    case ahead
    /// It was made anew: versions that lacked files have them now.
    case replaced
    /// It has versions that git's branch has not; the import is on another branch.
    case diverged
    /// A tag is here by that name, at another version; it stays.
    case taken
    /// No version stands for its git commit: nothing was tracked there.
    case empty
  }

  /// The name here.
  public var name: String
  /// What git calls it.
  public var git: String
  /// The version that stands for git's commit; nil when there is none, and in a dry run.
  public var commit: CommitID?
  public var state: State
  /// The branch that the version is on instead, when they have diverged.
  public var instead: String?
}
