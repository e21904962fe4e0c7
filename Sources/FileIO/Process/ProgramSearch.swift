import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds a program as a shell does.
public enum ProgramSearch {
  /// The file of a name that is looked up in `PATH`, or of a path, which begins in `folder`.
  ///
  /// Errors: `command-not-found`; `command-not-executable` when a file is there that may not be run.
  public static func find(
    _ name: String, in folder: FilePath, path: String?
  ) throws(ProgramError) -> FilePath {
    if name.contains("/") {
      let file = folder.pushing(FilePath(name))
      if let reason = fault(of: file) {
        if reason == nothing { throw .notFound(name) }
        throw .notExecutable(name, reason: reason)
      }
      return file
    }
    var refused: (file: FilePath, reason: String)?
    let places = (path ?? "/usr/local/bin:/usr/bin:/bin").split(
      separator: ":", omittingEmptySubsequences: false)
    for place in places where !name.isEmpty {
      let file = folder.pushing(FilePath(place.isEmpty ? "." : String(place))).entry(name)
      guard let reason = fault(of: file) else { return file }
      if reason != nothing, refused == nil { refused = (file, reason) }
    }
    if let refused { throw .notExecutable(refused.file.string, reason: refused.reason) }
    throw .notFound(name)
  }

  private static let nothing = "nothing is there"

  /// Why a file cannot be run; nil when it can.
  private static func fault(of file: FilePath) -> String? {
    guard let status = try? KernelFileSystem().status(at: file, followingLinks: true) else {
      return nothing
    }
    if status.type == .directory { return "it is a folder" }
    return access(file.string, X_OK) == 0 ? nil : "it is not executable"
  }
}
