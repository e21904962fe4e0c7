#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The two streams of a command: data on standard output, everything that is said about the work
/// on standard error. Standard output is collected and written in large pieces.
struct Terminal {
  /// What the flags and the variables of the environment ask for.
  struct Settings: Sendable {
    var outputColor: Bool
    var errorColor: Bool
    var isQuiet: Bool
    var isVerbose: Bool

    init(color: ColorChoice = .auto, isQuiet: Bool = false, isVerbose: Bool = false) {
      outputColor = color.isOn(isTerminal: StandardStream.output.isTerminal)
      errorColor = color.isOn(isTerminal: StandardStream.error.isTerminal)
      self.isQuiet = isQuiet
      self.isVerbose = isVerbose
    }
  }

  var settings: Settings
  private var collected: [UInt8] = []
  /// The reader went away: the rest is dropped in silence.
  private(set) var isClosed = false
  /// The errno of a write to standard output that failed, other than a closed pipe.
  private var failureNumber: Int32?
  /// What is printed tells of work that was done, rather than being what was asked for.
  var reportsWork = false

  private static let collectedBytesMax = 64 << 10

  init(settings: Settings = Settings()) { self.settings = settings }

  /// Why standard output could not be written.
  var failure: OutputError? {
    failureNumber.map { .unwritable(errno: $0, isWorkDone: reportsWork) }
  }

  /// One line of data. Control characters in it are escaped.
  mutating func line(_ text: Text = "") {
    write(text.rendered(color: settings.outputColor) + "\n")
  }

  mutating func table(_ table: Table) {
    for text in table.lines { line(text) }
  }

  /// Text as it is, without escapes: documents, scripts, help.
  mutating func write(_ text: String) {
    collected += text.utf8
    if collected.count >= Self.collectedBytesMax { flush() }
  }

  /// The bytes of a file, as they are.
  mutating func write(_ bytes: UnsafeRawBufferPointer) {
    collected += bytes
    if collected.count >= Self.collectedBytesMax { flush() }
  }

  /// Lets `body` give the bytes of a file piece by piece, and stops it when nobody reads any more.
  mutating func stream(
    _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    do {
      try body { bytes in
        write(bytes)
        if isClosed || failureNumber != nil { throw Stopped() }
      }
    } catch is Stopped {
      return
    }
  }

  /// Nobody reads any more.
  private struct Stopped: Error {}

  /// A hint about what to do next; none with `-q`.
  mutating func hint(_ text: Text) {
    if !settings.isQuiet { say("\("hint:", .cyan) \(text)") }
  }

  /// Something that the user should know but that stops nothing; none with `-q`.
  mutating func notice(_ text: Text) {
    if !settings.isQuiet { say("\("note:", .cyan) \(text)") }
  }

  /// Something that is probably not what the user wants.
  mutating func warning(_ text: Text) { say("\("warning:", .boldYellow) \(text)") }

  mutating func error(_ text: Text) { say("\("error:", .boldRed) \(text)") }

  /// A line on standard error, after all that was printed before it.
  mutating func say(_ text: Text) {
    flush()
    let bytes = Array((text.rendered(color: settings.errorColor) + "\n").utf8)
    _ = StandardStream.error.write(bytes)
  }

  /// Writes what was collected.
  mutating func flush() {
    defer { collected.removeAll(keepingCapacity: true) }
    if isClosed || failureNumber != nil || collected.isEmpty { return }
    let problem = StandardStream.output.write(collected)
    if problem == EPIPE {
      isClosed = true
    } else if problem != 0 {
      failureNumber = problem
    }
  }
}
