// What libgit2 calls for each hunk and line.
import CLibgit2

/// Gathers a diff within its limits.
final class LineDiffCollector {
  private(set) var diff = LineDiff()
  private let limits: LineDiff.Limits
  private var lineCount = 0
  /// Whether the hunk that libgit2 is in is kept.
  private var isKept = false

  init(_ limits: LineDiff.Limits) { self.limits = limits }

  var isBinary: Bool {
    get { diff.isBinary }
    set { diff.isBinary = newValue }
  }

  /// Runs `body` on the collector behind a pointer of C; 0 tells libgit2 to go on.
  static func at(_ payload: UnsafeMutableRawPointer?, _ body: (LineDiffCollector) -> Void) -> Int32
  {
    guard let payload else { return 0 }
    body(Unmanaged<LineDiffCollector>.fromOpaque(payload).takeUnretainedValue())
    return 0
  }

  func begin(_ hunk: UnsafePointer<git_diff_hunk>?) {
    guard let hunk = hunk?.pointee else { return }
    isKept = diff.hunks.count < limits.hunksMax && lineCount < limits.linesMax
    guard isKept else {
      diff.isTruncated = true
      return
    }
    diff.hunks.append(
      LineDiff.Hunk(
        oldStart: Int(hunk.old_start), oldCount: Int(hunk.old_lines),
        newStart: Int(hunk.new_start), newCount: Int(hunk.new_lines)))
  }

  func add(_ line: UnsafePointer<git_diff_line>?) {
    guard let line = line?.pointee else { return }
    let origin: LineDiff.Line.Origin
    switch UInt32(UInt8(bitPattern: line.origin)) {
    case GIT_DIFF_LINE_CONTEXT.rawValue: origin = .context
    case GIT_DIFF_LINE_ADDITION.rawValue: origin = .added
    case GIT_DIFF_LINE_DELETION.rawValue: origin = .deleted
    // Remarks about a missing newline: the content of the line says it as well.
    default: return
    }
    if origin == .added { diff.addedCount += 1 }
    if origin == .deleted { diff.deletedCount += 1 }
    guard isKept, lineCount < limits.linesMax, !diff.hunks.isEmpty else {
      diff.isTruncated = true
      return
    }
    lineCount += 1
    diff.hunks[diff.hunks.count - 1].lines.append(kept(line, origin))
  }

  private func kept(_ line: git_diff_line, _ origin: LineDiff.Line.Origin) -> LineDiff.Line {
    let content = UnsafeRawBufferPointer(start: line.content, count: line.content_len)
    let hasNewline = content.last == UInt8(ascii: "\n")
    let body = hasNewline ? content.dropLast() : content[...]
    return LineDiff.Line(
      origin: origin, bytes: Array(body.prefix(limits.lineBytesMax)),
      isCut: body.count > limits.lineBytesMax, hasNewline: hasNewline)
  }
}
