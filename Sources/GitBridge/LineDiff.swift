import CLibgit2

/// How two texts differ, line by line, as `git diff` shows it. No repository is needed.
public struct LineDiff: Sendable, Equatable {
  /// A run of changed lines with the unchanged ones around them. Lines count from 1; a side of no
  /// lines starts at the line before it, as in a unified diff.
  public struct Hunk: Sendable, Equatable {
    public let oldStart: Int
    public let oldCount: Int
    public let newStart: Int
    public let newCount: Int
    public internal(set) var lines: [Line] = []
  }

  /// One line of a hunk.
  public struct Line: Sendable, Equatable {
    /// Which side a line is on.
    public enum Origin: Sendable { case context, added, deleted }

    public let origin: Origin
    /// The bytes without the newline, as they are: a carriage return stays. At most
    /// `Limits.lineBytesMax` of them.
    public let bytes: [UInt8]
    /// Whether the line is longer than `bytes`.
    public let isCut: Bool
    /// False for the last line of a text that does not end in a newline.
    public let hasNewline: Bool

    /// For display: bytes that are not UTF-8 are replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// How much is kept, so that memory is bounded. Lines beyond are still counted.
  public struct Limits: Sendable {
    public var hunksMax: Int
    /// In all hunks together.
    public var linesMax: Int
    public var lineBytesMax: Int

    /// At most 40 MB with the usual values.
    public init(hunksMax: Int = 1_000, linesMax: Int = 10_000, lineBytesMax: Int = 4_096) {
      self.hunksMax = hunksMax
      self.linesMax = linesMax
      self.lineBytesMax = lineBytesMax
    }
  }

  public internal(set) var hunks: [Hunk] = []
  /// Lines that only the new text has, also those that are not kept.
  public internal(set) var addedCount = 0
  /// Lines that only the old text has, also those that are not kept.
  public internal(set) var deletedCount = 0
  /// Whether a text holds a NUL in its first 8000 bytes, or more than 512 MB: then they are not
  /// compared by line. Equal texts are not looked at.
  public internal(set) var isBinary = false
  /// Whether `limits` left lines or hunks out; the last hunk may then have fewer lines than it says.
  public internal(set) var isTruncated = false

  /// Compares two texts, which stay in memory until this returns.
  ///
  /// - Parameter contextLines: unchanged lines around each change.
  ///
  /// Errors: `library`, when libgit2 lacks memory.
  public init(
    old: UnsafeRawBufferPointer, new: UnsafeRawBufferPointer, contextLines: Int = 3,
    limits: Limits = Limits()
  ) throws(GitError) {
    try LibGit2.start()
    var options = git_diff_options()
    git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION))
    options.context_lines = UInt32(clamping: contextLines)
    options.flags = GIT_DIFF_INDENT_HEURISTIC.rawValue
    let collector = LineDiffCollector(limits)
    // libgit2 keeps no pointer to the collector beyond the call.
    let code = withExtendedLifetime(collector) {
      git_diff_buffers(
        old.baseAddress, old.count, nil, new.baseAddress, new.count, nil, &options, nil,
        { _, _, payload in LineDiffCollector.at(payload) { $0.isBinary = true } },
        { _, hunk, payload in LineDiffCollector.at(payload) { $0.begin(hunk) } },
        { _, _, line, payload in LineDiffCollector.at(payload) { $0.add(line) } },
        Unmanaged.passUnretained(collector).toOpaque())
    }
    guard code == 0 else { throw .library(GitError.lastMessage()) }
    self = collector.diff
  }

  /// Compares two texts.
  public init(
    old: [UInt8], new: [UInt8], contextLines: Int = 3, limits: Limits = Limits()
  ) throws(GitError) {
    self = try old.withUnsafeBytes { old in
      new.withUnsafeBytes { new in
        Result { () throws(GitError) in
          try LineDiff(old: old, new: new, contextLines: contextLines, limits: limits)
        }
      }
    }.get()
  }

  init() {}
}
