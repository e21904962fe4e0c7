import Objects

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the user asked to print could not be printed.
enum OutputError: MLXError {
  case unwritable(errno: Int32)

  var code: String { "output-failed" }

  var description: String {
    switch self {
    case .unwritable(let errno):
      "standard output could not be written: \(String(cString: strerror(errno)))"
    }
  }

  var hint: String? { "the work itself is done: 'mlx log' and 'mlx status' show its result" }
}
