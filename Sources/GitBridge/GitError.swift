import CLibgit2
import Objects

/// Why git's state cannot be read. Callers say so and go on without git.
public enum GitError: MLXError, Equatable {
  /// The repository around the work tree at this path is damaged, or needs what libgit2 lacks.
  case unreadable(String, reason: String)
  /// The repository belongs to another user, and nobody declared it safe.
  case ownership(String)
  /// The repository names its objects by SHA-256.
  case sha256(String)
  /// The repository uses an extension that this program does not know, such as `refstorage`.
  case extensionUnknown(String, name: String)
  /// The index has a form that this program does not read.
  case indexForm(String, GitIndexForm)
  /// No commit is known by that text. The place is the work tree.
  case revisionUnknown(String, place: String)
  /// Several commits begin with those digits: each a line such as `4be07a2 Baseline`.
  case revisionAmbiguous(String, candidates: [String])
  /// An object is named, but not here: a partial or shallow clone leaves some out.
  case objectMissing(String, place: String)
  /// A file in a commit is larger than the caller takes. `limit` is in bytes.
  case fileTooLarge(String, revision: String, limit: Int)
  /// libgit2 itself failed: out of memory, as a rule.
  case library(String)

  public var code: String {
    switch self {
    case .unreadable: "git-unreadable"
    case .ownership: "git-ownership"
    case .sha256: "git-sha256"
    case .extensionUnknown: "git-extension"
    case .indexForm: "git-index"
    case .revisionUnknown: "git-revision-unknown"
    case .revisionAmbiguous: "git-revision-ambiguous"
    case .objectMissing: "git-object-missing"
    case .fileTooLarge: "git-file-too-large"
    case .library: "git-library"
    }
  }

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "the git repository at '\(path)' cannot be read: \(reason)"
    case .ownership(let path):
      "the git repository at '\(path)' belongs to another user, so git's state is not read"
    case .sha256(let path):
      "the git repository at '\(path)' names its objects by SHA-256, which mlx cannot read"
    case .extensionUnknown(let path, let name):
      "the git repository at '\(path)' uses the extension '\(name)', which mlx cannot read"
    case .indexForm(let path, let form):
      "the index of the git repository at '\(path)' \(form.text), which mlx cannot read"
    case .revisionUnknown(let text, let place):
      "no commit of the git repository at '\(place)' is known as '\(text)'"
    case .revisionAmbiguous(let text, let candidates):
      "'\(text)' may be several git commits"
        + (candidates.isEmpty ? "" : ": " + candidates.joined(separator: ", "))
    case .objectMissing(let id, let place):
      "the git object \(id) is not in the repository at '\(place)'"
    case .fileTooLarge(let path, let revision, let limit):
      "'\(path)' in the git revision '\(revision)' is larger than \(limit) bytes"
    case .library(let reason):
      "git's state cannot be read: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .unreadable(let path, _):
      "run 'git -C \(Self.quoted(path)) status' to see whether git itself can read it"
    case .ownership(let path):
      "run 'git config --global --add safe.directory \(Self.quoted(path))' if you trust its owner"
    case .sha256:
      "use a repository made without '--object-format=sha256'; all else works without git"
    case .extensionUnknown(let path, let name):
      "run 'git -C \(Self.quoted(path)) config extensions.\(name)' to see how it is set"
    case .indexForm(let path, let form):
      "run 'git -C \(Self.quoted(path)) \(form.remedy)'"
    case .revisionUnknown: "run 'git log --oneline --all' to see what there is, or 'git fetch'"
    case .revisionAmbiguous: "give more digits"
    case .objectMissing(let id, let place):
      "run 'git -C \(Self.quoted(place)) cat-file -t \(id)', which fetches it in a partial clone, "
        + "or 'git fetch --unshallow' in a shallow one"
    case .fileTooLarge: nil
    case .library: nil
    }
  }

  /// A path as an argument of a shell.
  private static func quoted(_ path: String) -> String {
    let plain = path.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), 0x80...:
        true
      default: false
      }
    }
    if plain, !path.isEmpty { return path }
    return "'"
      + path.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}

/// A form of git's index that libgit2 1.5 refuses.
public enum GitIndexForm: Sendable, Equatable {
  /// Whole folders outside a sparse checkout are one entry.
  case sparse
  /// Most entries are in a second file.
  case split
  /// Written with `index.skipHash`, or damaged.
  case withoutChecksum

  var text: String {
    switch self {
    case .sparse: "is a sparse index"
    case .split: "is a split index"
    case .withoutChecksum: "has no valid checksum"
    }
  }

  var remedy: String {
    switch self {
    case .sparse: "sparse-checkout reapply --no-sparse-index"
    case .split: "update-index --no-split-index"
    case .withoutChecksum: "-c index.skipHash=false update-index --force-write-index"
    }
  }
}
