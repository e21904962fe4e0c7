import Objects

// What the errors of the working half say, and what they advise.
extension WorkingError {
  public var description: String {
    switch self {
    case .pathNotFound(let path, let near):
      "nothing is at '\(path)'" + Self.suggestion(near)
    case .notTracked(let path, let near):
      "'\(path)' is not tracked" + Self.suggestion(near)
    case .rootIsNoAsset:
      "the whole folder cannot be one asset"
    case .linkHoldsRoot(let path):
      "'\(path)' leads to a folder that holds this repository"
    case .insideAsset(let path, let asset):
      "'\(path)' is inside the \(asset.kind.rawValue) '\(asset.name)' at '\(asset.path)'"
    case .containsAssets(let path, let assets):
      "'\(path)' holds \(Self.list(assets.map { "\($0.kind.rawValue) '\($0.name)'" }))"
    case .nameTaken(let asset, let path):
      "a \(asset.kind.rawValue) named '\(asset.name)' is at '\(path)'"
    case .nameForSeveral(let paths):
      "one name cannot be given to \(paths.count) paths"
    case .nothingToCommit(let hasTracked, let hasChanges, let found, let more, _):
      Self.nothing(hasTracked: hasTracked, hasChanges: hasChanges, found: found, more: more)
    case .messageMissing:
      "a commit needs a message"
    case .noCommitToAmend:
      "there is no commit to amend"
    case .metricsModelMissing(let path, let models):
      models.isEmpty
        ? "the metrics in '\(path)' need a model, and the commit has none"
        : "the commit has \(models.count) models, and '\(path)' may belong to any of them"
    case .unknownModel(let name, let models):
      "no model is named '\(name)'" + Self.known(models)
    case .unknownDataset(let name, let datasets):
      "no dataset is named '\(name)'" + Self.known(datasets)
    case .onWithoutMetrics:
      "'--on' says what metrics were measured on, and there are none"
    case .workingTreeModified(let paths, _), .changedMeanwhile(let paths, _),
      .gitMovedOverChanges(let paths):
      "\(Self.shortList(paths)) \(paths.count == 1 ? "has" : "have") changes that would be lost"
    case .stagedChanges(let paths, _):
      "\(Self.shortList(paths)) \(paths.count == 1 ? "has" : "have") staged changes that would be lost"
    case .checkoutPending(let target):
      "a checkout of '\(target)' did not end: the files may be a mix of two versions"
    case .noCheckoutPending:
      "no checkout is unfinished"
    case .pendingDamaged(let path, let reason):
      "'\(path)' is damaged: \(reason)"
    case .notInRevision(let path, let revision, let near):
      "\(Self.version(revision)) has no path and no asset '\(path)'" + Self.suggestion(near)
    case .kindNotInRevision(let kind, let path, let revision):
      "\(Self.version(revision)) has no asset of kind '\(kind.rawValue)'"
        + (path.map { " at '\($0)'" } ?? "")
    case .ambiguousAsset(let name, let candidates):
      "'\(name)' may be \(Self.list(candidates, word: "or"))"
    case .destinationExists(let path):
      "something is at '\(path)' already"
    case .destinationMissing(let path, let folder):
      "'\(path)' cannot move into '\(folder)/': the folder does not exist"
    case .cannotMove(let path, let target, let reason, _):
      "'\(path)' cannot move to '\(target)': \(reason)"
    case .isFolder(let path):
      "'\(path.isEmpty ? "." : path)' is a folder"
    case .notAFile(let text, let isCommit):
      "'\(text)' is a \(isCommit ? "whole version" : "folder")"
    case .notABranch(let name, _):
      "'\(name)' is not a branch"
    case .branchExists(let name):
      "the branch '\(name)' exists already"
    case .gitMoved(let lock, let head, _):
      "git has moved: 'mlx.lock' names the version \(lock), and HEAD is at \(head ?? "no version")"
    case .lockCommitMissing(let id, _):
      "'mlx.lock' names the version \(id), which this repository does not hold"
    case .trackedByGit(let path, let paths, let more):
      paths == [path]
        ? "git tracks '\(path)'"
        : "git tracks \(paths.map { "'\($0)'" }.joined(separator: ", "))"
          + (more > 0 ? " and \(more) more in '\(path)'" : "")
    case .notInGit:
      "there is no git repository around this folder"
    case .attributesBlocked(let path, let kind):
      "'\(path)' is \(kind), and stays as it is"
    case .gitCommitFailed(let reason):
      "the version is recorded, but not in git: \(reason)"
    case .noEnvironment(let revision):
      "'\(revision)' holds no environment"
    case .isCode(let path):
      "'\(path)' is code: nothing is staged of it"
    case .excludeEachOther(let first, let second):
      "\(first) and \(second) exclude each other"
    }
  }

