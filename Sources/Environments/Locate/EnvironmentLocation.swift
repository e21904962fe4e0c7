// Where an environment is on this machine. Not part of any record.
import Objects

/// A Python environment on the disk.
public struct EnvironmentLocation: Sendable, Equatable {
  public var origin: EnvironmentRecord.Origin
  /// The absolute path of its folder, which holds `lib` and `bin`.
  public var prefix: String
  /// What led there: `VIRTUAL_ENV`, `CONDA_PREFIX`, `.venv`, `PATH`, …
  public var foundBy: String
  /// The folder below `lib`, such as `python3.11`, where the interpreter's name tells.
  var library: String?

  /// An environment in a folder.
  public init(origin: EnvironmentRecord.Origin, prefix: String, foundBy: String) {
    self.origin = origin
    self.prefix = prefix
    self.foundBy = foundBy
  }
}
