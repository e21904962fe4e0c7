// What it takes to make an environment again, before any of it is done.
import FileIO
import Objects
import SystemPackage

/// Programs to run in order, and what none of them can bring back. Showing it is a dry run.
public struct RestorePlan: Sendable, Equatable {
  /// A file that a step reads; written before and removed after it.
  public struct InputFile: Sendable, Equatable {
    /// Absolute, inside of the target.
    public var path: String
    public var bytes: [UInt8]
  }

  /// One program.
  public struct Step: Sendable, Equatable {
    /// What it does, as in "make …" or "install …".
    public var sentence: String
    /// A name on PATH or an absolute path.
    public var program: String
    public var arguments: [String]
    public var file: InputFile?
  }

  /// Something of the record that does not come back.
  public struct Limit: Sendable, Hashable {
    /// A package's name, or a key of the record such as `interpreter` or `gpu_driver`.
    public var subject: String
    /// Why, in a sentence.
    public var reason: String
  }

  /// The absolute path of the environment to make.
  public var target: String
  public var steps: [Step]
  public var limits: [Limit]
}
