// Running another program from code that does not suspend. Its input and output are files.
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that is run to its end without a shell, with files in place of pipes: nothing can fill up
/// and stall. It keeps the terminal of this process, so it can ask for a passphrase there.
public struct FiledProcess: Sendable {
  /// How it ended.
  public enum Ending: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// It took too long, and was ended.
    case timedOut
  }

  /// The ending, and the first bytes of what it wrote.
  public struct Outcome: Sendable, Equatable {
    public let ending: Ending
    public let output: [UInt8]
    public let errors: [UInt8]

    public var isSuccess: Bool { ending == .exited(0) }
  }

  /// As many bytes are read of each output.
  public static let outputBytesMax = 1 << 20

  /// An absolute path.
  public var program: FilePath
  public var arguments: [String]
  /// All variables that it sees.
  public var variables: [String: String]

  /// A program with its arguments and variables.
  public init(_ program: FilePath, _ arguments: [String], variables: [String: String]) {
    self.program = program
    self.arguments = arguments
    self.variables = variables
  }

  /// Runs it and waits for its end.
  ///
  /// - Parameters:
  ///   - input: what it reads on its standard input.
  ///   - folder: one that only this process uses; three files are made in it and removed.
  ///   - secondsMax: after so long it is ended.
  ///
  /// Errors: `notFound`, `permissionDenied` when it cannot be started; `interrupted` by a signal, once
  /// the program is gone.
  public func run(
    input: [UInt8], in folder: FilePath, secondsMax: Double
  ) throws(FileError) -> Outcome {
    let fileSystem = KernelFileSystem()
    let names = ["input", "output", "errors"].map {
      folder.entry(TemporaryName.make(prefix: $0))
    }
    defer { for name in names { try? fileSystem.unlink(name) } }
    try File(names[0], .create, in: fileSystem, permissions: 0o600).write(input, at: 0)
    let process = try spawn(names)
    let ending = try Self.wait(for: process, secondsMax: secondsMax)
    func read(_ name: FilePath) throws(FileError) -> [UInt8] {
      try File(name, .read, in: fileSystem).readUpTo(Self.outputBytesMax, at: 0)
    }
    return Outcome(ending: ending, output: try read(names[1]), errors: try read(names[2]))
  }

  // MARK: - Start

  private func spawn(_ names: [FilePath]) throws(FileError) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    let modes = [O_RDONLY, O_WRONLY | O_CREAT | O_EXCL, O_WRONLY | O_CREAT | O_EXCL]
    for (descriptor, name) in names.enumerated() {
      posix_spawn_file_actions_addopen(
        &actions, Int32(descriptor), name.string, modes[descriptor], 0o600)
    }
    // Of what this process ignores, a child shall die.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    var process: pid_t = 0
    let words = ([program.string] + arguments).map { strdup($0) } + [nil]
    let settings =
      variables.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + settings { free(pointer) } }
    let number = posix_spawn(&process, program.string, &actions, &attributes, words, settings)
    guard number == 0 else { throw FileError(errno: number, path: program, operation: "run") }
    return process
  }

  // MARK: - End

  /// Milliseconds between two looks; more for a program that takes long.
  private static func pause(after seconds: Double) -> UInt32 { seconds < 0.1 ? 1 : 10 }
  /// So long a program may take to put the terminal in order after it was told to end.
  private static let graceSecondsMax = 2.0

  private static func wait(for process: pid_t, secondsMax: Double) throws(FileError) -> Ending {
    let start = MonotonicClock.seconds()
    while true {
      if let ending = ending(of: process) {
        // Ctrl-C is for both; the program may have ended of it first.
        if case .signalled = ending { try Interruption.check() }
        return ending
      }
      let passed = MonotonicClock.seconds() - start
      if passed > secondsMax || Interruption.signal != nil {
        end(process)
        try Interruption.check()
        return .timedOut
      }
      usleep(pause(after: passed) * 1000)
    }
  }

  /// nil while it runs.
  private static func ending(of process: pid_t) -> Ending? {
    var status: Int32 = 0
    let found = waitpid(process, &status, WNOHANG)
    if found == 0 || (found < 0 && errno == EINTR) { return nil }
    if found < 0 { return .signalled(0) }
    return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
  }

  private static func end(_ process: pid_t) {
    kill(process, SIGTERM)
    let start = MonotonicClock.seconds()
    while MonotonicClock.seconds() - start < graceSecondsMax {
      if ending(of: process) != nil { return }
      usleep(5000)
    }
    kill(process, SIGKILL)
    while ending(of: process) == nil { usleep(1000) }
  }
}
