import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program of the system that the demo calls as a witness.
enum ExternalTool {
  private static let script = #"cd "$1" && command -v "$2" >/dev/null && shift && exec "$@""#

  /// Runs it in `directory`, on the same standard output. False when there is no such program, or
  /// when it failed.
  static func run(_ name: String, _ arguments: [String], in directory: FilePath) -> Bool {
    let words = ["sh", "-c", script, "sh", directory.string, name] + arguments
    let variables = ["PATH=" + (ProcessEnvironment.value("PATH") ?? "/usr/bin:/bin")]
    let pointers = (words + variables).map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    let number = posix_spawn(
      &child, "/bin/sh", nil, nil, pointers[..<words.count] + [nil],
      pointers[words.count...] + [nil])
    if number != 0 { return false }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { return false }
    }
    return status == 0
  }
}
