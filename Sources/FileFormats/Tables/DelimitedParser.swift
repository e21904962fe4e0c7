// CSV and its kin (RFC 4180, and what Python's csv module takes): a push parser. It is fed with
// buffers cut anywhere, and lends each record to a closure.

/// Splits delimited text in UTF-8 into records.
///
/// A quote opens a quoted field only at the field's first byte; inside it a doubled quote is one
/// quote, and delimiters and line ends are text. What follows a closing quote belongs to the field.
/// Lines end with LF, CR or CRLF. Empty lines are no records.
public final class DelimitedParser {
  /// What one record may hold. Memory is bounded by `recordMax`.
  public struct Limits: Sendable, Equatable {
    /// Bytes of a field, quotes and all; the rest is cut off and counted.
    public var fieldMax = 64 << 10
    /// Bytes of a record; a longer one is stepped over and counted. At most 1 GiB.
    public var recordMax = 16 << 20
    /// Fields of a record; more are counted, not kept.
    public var columnMax = 16_384

    /// The standard limits, to be changed field by field.
    public init() {}
  }

  /// What was met so far.
  public struct Counts: Sendable, Equatable {
    /// Records that were handed out.
    public internal(set) var records: UInt64 = 0
    /// Lines without a byte.
    public internal(set) var blankLines: UInt64 = 0
    /// Fields that were longer than the limit.
    public internal(set) var cutFields: UInt64 = 0
    /// Records that were longer than the limit and were not handed out.
    public internal(set) var oversizedRecords: UInt64 = 0
    /// Whether the last field has an opening quote and no closing one.
    public internal(set) var hasUnclosedQuote = false
  }

  /// What stands between fields.
  public let delimiter: UInt8
  /// What records may hold.
  public let limits: Limits
  /// What was met so far.
  public var counts: Counts { state.counts }

  private var window: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private let fields: UnsafeMutablePointer<TableField>
  private var state = ScanState()
  private static let sliceMax = 64 << 10

  /// A parser that has seen nothing.
  ///
  /// - Parameter delimiter: one byte, neither a quote nor a line end.
  public init(delimiter: UInt8 = UInt8(ascii: ","), limits: Limits = Limits()) {
    self.delimiter = delimiter
    var bounded = limits
    bounded.recordMax = min(max(limits.recordMax, 1), 1 << 30)
    bounded.columnMax = min(max(limits.columnMax, 1), 1 << 20)
    bounded.fieldMax = max(limits.fieldMax, 1)
    self.limits = bounded
    capacity = 2 * Self.sliceMax
    window = .allocate(capacity: capacity)
    fields = .allocate(capacity: bounded.columnMax)
  }

  deinit {
    window.deallocate()
    fields.deallocate()
  }

  /// Adds bytes, and lends every record that ends in them to `body`. Of no use after `body` threw.
  public func feed(_ bytes: UnsafeRawBufferPointer, _ body: (TableRecord) throws -> Void) rethrows {
    var start = 0
    while start < bytes.count, let base = bytes.baseAddress {
      let count = min(Self.sliceMax, bytes.count - start)
      reserve(state.filled + count)
      UnsafeMutableRawPointer(window + state.filled).copyMemory(
        from: base + start, byteCount: count)
      start += count
      try scan(upTo: state.filled + count, body)
      discardFinished()
    }
  }

  /// Ends the input: lends the last record, which may lack a line end.
  public func finish(_ body: (TableRecord) throws -> Void) rethrows {
    var local = state
    local.filled = 0
    local.counts.hasUnclosedQuote = local.quoting == .quoted
    let end = state.filled
    defer { state = local }
    guard end > local.recordStart || local.fieldCount > 0 else { return }
    endField(at: end, &local)
    try endRecord(at: end, &local, body)
    beginRecord(at: 0, &local)
  }

  private func reserve(_ count: Int) {
    guard count > capacity else { return }
    let larger = max(count, min(2 * capacity, limits.recordMax + 2 * Self.sliceMax))
    let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    grown.update(from: window, count: state.filled)
    window.deallocate()
    window = grown
    capacity = larger
  }

  /// Moves what belongs to an unfinished record to the window's start; steps over the record when
  /// it is too long already.
  private func discardFinished() {
    if state.filled - state.recordStart > limits.recordMax { state.isSkipping = true }
    if state.isSkipping {
      // Nothing is kept; what lies before the window has negative positions.
      state.closing -= state.filled
      state.fieldStart -= state.filled
      state.recordStart -= state.filled
      state.filled = 0
      state.keptCount = 0
      return
    }
    let shift = state.recordStart
    guard shift > 0 else { return }
    window.update(from: window + shift, count: state.filled - shift)
    for index in 0..<state.keptCount {
      fields[index].start -= UInt32(shift)
      fields[index].end -= UInt32(shift)
    }
    state.filled -= shift
    state.fieldStart -= shift
    state.closing -= shift
    state.recordStart = 0
  }
}

/// Where a parser stands: positions are offsets in its window.
struct ScanState {
  enum Quoting { case plain, quoted, closed }

