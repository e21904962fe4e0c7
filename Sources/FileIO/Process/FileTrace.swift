import CLinux

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a watched program is about to do with a file.
public enum FileCall: Sendable, Equatable {
  /// It opens a file.
  case open(FileUse)
  /// It becomes another program.
  case run
  /// It gives a file or folder another name, or a second one; the old one is `from`.
  case rename(from: String)
  /// It makes a symbolic link.
  case link
  /// It makes a folder.
  case makeFolder
  /// It connects to an address.
  case connect
  /// Its path could not be read.
  case unknown

  /// What a file is opened for.
  public struct FileUse: Sendable, Equatable {
    public var reads: Bool
    public var writes: Bool
    /// What is in it goes first.
    public var truncates: Bool
    /// Only its name is wanted, or it is a folder.
    public var isNameOnly: Bool
  }
}

/// Tells which files a program and all that it starts open, before they do. Linux 5.9 and later.
enum FileTrace {
  /// Errors: `trace-unavailable` where the system cannot do it.
  static func check() throws(ProgramError) {
    #if os(Linux)
      let fault = clinux_trace_fault()
      if fault != 0 {
        throw .cannotTrace(reason: "Linux 5.9 or later with seccomp is needed (errno \(fault))")
      }
    #else
      throw .cannotTrace(reason: "that needs Linux")
    #endif
  }

  /// Calls `body` with each call and the absolute path that it is about, in the order in which they
  /// are made, until no process is left that could make one. Closes the listener.
  static func run(_ listener: Int32, _ body: (FileCall, String) -> Void) {
    defer { close(listener) }
    let room = Int(clinux_call_room)
    let texts = UnsafeMutablePointer<CChar>.allocate(capacity: 4 * room)
    texts.initialize(repeating: 0, count: 4 * room)
    defer { texts.deallocate() }
    var call = clinux_call()
    call.path = texts
    call.base = texts + room
    call.source = texts + 2 * room
    call.source_base = texts + 3 * room
    while clinux_trace_next(listener, &call) == 1 {
      if call.is_unknown != 0 {
        body(.unknown, "")
      } else {
        body(kind(of: call), absolute(call.path, in: call.base))
      }
      clinux_trace_continue(listener, call.id)
    }
  }

  private static func kind(of call: clinux_call) -> FileCall {
    switch Int(call.call) {
    case Int(clinux_call_run): return .run
    case Int(clinux_call_make):
      let source = absolute(call.source, in: call.source_base)
      return source.isEmpty ? .link : .rename(from: source)
    case Int(clinux_call_folder): return .makeFolder
    case Int(clinux_call_connect): return .connect
    default: return .open(use(call.flags))
    }
  }

  private static func use(_ flags: Int32) -> FileCall.FileUse {
    let access = flags & O_ACCMODE
    #if os(Linux)
      // O_PATH, which glibc names for GNU programs only, is the same on all machines that are watched.
      let isNameOnly = flags & (0o10000000 | O_DIRECTORY) != 0
    #else
      let isNameOnly = flags & O_DIRECTORY != 0
    #endif
    return FileCall.FileUse(
      reads: access == O_RDONLY || access == O_RDWR, writes: access != O_RDONLY,
      truncates: flags & O_TRUNC != 0, isNameOnly: isNameOnly)
  }

  private static func absolute(
    _ path: UnsafePointer<CChar>, in base: UnsafePointer<CChar>
  ) -> String {
    let path = String(cString: path)
    let base = String(cString: base)
    return path.hasPrefix("/") || base.isEmpty || path.isEmpty ? path : base + "/" + path
  }
}
