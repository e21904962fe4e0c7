import Objects
import SystemPackage

/// What `mlx run` was asked to run, and what it was told about it.
public struct RunRequest: Sendable {
  /// The command and its arguments.
  public var words: [String]
  /// The folder that it runs in, and that paths as typed begin in.
  public var folder: FilePath
  /// What it reads: paths, or names of assets, as typed.
  public var inputs: [String] = []
  /// What it makes: the same.
  public var outputs: [String] = []
  /// `KEY=VALUE`, or a file of settings, as typed.
  public var params: [String] = []
  public var name: String?
  /// Whether to watch which files it opens.
  public var isTraced = false
  /// Where its standard output goes; 2 when standard output is for something else.
  public var outputDescriptor: Int32 = 1
  /// Where its standard error goes.
  public var errorDescriptor: Int32 = 2
  /// Called when the command is about to begin: from then on the terminal is its own.
  public var willStart: @Sendable () -> Void = {}

  /// A command in a folder.
  public init(words: [String], folder: FilePath) {
    self.words = words
    self.folder = folder
  }
}

/// A run that was recorded.
public struct RunReport: Sendable, Equatable {
  public var id: RunID
  public var run: RunRecord
  /// Outputs that were declared and that it did not make, though it ended with 0.
  public var missing: [String]
  /// Why, where it is known, by name: words that follow the name.
  public var reasons: [String: String]
  /// Sentences for a person.
  public var notices: [String]

  /// The command's own exit status, or 128 and the number of the signal that ended it.
  public var exitStatus: Int32 {
    switch run.outcome.end {
    case .exited(let status): Int32(status)
    case .signal(let number): 128 + Int32(number)
    }
  }
}