  var counts = DelimitedParser.Counts()
  var filled = 0
  var recordStart = 0
  var fieldStart = 0
  /// Where the last quote stands that may have closed the field.
  var closing = -1
  var quoting = Quoting.plain
  /// The field has doubled quotes, or text after its closing quote.
  var isTangled = false
  /// The record began right after a CR, whose LF may follow.
  var followsCR = false
  /// The record is too long, and is only followed to its end.
  var isSkipping = false
  /// Fields of this record that were cut off.
  var cutCount: UInt64 = 0
  var keptCount = 0
  var fieldCount = 0
}

// The scan: eight bytes a step, stopping only at delimiters, quotes and line ends.
extension DelimitedParser {
  private func scan(upTo end: Int, _ body: (TableRecord) throws -> Void) rethrows {
    var local = state
    defer { state = local }
    let window = window
    let marks = ByteMarks(delimiter: delimiter)
    var index = local.filled
    local.filled = end
    while index &+ 8 <= end {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(window + index).loadUnaligned(as: UInt64.self))
      var hits = marks.hits(in: word)
      while hits != 0 {
        let position = index &+ hits.trailingZeroBitCount &>> 3
        hits &= hits &- 1
        try meet(window[position], at: position, &local, body)
      }
      index &+= 8
    }
    while index < end {
      let byte = window[index]
      if marks.contains(byte) { try meet(byte, at: index, &local, body) }
      index &+= 1
    }
  }

  @inline(__always)
  private func meet(
    _ byte: UInt8, at position: Int, _ state: inout ScanState, _ body: (TableRecord) throws -> Void
  ) rethrows {
    if byte == UInt8(ascii: "\"") {
      meetQuote(at: position, &state)
      return
    }
    if state.quoting == .quoted { return }
    if byte == delimiter {
      endField(at: position, &state)
      return
    }
    if byte == UInt8(ascii: "\n"), state.followsCR, position == state.recordStart,
      state.fieldCount == 0
    {
      beginRecord(at: position + 1, &state)
      return
    }
    endField(at: position, &state)
    try endRecord(at: position, &state, body)
    state.followsCR = byte == UInt8(ascii: "\r")
  }

  @inline(__always)
  private func meetQuote(at position: Int, _ state: inout ScanState) {
    switch state.quoting {
    case .plain:
      guard position == state.fieldStart else { return }
      state.quoting = .quoted
    case .quoted:
      state.closing = position
      state.quoting = .closed
    case .closed:
      guard position == state.closing &+ 1 else { return }
      state.isTangled = true
      state.quoting = .quoted
    }
  }

  @inline(__always)
  private func endField(at position: Int, _ state: inout ScanState) {
    if state.fieldCount < limits.columnMax, !state.isSkipping {
      var start = state.fieldStart
      var end = position
      if end &- start > limits.fieldMax {
        end = start &+ limits.fieldMax
        state.cutCount &+= 1
        if state.quoting != .plain { (start, end) = untangle(start..<end) }
      } else if state.quoting == .closed, !state.isTangled, state.closing &+ 1 == end {
        start &+= 1
        end = state.closing
      } else if state.quoting != .plain {
        (start, end) = untangle(start..<end)
      }
      fields[state.fieldCount] = TableField(start: start, end: end)
      state.keptCount = state.fieldCount &+ 1
    }
    state.fieldCount &+= 1
    state.fieldStart = position &+ 1
    state.quoting = .plain
    state.isTangled = false
  }

  /// Takes the quotes off a quoted field in place.
  private func untangle(_ raw: Range<Int>) -> (start: Int, end: Int) {
    let quote = UInt8(ascii: "\"")
    let start = raw.lowerBound + 1
    var write = start
    var read = start
    var isQuoted = true
    while read < raw.upperBound {
      let byte = window[read]
      read += 1
      if isQuoted, byte == quote {
        guard read < raw.upperBound, window[read] == quote else {
          isQuoted = false
          continue
        }
        read += 1
      }
      window[write] = byte
      write += 1
    }
    return (start, write)
  }

  @inline(__always)
  private func endRecord(
    at position: Int, _ state: inout ScanState, _ body: (TableRecord) throws -> Void
  ) rethrows {
    defer { beginRecord(at: position &+ 1, &state) }
    if state.isSkipping || position &- state.recordStart > limits.recordMax {
      state.counts.oversizedRecords &+= 1
      return
    }
    if state.fieldCount == 1, position == state.recordStart {
      state.counts.blankLines &+= 1
      return
    }
    state.counts.records &+= 1
    state.counts.cutFields &+= state.cutCount
    try body(
      TableRecord(
        base: UnsafePointer(window), fields: UnsafePointer(fields), count: state.keptCount,
        fieldCount: state.fieldCount))
  }

  @inline(__always)
  private func beginRecord(at position: Int, _ state: inout ScanState) {
    state.recordStart = position
    state.fieldStart = position
    state.fieldCount = 0
    state.keptCount = 0
    state.cutCount = 0
    state.followsCR = false
    state.isSkipping = false
  }
}
