// Errors of the format readers, which know no paths, as a person meets them.
import FileFormats
import Objects

/// A file that is damaged, hostile, or of a kind that is not read, where nothing can be done without
/// reading it.
public struct UnreadableFile: MLXError, Equatable {
  /// Which file, as it was named.
  public let path: String
  /// What is wrong with it.
  public let problem: UnreadableFormat

  /// A file with what a reader found.
  public init(_ path: String, _ problem: UnreadableFormat) {
    self.path = path
    self.problem = problem
  }

  public var code: String { problem.code }

  public var description: String {
    "'\(path)' is no sound \(problem.format.rawValue) file: \(problem.reason)"
  }

  public var hint: String? { problem.hint }

  /// Runs `body`, and names the file in what a reader finds wrong with it.
  public static func naming<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let problem as UnreadableFormat {
      throw UnreadableFile(path, problem)
    }
  }
}

/// Where nobody knows the path.
extension UnreadableFormat: MLXError {}
