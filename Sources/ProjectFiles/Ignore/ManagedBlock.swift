import Objects

/// The block in `.gitignore` that mlx keeps, so that nobody commits a model to git by accident: a
/// line for each tracked path, between two marks.
///
/// Everything outside of the block stays as it is, byte for byte. What stands in the block is
/// written anew. A mark without its other one is taken out, and nothing else: the lines around it
/// may be a person's.
public enum ManagedBlock {
  /// The line that the block begins with.
  public static let beginMark = "# >>> mlx: written by 'mlx', do not edit"
  /// The line that it ends with.
  public static let endMark = "# <<< mlx"

  /// Something that git shall not see.
  public struct Path: Hashable, Sendable {
    public var path: RepositoryPath
    /// Whether it is a folder itself. A link to one is not: git looks at the link.
    public var isFolder: Bool

    /// A file or a folder.
    public init(_ path: RepositoryPath, isFolder: Bool) {
      self.path = path
      self.isFolder = isFolder
    }
  }

  /// What is to be written.
  public struct Update: Sendable, Equatable {
    /// The new text; nil when there should be no file: there was none, or it was the block alone.
    public let text: [UInt8]?
    /// Whether the file must be written, or deleted.
    public let isChanged: Bool
    /// Paths that no line can name, in order: those with a line break in them, and the root.
    public let skipped: [RepositoryPath]
  }

  /// The text with a block for exactly these paths, or without one when there are none.
  ///
  /// A new block goes to the end. A file whose first line ends in CRLF has it in the block too.
  ///
  /// - Parameter text: the bytes of `.gitignore`; nil when there is none.
  public static func update(_ text: [UInt8]?, ignoring paths: Set<Path>) -> Update {
    let patterns = paths.compactMap(IgnoredPattern.line).sorted { $0.lexicographicallyPrecedes($1) }
    let skipped = paths.filter { IgnoredPattern.line($0) == nil }.map(\.path).sorted()
    var lines = BlockLines(text ?? [])
    lines.replaceBlock(by: patterns)
    let isGone = lines.bytes.isEmpty && patterns.isEmpty && (text == nil || lines.hadMarks)
    let new = isGone ? nil : lines.bytes
    return Update(text: new, isChanged: new != text, skipped: skipped)
  }
}
