// The start of libgit2: on first use, never when the program starts (it takes milliseconds).
import CLibgit2

/// The library as a whole.
enum LibGit2 {
  /// Extensions of a repository that need nothing of a reader, or that are checked here after
  /// opening (`objectformat`). libgit2 1.5 refuses all but `noop` by itself. In lower case, as
  /// libgit2 compares them.
  private static let extensions = [
    "partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees", "objectformat",
  ]
  /// Objects that libgit2 keeps in memory.
  private static let cacheBytes = 32 << 20

  /// The outcome of the one initialisation; Swift runs it once, whichever thread is first.
  private static let state: Int32 = {
    let code = git_libgit2_init()
    guard code >= 0 else { return code }
    _ = clibgit2_set_cache_bytes(cacheBytes)
    return setExtensions()
  }()

  /// Initialises libgit2 if it is not yet. Safe from any thread.
  static func start() throws(GitError) {
    guard state >= 0 else { throw .library(GitError.lastMessage()) }
  }

  private static func setExtensions() -> Int32 {
    // One text with a NUL after each name, and where each begins; libgit2 copies them.
    let text = extensions.flatMap { Array($0.utf8CString) }
    return text.withUnsafeBufferPointer { text in
      guard let start = text.baseAddress else { return 0 }
      var offset = 0
      let names = extensions.map { name -> UnsafePointer<CChar>? in
        defer { offset += name.utf8.count + 1 }
        return start + offset
      }
      return clibgit2_set_extensions(names, names.count)
    }
  }
}
