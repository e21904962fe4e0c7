// A program that is run for its user: what it says is seen at once, and kept.
import CLinux
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program with this process's standard input. Signals that ask this process to end are passed on to it; a
/// third one kills it.
public struct ForegroundProgram: Sendable {
  /// How it ended, and what it took.
  public struct Outcome: Sendable {
    /// Its exit status; nil when a signal ended it.
    public var status: UInt8?
    /// The number of the signal that ended it.
    public var signal: UInt8?
    /// The last signal that was passed on to it; nil when there was none.
    public var passedSignal: Int32?
    /// In seconds, also of children that it waited for.
    public var userSeconds: Double
    public var systemSeconds: Double
    /// Of the largest process.
    public var memoryBytes: UInt64
    public var seconds: Double
    public var output: CapturedOutput
    public var errors: CapturedOutput
    /// Whether something that it started had its output open when it ended.
    public var leftSomeoneBehind: Bool
    /// Whether something that it started was watched no longer, since a signal came after its end.
    public var leftUnwatched: Bool
    /// The errno with which watching failed; 0 when it did not.
    public var watchFault: Int32
    /// The errno with which its output could be passed on no longer; 0 when all was.
    public var passingFault: Int32
  }

  /// The file that is run.
  public var file: FilePath
  /// The words of the command; the first one is its name.
  public var words: [String]
  public var variables: [String: String]
  public var folder: FilePath
  /// Where its standard output goes: 1, or 2 where standard output is for something else.
  public var outputDescriptor: Int32 = 1
  public var errorDescriptor: Int32 = 2
  /// Gets each call that opens a file, on a thread of its own, before it is made; nil watches nothing.
  public var watch: (@Sendable (FileCall, String) -> Void)?

  /// A program that was found, with its words.
  public init(file: FilePath, words: [String], variables: [String: String], folder: FilePath) {
    self.file = file
    self.words = words
    self.variables = variables
    self.folder = folder
  }

  /// Whether calls can be watched here. Errors: `trace-unavailable`.
  public static func checkTracing() throws(ProgramError) { try FileTrace.check() }

  /// Runs it and waits for its end; of one that is watched, also for that of all that it started.
  ///
  /// Errors: `command-not-found`, `command-not-executable`, `command-not-started`, `trace-unavailable`; nothing ran
  /// then.
  public func run() throws -> Outcome {
    let output = try Pipe()
    let errors = try Pipe()
    let pumps = [
      OutputPump(from: output.reader, to: outputDescriptor),
      OutputPump(from: errors.reader, to: errorDescriptor),
    ]
    clinux_pass_signals()
    defer { clinux_stop_passing() }
    let start = MonotonicClock.seconds()
    let child: Child
    do {
      child = try started(output: output.writer, errors: errors.writer)
    } catch {
      for descriptor in [output.reader, output.writer, errors.reader, errors.writer] {
        close(descriptor)
      }
      throw error
    }
    close(output.writer)
    close(errors.writer)
    let ended = Locked<Ended?>(nil)
    let watch = watch
    let watching = Watching()
    do {
      try Threads.run(child.listener < 0 ? 3 : 4) { part in
        switch part {
        case 0:
          let end = child.wait()
          ended.withLock { $0 = end }
          // Its number may soon be another one's; on a terminal it was no group's.
          if isatty(0) == 1 { clinux_pass_signals_to(0, 1) }
          watching.programEnded()
          for pump in pumps { pump.finish() }
        case 3:
          watching.finish(
            FileTrace.run(child.listener, isOver: { watching.isOver }) { watch?($0, $1) })
        default: pumps[part - 1].run()
        }
      }
    } catch {
      kill(child.id, SIGKILL)
      _ = child.wait()
      throw error
    }
    guard let end = ended.withLock({ $0 }) else { throw ProgramError.notStarted(name, errno: 0) }
    if let fault = end.fault(name) { throw fault }
    return outcome(end, pumps, watching, seconds: MonotonicClock.seconds() - start)
  }

  private var name: String { words.first ?? file.string }

