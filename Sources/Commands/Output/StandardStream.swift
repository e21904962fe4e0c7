#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output or standard error.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  var isTerminal: Bool { isatty(rawValue) == 1 }

  /// The columns of the terminal, 80 where it does not say.
  var columns: Int {
    var size = winsize()
    guard ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes all of it and returns the errno of a failure, 0 when all was written.
  func write(_ bytes: [UInt8]) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        #if canImport(Glibc)
          let count = Glibc.write(
            rawValue, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        #else
          let count = Darwin.write(
            rawValue, buffer.baseAddress?.advanced(by: done), buffer.count - done)
        #endif
        if count >= 0 {
          done += count
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }

  /// A reader that goes away must not kill the command in the middle of a commit.
  static func ignoreClosedPipes() { signal(SIGPIPE, SIG_IGN) }
}