  public var hint: String? {
    switch self {
    case .pathNotFound(_, let near):
      near.isEmpty ? "check the spelling, or run 'mlx status'" : nil
    case .notTracked(let path, _):
      "run 'mlx add \(ShellWord.quoted(path))' to track it, or 'mlx ls' to see what is"
    case .rootIsNoAsset:
      "name the models and datasets in it, or run 'mlx add -A'"
    case .linkHoldsRoot:
      "make the link lead to the files that you mean"
    case .insideAsset(let path, let asset):
      "stage it as a part with 'mlx add \(ShellWord.quoted(path))', or stop tracking the whole: "
        + "'mlx rm --cached \(ShellWord.quoted(asset.path.string))'"
    case .containsAssets(_, let assets):
      "name them: 'mlx add \(ShellWord.joined(assets.map(\.path.string)))', or stop tracking them: "
        + "'mlx rm --cached \(ShellWord.joined(assets.map(\.path.string)))'"
    case .nameTaken(let asset, let path):
      Self.nameHint(asset, by: path)
    case .nameForSeveral(let paths):
      "name one path: 'mlx add --name NAME \(ShellWord.quoted(paths.first ?? "PATH"))'"
    case .nothingToCommit(_, _, _, _, let command):
      command.map { "run '\($0)'" } ?? "change a file, or run 'mlx add PATH' on a model or dataset"
    case .messageMissing:
      "say what this version is: 'mlx commit -m MESSAGE'"
    case .noCommitToAmend:
      "leave '--amend' out"
    case .metricsModelMissing(let path, let models):
      models.first.map {
        "name one: '--metrics \(ShellWord.quoted("\($0)=\(path)"))'\(Self.known(models))"
      }
        ?? "add one in the same commit: 'mlx commit --model PATH --metrics \(ShellWord.quoted(path))'"
    case .unknownModel(_, let models):
      models.isEmpty
        ? "add one with '--model PATH'" : "name one of them, or add it with '--model NAME=PATH'"
    case .unknownDataset(_, let datasets):
      datasets.isEmpty
        ? "add one with '--data PATH'" : "name one of them, or add it with '--data NAME=PATH'"
    case .onWithoutMetrics:
      "name the file too: '--metrics FILE --on DATASET'"
    case .workingTreeModified(_, let retry):
      "commit them ('mlx commit -a'), or lose them with '\(retry)'"
    case .changedMeanwhile(_, let retry):
      "move what you want to keep to another name, or lose the changes with '\(retry)'"
    case .stagedChanges(_, let retry):
      "commit them ('mlx commit'), or lose them with '\(retry)'"
    case .checkoutPending:
      "run 'mlx checkout --continue' to end it, or 'mlx checkout --abort' to go back"
    case .noCheckoutPending:
      "run 'mlx status' to see where you are"
    case .pendingDamaged:
      "run 'mlx fsck --repair' to set it aside, then 'mlx status' to see which files differ"
    case .notInRevision(_, let revision, _):
      revision.map { "run 'mlx ls \(ShellWord.quoted($0))' to see what it has" }
        ?? "check the spelling, or run 'mlx ls' to see what HEAD has"
    case .kindNotInRevision(_, let path, let revision):
      (path == nil ? "" : "leave '--only' out, or ")
        + "run 'mlx show \(ShellWord.quoted(revision ?? "HEAD"))' to see its assets"
    case .ambiguousAsset(_, let candidates):
      candidates.first.map { "give its kind too, such as '\($0)'" }
    case .destinationExists(let path):
      "name another path, or remove it with 'mlx rm \(ShellWord.quoted(path))'"
    case .destinationMissing(_, let folder):
      "run 'mkdir -p \(ShellWord.quoted(folder))' first, or leave the '/' out to rename it"
    case .cannotMove(_, _, _, let instead):
      instead
    case .isFolder:
      "name a file in it"
    case .notAFile(let text, _):
      "name a file in it; 'mlx ls \(ShellWord.quoted(text))' lists them"
    case .notABranch(let name, let isRevision):
      isRevision
        ? "run 'mlx checkout \(ShellWord.quoted(name))' to go there, "
          + "or 'mlx switch -c NAME \(ShellWord.quoted(name))' to begin a branch there"
        : "run 'mlx branch' to list them, or 'mlx switch -c \(ShellWord.quoted(name))' to make it"
    case .branchExists(let name):
      "run 'mlx switch \(ShellWord.quoted(name))' to work on it, or use another name"
    case .gitMoved(_, _, isStored: true):
      "'mlx checkout' brings that version, 'mlx checkout HEAD' keeps this one"
    case .gitMoved(_, let head, isStored: false), .lockCommitMissing(_, let head):
      "copy '.mlops' from where it was made, or "
        + (head == nil
          ? "delete 'mlx.lock' to begin a history here" : "'mlx checkout HEAD' keeps what is here")
    case .gitMovedOverChanges:
      "'mlx checkout HEAD' keeps this version, for 'mlx commit -a' to record them; "
        + "'mlx checkout --force' follows git and loses them"
    case .trackedByGit(let path, _, _):
      "'git rm -r --cached \(ShellWord.quoted(path))' takes it out of git and leaves the files, "
        + "then add it again"
    case .attributesBlocked:
      "move it away, or give files the driver yourself, as in '*.safetensors diff=mlx'"
    case .notInGit:
      "'git init' makes one; mlx works without it as well"
    case .gitCommitFailed:
      "run 'git commit' yourself, with 'mlx.lock' in it"
    case .noEnvironment:
      "commits record it unless 'commit.environment' is off; 'mlx commit --env FILE' takes a capture"
    case .isCode:
      "delete or rename it yourself, or with git: the next commit takes the code as it is"
    case .excludeEachOther:
      "run one command for each"
    }
  }

