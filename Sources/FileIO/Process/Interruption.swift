// Ctrl-C: a long loop ends at a point of its choosing, and cleans up.
import CLinux

/// SIGINT and SIGTERM, as a flag that long loops look at.
public enum Interruption {
  /// From now on the first of these signals sets the flag; a second one ends the process.
  /// Called by the command line only.
  public static func install() { clinux_catch_interruption() }

  /// The signal that was seen, if any.
  public static var signal: Int32? {
    let number = clinux_interruption()
    return number == 0 ? nil : number
  }

  /// Throws `FileError.interrupted` once a signal was seen. Costs a memory read.
  public static func check() throws(FileError) {
    if clinux_interruption() != 0 { throw .interrupted }
  }

  /// Forgets the signal; for tests.
  static func clear() { clinux_clear_interruption() }
}
