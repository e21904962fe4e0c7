// Hooks of git that keep mlx with it: what `mlx init --hooks` installs, and what they run.
import FileIO
import GitBridge
import Objects
import ProjectFiles
import SystemPackage

/// A hook of git that mlx knows.
public enum GitHook: String, CaseIterable, Sendable {
  case postCheckout = "post-checkout"
  case postMerge = "post-merge"
  case postRewrite = "post-rewrite"
  case prePush = "pre-push"

  /// The line that runs it for a root of mlx below git's root; the empty prefix is the same root.
  public func line(prefix: String) -> String {
    let call = "hook \(rawValue) \"$@\""
    if prefix.isEmpty { return "mlx \(call)" }
    // Other work trees, and other branches, may not have the folder.
    let place = ShellWord.quoted(prefix)
    return "[ ! -e \(place)/.mlops ] || mlx -C \(place) \(call)"
  }

  static let mark = "# Written by 'mlx init --hooks'."

  /// A script with these lines. Git runs it in the root of its work tree.
  static func script(_ lines: [String]) -> String {
    """
    #!/bin/sh
    \(mark) It never fails, and never overwrites a change.
    if command -v mlx >/dev/null 2>&1; then
    \(lines.map { "  \($0)" }.joined(separator: "\n"))
    fi
    exit 0

    """
  }
}

/// Which hooks were installed.
public struct InstalledHooks: Sendable, Equatable {
  /// The folder of git's hooks.
  public var folder: String
  public var installed: [GitHook] = []
  /// Hooks that are there already, of somebody else: they are left as they are.
  public var kept: [GitHook] = []
  /// Where the root of mlx is below that of git; empty when they are one.
  public var prefix: String
}

/// What a hook did, in words for the terminal.
public struct HookResult: Sendable, Equatable {
  public var checkout: CheckoutResult?
  public var warnings: [String] = []
  public var hints: [String] = []

  public init() {}
}

extension Repository {
  private static let scriptBytesMax = 1 << 20

  /// Installs git's hooks that follow git. Hooks that somebody else wrote stay.
  ///
  /// Errors: `not-in-git`, and why git's state cannot be read.
  public func installHooks() throws -> InstalledHooks {
    let side: GitSide
    switch gitPresence() {
    case .none: throw WorkingError.notInGit
    case .unreadable(let error): throw error
    case .found(let found): side = found
    }
    let folder = try side.git.hooksFolder()
    try environment.fileSystem.makeDirectories(folder)
    var result = InstalledHooks(folder: folder.string, prefix: side.prefix)
    for hook in GitHook.allCases {
      if try install(hook.line(prefix: side.prefix), as: hook, in: folder) {
        result.installed.append(hook)
      } else {
        result.kept.append(hook)
      }
    }
    return result
  }

  private func install(
    _ line: String, as hook: GitHook, in folder: FilePath
  ) throws -> Bool {
    let fileSystem = environment.fileSystem
    let path = folder.appending(hook.rawValue)
    var lines = [line]
    if let status = try fileSystem.status(at: path, followingLinks: false) {
      // A link is somebody's arrangement, wherever it leads.
      guard try fileSystem.status(at: path, followingLinks: true)?.type == .regular else {
        return false
      }
      let bytes = try fileSystem.readFile(path, maxBytes: Self.scriptBytesMax)
      let text = String(decoding: bytes, as: UTF8.self)
      guard status.type == .regular, text.contains(GitHook.mark) else {
        return text.contains(line)
      }
      // Another root of mlx in the same git repository may have its own line.
      let old = text.split(separator: "\n").map { $0.drop { $0 == " " } }
      let end = "hook \(hook.rawValue) \"$@\""
      lines = old.filter { $0.hasSuffix(end) }.map(String.init).filter { $0 != line } + [line]
    }
    try fileSystem.replaceFile(
      path, with: Array(GitHook.script(lines).utf8), temporary: folder,
      durable: environment.durability == .full)
    try fileSystem.setPermissions(0o755, of: path)
    return true
  }

  /// What git runs after a checkout, a merge or a rewrite, and before a push. What stands in the way
  /// is said; nothing is overwritten, and git goes on.
  public func runHook(_ hook: GitHook, arguments: [String]) -> HookResult {
    var result = HookResult()
    guard let side = gitSide() else { return result }
    do {
      switch hook {
      case .prePush: try checkPush(side, &result)
      case .postCheckout where isRebasing(side): return result
      case .postCheckout, .postMerge, .postRewrite:
        result.checkout = try followGit(force: false)
      }
    } catch let error as any MLXError {
      result.warnings.append(error.description)
      if let hint = error.hint { result.hints.append(hint) }
    } catch {
      result.warnings.append("\(error)")
    }
    return result
  }

  /// In the middle of a rebase git's files are nobody's version; its end runs `post-rewrite`.
  private func isRebasing(_ side: GitSide) -> Bool {
    ["rebase-merge", "rebase-apply"].contains { name in
      let path = side.git.gitFolder.appending(name)
      return (try? environment.fileSystem.status(at: path, followingLinks: false)) ?? nil != nil
    }
  }

  /// A push of a `mlx.lock` that is behind HEAD would publish code without its model.
  private func checkPush(_ side: GitSide, _ result: inout HookResult) throws {
    let lock = side.gitPath(RepositoryPath(unchecked: LockFile.name))
    guard let head = try headCommitID(),
      let bytes = try side.git.file(lock, at: "HEAD", bytesMax: LockFile.bytesMax),
      let pushed = try? LockFile.decode(bytes).commit, pushed != head
    else { return }
    result.warnings.append(
      "the mlx.lock that is committed to git names the version \(pushed.short), and HEAD is at "
        + head.short)
    result.hints.append("'git add mlx.lock && git commit' records what is here")
  }
}
