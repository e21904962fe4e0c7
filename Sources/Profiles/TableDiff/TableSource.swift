import FileFormats

/// One of two tables to compare: its bytes, as often as they are asked for.
public struct TableSource: Sendable {
  /// CSV, TSV or JSON Lines.
  public var format: FileFormat
  /// Calls its argument with all of the bytes in order, in pieces of any length, and rethrows what that
  /// throws. It is called some times, from any thread.
  public var read: @Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

  /// A table of a format that has rows which can be read.
  public init(
    format: FileFormat,
    read: @escaping @Sendable ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) {
    self.format = format
    self.read = read
  }

  /// Formats whose rows are read.
  public static let formats: Set<FileFormat> = [.csv, .tsv, .jsonl]

  var isDelimited: Bool { format != .jsonl }
}

/// Thrown by a reader that has seen what it wanted.
struct EnoughRead: Error {}

extension TableSource {
  /// Reads as long as `body` does not throw `EnoughRead`.
  func readAsWanted(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    do {
      try read(body)
    } catch is EnoughRead {}
  }
}
