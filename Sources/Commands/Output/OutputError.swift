import Objects

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the user asked to print could not be printed.
enum OutputError: MLXError {
  case unwritable(errno: Int32, isWorkDone: Bool)

  var code: String { "output-failed" }

  var description: String {
    switch self {
    case .unwritable(let errno, _):
      "standard output could not be written: \(String(cString: strerror(errno)))"
    }
  }

  var hint: String? {
    switch self {
    case .unwritable(_, isWorkDone: true):
      "the work itself is done: 'mlx log' and 'mlx status' show its result"
    case .unwritable(_, isWorkDone: false):
      "what was printed is not whole; run the command again with another output"
    }
  }
}