  /// A version in a sentence; nil is the index.
  private static func version(_ revision: String?) -> String {
    revision.map { "'\($0)'" } ?? "the index"
  }

  private static func nameHint(_ asset: AssetReferenceAtPath, by path: String) -> String {
    let new = ShellWord.quoted(asset.path.string)
    return "give this one a name of its own: "
      + "'mlx add --\(asset.kind.flag) --name OTHER \(new)'; if it is the same "
      + "\(asset.kind.rawValue) moved, remove '\(path)' first or say so: "
      + "'mlx add --\(asset.kind.flag) --name \(ShellWord.quoted(asset.name)) \(new)'"
  }

  private static func nothing(
    hasTracked: Bool, hasChanges: Bool, found: [String], more: Int
  ) -> String {
    if hasChanges { return "nothing is staged, though tracked files changed" }
    if hasTracked { return "nothing to commit: all is as in the last commit" }
    if found.isEmpty {
      return "nothing to commit: nothing is tracked, and nothing here looks like a model or dataset"
    }
    let what = more > 0 ? found.joined(separator: ", ") + " and \(more) more" : list(found)
    return "nothing to commit: nothing is tracked yet; found \(what)"
  }

  private static func suggestion(_ near: [String]) -> String {
    near.isEmpty ? "" : ": did you mean \(list(near.map { "'\($0)'" }, word: "or"))?"
  }

  private static func known(_ names: [String]) -> String {
    names.isEmpty ? "" : " (there is \(shortList(names)))"
  }

  private static func shortList(_ items: [String]) -> String {
    let shown = items.prefix(5).map { "'\($0)'" }
    if items.count > 5 { return shown.joined(separator: ", ") + " and \(items.count - 5) more" }
    return list(shown)
  }

  private static func list(_ items: [String], word: String = "and") -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " \(word) \(last)"
  }
}

extension AssetKind {
  /// The flag of `mlx add` that says this kind.
  var flag: String {
    switch self {
    case .dataset: "data"
    case .environment: "env"
    default: rawValue
    }
  }
}