  private func outcome(
    _ end: Ended, _ pumps: [OutputPump], _ watching: Watching, seconds: Double
  ) -> Outcome {
    let passed = clinux_passed_signal()
    func duration(_ time: timeval) -> Double {
      Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }
    #if canImport(Darwin)
      let unit: UInt64 = 1
    #else
      let unit: UInt64 = 1024
    #endif
    let low = end.status & 0x7F
    return Outcome(
      status: low == 0 ? UInt8(truncatingIfNeeded: end.status >> 8) : nil,
      signal: low == 0 ? nil : UInt8(truncatingIfNeeded: low),
      passedSignal: passed == 0 ? nil : passed, userSeconds: duration(end.usage.ru_utime),
      systemSeconds: duration(end.usage.ru_stime),
      memoryBytes: UInt64(clamping: end.usage.ru_maxrss) &* unit, seconds: seconds,
      output: pumps[0].captured, errors: pumps[1].captured,
      leftSomeoneBehind: pumps.contains { $0.wasHeld }, leftUnwatched: watching.isOver,
      watchFault: watching.fault,
      passingFault: pumps.map(\.passingFault).first { $0 != 0 } ?? 0)
  }
}

/// Whether it is watched still. What it left behind is waited for until a signal comes.
private final class Watching: Sendable {
  private struct State {
    /// Signals that had come when the program ended; nil before that.
    var signals: Int32?
    var isOver = false
    var fault: Int32 = 0
  }

  private let state = Locked(State())

  var fault: Int32 { state.withLock { $0.fault } }

  /// Whether a signal came after the program's end.
  var isOver: Bool {
    state.withLock { state in
      guard let signals = state.signals, !state.isOver else { return state.isOver }
      state.isOver = clinux_passed_count() > signals
      return state.isOver
    }
  }

  func programEnded() {
    let count = clinux_passed_count()
    state.withLock { $0.signals = count }
  }

  func finish(_ fault: Int32) {
    // Whoever comes later finds nothing to wait for.
    state.withLock {
      $0.fault = fault
      if !$0.isOver { $0.signals = nil }
    }
  }
}

/// A process that was forked.
private struct Child: Sendable {
  let id: pid_t
  let report: Int32
  let listener: Int32

  /// Waits until it runs, and for its end.
  func wait() -> Ended {
    var ended = Ended()
    ended.error = clinux_started(report, &ended.step)
    if clinux_wait(id, &ended.status, &ended.usage) != 0, ended.error == 0 { ended.error = errno }
    return ended
  }
}

private struct Ended: Sendable {
  var step: Int32 = 0
  var error: Int32 = 0
  var status: Int32 = 0
  var usage = rusage()

  /// Why it did not run; nil when it did.
  func fault(_ name: String) -> ProgramError? {
    switch error {
    case 0: nil
    case ENOENT where step == Int32(clinux_step_run): .notFound(name)
    case EACCES: .notExecutable(name, reason: "permission is denied")
    case ENOEXEC, EINVAL: .notExecutable(name, reason: "it is no program for this machine")
    case E2BIG: .notExecutable(name, reason: "its arguments are too long")
    default: .notStarted(name, errno: error)
    }
  }
}

private struct Pipe {
  var reader: Int32 = -1
  var writer: Int32 = -1

  init() throws {
    guard clinux_pipe(&reader, &writer) == 0 else {
      throw FileError.io("a pipe", operation: "make", errno: errno)
    }
  }
}

extension ForegroundProgram {
  fileprivate func started(output: Int32, errors: Int32) throws -> Child {
    // On a terminal it stays in our group, so that it may read from it, and gets Ctrl-C with us.
    let sharesTerminal = isatty(0) == 1
    let environment = variables.map { "\($0.key)=\($0.value)" }.sorted()
    var (report, listener, step) = (Int32(-1), Int32(-1), Int32(0))
    let id = CStringArray.with(words) { words in
      CStringArray.with(environment) { variables in
        file.withPlatformString { file in
          folder.withPlatformString { folder in
            var program = clinux_program(
              path: file, arguments: words, variables: variables, folder: folder, output: output,
              errors: errors, leads_group: sharesTerminal ? 0 : 1, is_traced: watch == nil ? 0 : 1)
            return clinux_start(&program, &report, &listener, &step)
          }
        }
      }
    }
    guard id > 0 else {
      let error = errno
      if step == Int32(clinux_step_trace) {
        throw ProgramError.cannotTrace(reason: Self.traceFault(error))
      }
      throw ProgramError.notStarted(name, errno: error)
    }
    clinux_pass_signals_to(sharesTerminal ? id : -id, sharesTerminal ? 1 : 0)
    return Child(id: id, report: report, listener: listener)
  }

  private static func traceFault(_ error: Int32) -> String {
    switch error {
    case EBUSY: "another program watches this one already"
    case EPERM, EACCES: "this system forbids it"
    case EINVAL, ENOSYS: "this kernel has no seccomp notifications"
    default: "errno \(error)"
    }
  }
}

/// Words as C has them.
private enum CStringArray {
  static func with<Result>(
    _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
