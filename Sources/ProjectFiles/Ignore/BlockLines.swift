// The lines of .gitignore, with the managed block among them.

struct BlockLines {
  /// Each with its end, so that joined they are the text.
  private var lines: [ArraySlice<UInt8>]
  /// The first one, which may be of the block.
  private let first: ArraySlice<UInt8>
  /// Whether a mark of a block was found.
  let hadMarks: Bool

  private static let newline = UInt8(ascii: "\n")
  private static let begin = Array(ManagedBlock.beginMark.utf8)
  private static let end = Array(ManagedBlock.endMark.utf8)

  init(_ text: [UInt8]) {
    lines = []
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(of: Self.newline).map { $0 + 1 } ?? text.endIndex
      lines.append(text[start..<end])
      start = end
    }
    first = lines.first ?? []
    hadMarks = lines.contains { Self.isMark($0, Self.begin) || Self.isMark($0, Self.end) }
  }

  var bytes: [UInt8] { Array(lines.joined()) }

  /// Puts a block of these lines where the first one stands, or at the end; without lines, none.
  mutating func replaceBlock(by patterns: [[UInt8]]) {
    let place = removeBlocks()
    guard !patterns.isEmpty else { return }
    let firstLine = lines.first ?? first
    // A last line may have lost its line feed alone.
    let isCRLF =
      firstLine.last == 0x0D || firstLine.suffix(2).elementsEqual([0x0D, Self.newline])
    let lineEnd = isCRLF ? [0x0D, Self.newline] : [Self.newline]
    if place == lines.count, let last = lines.last, last.last != Self.newline {
      lines[lines.count - 1] = last + (last.last == 0x0D ? [Self.newline] : lineEnd)
    }
    let block = [Self.begin] + patterns + [Self.end]
    lines.insert(contentsOf: block.map { ($0 + lineEnd)[...] }, at: place)
  }

  /// Takes out the blocks, and marks that have no other one. Returns where the first block stood.
  private mutating func removeBlocks() -> Int {
    var kept: [ArraySlice<UInt8>] = []
    var place: Int?
    // How many lines are kept up to a mark at which a block may have begun.
    var open: Int?
    for line in lines {
      if Self.isMark(line, Self.begin) {
        open = kept.count
      } else if Self.isMark(line, Self.end) {
        guard let start = open else { continue }
        kept.removeSubrange(start...)
        place = place ?? start
        open = nil
      } else {
        kept.append(line)
      }
    }
    lines = kept
    return place ?? kept.count
  }

  /// Whether a line is a mark; spaces and a carriage return may stand behind it.
  private static func isMark(_ line: ArraySlice<UInt8>, _ mark: [UInt8]) -> Bool {
    guard line.starts(with: mark) else { return false }
    return line.dropFirst(mark.count).allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == newline }
  }
}
