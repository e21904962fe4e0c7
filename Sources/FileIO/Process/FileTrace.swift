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
  /// Its path could not be read, or is no UTF-8, or longer than paths can be.
  case unknown

  /// What a file is opened for.
  public struct FileUse: Sendable, Equatable {
    public var reads: Bool
    public var writes: Bool
    /// What is in it goes first.
    public var truncates: Bool
    /// It is made if it is not there.
    public var creates: Bool
    /// Together with that: it must not be there.
    public var isExclusive: Bool
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
  /// are made, until no process is left that could make one, or nobody wants to wait for that. Closes the listener:
  /// from then on such calls fail.
  ///
  /// Returns 0, or the errno with which watching failed.
  static func run(
    _ listener: Int32, isOver: () -> Bool, _ body: (FileCall, String) -> Void
  ) -> Int32 {
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
    while !isOver() {
      switch clinux_trace_next(listener, silenceMilliseconds, &call) {
      case 0: return 0
      case 1: break
      case 2: continue
      default: return errno == 0 ? EIO : errno
      }
      if call.is_unknown == 0, let kind = kind(of: call), let path = path(of: call) {
        body(kind, path)
      } else {
        body(.unknown, "")
      }
      clinux_trace_continue(listener, call.id)
    }
    return 0
  }

  /// How often somebody who does not want to wait is asked for.
  private static let silenceMilliseconds: Int32 = 200

  private static func path(of call: clinux_call) -> String? {
    Int(call.call) == Int(clinux_call_connect)
      ? String(validatingCString: call.path) : absolute(call.path, in: call.base)
  }

  private static func kind(of call: clinux_call) -> FileCall? {
    switch Int(call.call) {
    case Int(clinux_call_run): return .run
    case Int(clinux_call_make):
      guard let source = absolute(call.source, in: call.source_base) else { return nil }
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
      truncates: flags & O_TRUNC != 0, creates: flags & O_CREAT != 0,
      isExclusive: flags & O_EXCL != 0, isNameOnly: isNameOnly)
  }

  /// Empty for an empty path; nil where it cannot be told.
  private static func absolute(
    _ path: UnsafePointer<CChar>, in base: UnsafePointer<CChar>
  ) -> String? {
    guard let path = String(validatingCString: path), let base = String(validatingCString: base)
    else { return nil }
    if path.isEmpty { return path }
    let whole = path.hasPrefix("/") ? path : base + "/" + path
    // A folder that is gone, or is in another root, has no path.
    return whole.hasPrefix("/") && whole.utf8.count < Int(clinux_call_room) ? whole : nil
  }
}
