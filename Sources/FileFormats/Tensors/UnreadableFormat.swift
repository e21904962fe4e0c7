/// A file that is not what it seems to be: damaged, hostile, or of a kind that is not read.
public struct UnreadableFormat: Error, Equatable, CustomStringConvertible {
  /// What it was read as.
  public let format: FileFormat
  /// What is wrong with it, as a clause: `a string reaches beyond the end`.
  public let reason: String

  /// Something of `format` for which `reason` holds.
  public init(_ format: FileFormat, _ reason: String) {
    self.format = format
    self.reason = reason
  }

  /// A word for scripts.
  public var code: String { "unreadable-format" }

  public var description: String { "this is no sound \(format.rawValue) file: \(reason)" }

  /// What a person can do.
  public var hint: String? {
    "compare its SHA-256 with the one of where it came from; it is stored as any other file"
  }
}

/// The same inside of a reader, which does not know for whom it reads.
struct Unsound: Error {
  let reason: String
  /// There were fewer bytes than a length promised.
  let isTruncated: Bool

  init(_ reason: String, isTruncated: Bool = false) {
    self.reason = reason
    self.isTruncated = isTruncated
  }

  /// Runs `body`; what it finds wrong is wrong with a file of `format`. Errors of the source pass.
  static func within<Result>(
    _ format: FileFormat, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let problem as Unsound {
      throw UnreadableFormat(format, problem.reason)
    }
  }

  /// Runs `body`; nil when it finds something wrong. Errors of the source pass.
  static func ignored<Result>(_ body: () throws -> Result?) throws -> Result? {
    do { return try body() } catch is Unsound { return nil }
  }
}
