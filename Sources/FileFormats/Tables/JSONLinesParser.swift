// JSON Lines: one object a line. A push parser, fed with buffers cut anywhere.

/// Splits JSON Lines into records.
public final class JSONLinesParser {
  /// What was met so far.
  public struct Counts: Sendable, Equatable {
    /// Records that were handed out.
    public internal(set) var records: UInt64 = 0
    /// Lines of nothing but space.
    public internal(set) var blankLines: UInt64 = 0
    /// Lines that are not one JSON object in UTF-8.
    public internal(set) var malformedLines: UInt64 = 0
    /// Lines that were longer than the limit, and stepped over.
    public internal(set) var oversizedLines: UInt64 = 0
  }

  /// What was met so far.
  public private(set) var counts = Counts()
  /// Bytes of a line; a longer one is stepped over and counted.
  public let lineMax: Int
  private var pending: [UInt8] = []
  private var isSkipping = false
  private var isFirst = true

  /// A parser that has seen nothing.
  public init(lineMax: Int = 16 << 20) { self.lineMax = max(lineMax, 1) }

  /// Adds bytes, and lends every record that ends in them to `body`.
  public func feed(
    _ bytes: UnsafeRawBufferPointer, _ body: (JSONLinesRecord) throws -> Void
  ) rethrows {
    var start = 0
    while start < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
      let length = rest.firstIndex(of: UInt8(ascii: "\n"))
      let part = UnsafeRawBufferPointer(rebasing: rest[..<(length ?? rest.count)])
      if pending.count + part.count > lineMax {
        isSkipping = true
        pending = []
      } else if !isSkipping {
        pending.append(contentsOf: part)
      }
      guard let length else { return }
      try endLine(body)
      start += length + 1
    }
  }

  /// Ends the input: lends the last record, which may lack a line end.
  public func finish(_ body: (JSONLinesRecord) throws -> Void) rethrows {
    if isSkipping || !pending.isEmpty { try endLine(body) }
  }

  private func endLine(_ body: (JSONLinesRecord) throws -> Void) rethrows {
    defer { isSkipping = false }
    if isSkipping {
      counts.oversizedLines += 1
      isFirst = false
      return
    }
    var line: [UInt8] = []
    swap(&line, &pending)
    pending.reserveCapacity(min(line.count + line.count / 4, 4096))
    if isFirst, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    isFirst = false
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      counts.blankLines += 1
    } else if let record = JSONLinesRecord(line: line) {
      counts.records += 1
      try body(record)
    } else {
      counts.malformedLines += 1
    }
  }
}
