import Objects
import References

/// What can be wrong with sharing.
public enum RemoteError: MLXError, Equatable {
  /// Text that is no place.
  case invalidLocation(String)
  /// A scheme that this version does not know.
  case unsupportedScheme(String)
  /// No remote of that name. `known` are the others.
  case unknownRemote(String, known: [String])
  /// A fresh clone whose `mlx.yaml` names no remote.
  case noneDeclared(String)
  /// `mlx.lock` names a version that was not pushed.
  case lockNotPushed(CommitID, remote: String)
  /// The name is taken.
  case remoteExists(String)
  /// `mlx.yaml` says it, so no command removes it.
  case declaredInProject(String)
  /// Files that are not here are known to be there.
  case promisesFiles(String, files: Int)
  /// Commits whose past is not here, nor on the remote that they were to be pushed to.
  case historyCut(commit: String, parent: String)
  /// Nothing at that place is a repository, or nothing was pushed there yet.
  case notARemote(String)
  /// The place holds something else.
  case notEmpty(String, example: String)
  /// The remote's branch has commits that the local one does not lead to.
  case nonFastForward([String])
  /// The tag is another commit there.
  case tagMoved(String, remote: CommitID)
  /// A clone checks this branch out, so it cannot be deleted there.
  case headBranch(String, remote: String)
  /// The branch and the remote's each have commits of their own.
  case diverged(branch: String, remote: String, ahead: Int, behind: Int)
  /// The remote has no branch of that name.
  case noUpstream(branch: String, remote: String)
  /// Nothing to push was named, and HEAD is on no branch.
  case nothingNamed
  /// After sending, something is not there.
  case unproven(String, missing: Int, first: String)
  /// Files whose bytes would be gone, with examples and why.
  case notProven(String, files: Int, examples: [String])
  /// Others pushed each time before this push could.
  case tooBusy(String)

  public var code: String {
    switch self {
    case .invalidLocation: "invalid-location"
    case .unsupportedScheme: "remote-unsupported"
    case .unknownRemote, .noneDeclared: "unknown-remote"
    case .lockNotPushed: "lock-commit-missing"
    case .remoteExists: "name-taken"
    case .declaredInProject: "remote-declared"
    case .promisesFiles: "remote-needed"
    case .historyCut: "history-cut"
    case .notARemote: "not-a-remote"
    case .notEmpty: "folder-not-empty"
    case .nonFastForward: "non-fast-forward"
    case .tagMoved: "ref-exists"
    case .headBranch: "branch-is-current"
    case .diverged: "diverged"
    case .noUpstream: "unknown-ref"
    case .nothingNamed: "no-branch"
    case .unproven: "push-unproven"
    case .notProven: "not-on-remote"
    case .tooBusy: "remote-unreachable"
    }
  }

  public var description: String {
    switch self {
    case .invalidLocation(let text): "'\(text)' is not a place where a remote can be"
    case .unsupportedScheme(let scheme): "remotes at '\(scheme)://' are not known to this mlx"
    case .unknownRemote(let name, _): "there is no remote '\(name)'"
    case .noneDeclared(let folder): "'mlx.yaml' in '\(folder)' names no remote"
    case .lockNotPushed(let commit, let remote):
      "'mlx.lock' names the version \(commit.short), which '\(remote)' does not have"
    case .remoteExists(let name): "the remote '\(name)' exists already"
    case .declaredInProject(let name): "the remote '\(name)' is declared in 'mlx.yaml'"
    case .promisesFiles(let name, let files):
      "\(files) \(files == 1 ? "file is" : "files are") not here, and '\(name)' has \(files == 1 ? "it" : "them")"
    case .historyCut(let commit, let parent):
      "\(commit) comes after \(parent), which is neither here nor on that remote"
    case .notARemote(let place): "'\(place)' holds no mlx remote"
    case .notEmpty(let place, let example):
      "'\(place)' holds something else, such as '\(example)'"
    case .nonFastForward(let names):
      "the remote has commits that are not here, on \(Self.list(names))"
    case .tagMoved(let name, let remote):
      "the tag '\(name)' is at \(remote.short) on the remote, and tags never move"
    case .headBranch(let branch, let remote):
      "'\(branch)' is the branch that a clone of '\(remote)' checks out"
    case .diverged(let branch, let remote, let ahead, let behind):
      "'\(branch)' and '\(remote)' have diverged: \(ahead) here, \(behind) there"
    case .noUpstream(let branch, let remote): "'\(remote)' has no branch '\(branch)'"
    case .nothingNamed: "HEAD is on no branch, and nothing to push is named"
    case .unproven(let place, let missing, let first):
      "after sending, \(missing) objects are not in '\(place)', such as \(first); no ref was moved"
    case .notProven(let place, let files, let examples):
      "\(files == 1 ? "1 file is" : "\(files) files are") not proven to be in '\(place)', so nothing was "
        + "dropped: " + examples.joined(separator: "; ")
    case .tooBusy(let place): "others changed '\(place)' each time before this push could"
    }
  }

  public var hint: String? {
    switch self {
    case .invalidLocation: "name a folder, such as '/mnt/share/fraud'"
    case .unsupportedScheme: "name a folder, such as '/mnt/share/fraud'"
    case .unknownRemote(_, let known):
      known.isEmpty
        ? "run 'mlx remote add origin PATH' first"
        : "the remotes are \(known.joined(separator: ", "))"
    case .noneDeclared: "run 'mlx init', then 'mlx remote add origin PATH' and 'mlx pull'"
    case .lockNotPushed: "who committed 'mlx.lock' has to run 'mlx push', then run 'mlx pull' again"
    case .remoteExists(let name): "remove it first: 'mlx remote remove \(name)'"
    case .declaredInProject: "edit 'mlx.yaml' to change it for everybody"
    case .promisesFiles(let name, _):
      "bring what you need ('mlx restore .', 'mlx fetch --only REVISION'), or change its place: 'mlx config remote.\(name).url PATH'"
    case .historyCut: "run 'mlx fetch --unshallow' first"
    case .notARemote: "check the path; 'mlx push' makes a remote in an empty folder"
    case .notEmpty: "name an empty folder, or one that is not there yet"
    case .nonFastForward: "run 'mlx pull', then push again"
    case .tagMoved(let name, _): "use another name, or delete the local one: 'mlx tag -d \(name)'"
    case .headBranch: "it cannot be deleted there; 'mlx branch -d' deletes your own"
    case .diverged(let branch, let remote, _, _):
      "keep yours under another name ('mlx branch \(branch)-mine'), then run 'mlx reset --hard \(remote)'"
    case .noUpstream: "push it first: 'mlx push'"
    case .nothingNamed: "name a branch or a tag: 'mlx push origin main'"
    case .unproven: "run 'mlx push' again; if it says the same, check the disk of the remote"
    case .notProven: "run 'mlx push' first, then 'mlx fsck --remote' if it says the same"
    case .tooBusy: "run 'mlx push' again"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
