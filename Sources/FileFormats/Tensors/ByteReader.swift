/// A position in a part of a source, read through a small window. Nothing is believed: each length is
/// compared with what is left before a byte of it is read or room for it is made.
struct ByteReader {
  private let source: any RandomAccess
  /// Where the part ends, in bytes from the beginning of the source.
  let end: UInt64
  /// The next byte, likewise.
  private(set) var position: UInt64
  private var window: [UInt8] = []
  private var windowStart: UInt64
  private let windowBytes: Int

  /// - Parameter range: the part to read; the whole source when nil.
  init(_ source: any RandomAccess, _ range: Range<UInt64>? = nil, windowBytes: Int = 16 << 10) {
    self.source = source
    end = min(range?.upperBound ?? source.byteCount, source.byteCount)
    position = min(range?.lowerBound ?? 0, end)
    windowStart = position
    self.windowBytes = windowBytes
  }

  /// Bytes that follow.
  var remaining: UInt64 { end - position }
  var isAtEnd: Bool { position == end }

  /// The next byte.
  mutating func byte() throws -> UInt8 {
    let index = try index(of: 1)
    position += 1
    return window[index]
  }

  /// The next byte, which stays the next.
  mutating func peek() throws -> UInt8? {
    isAtEnd ? nil : window[try index(of: 1)]
  }

  /// A little-endian number.
  mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws
    -> Number
  {
    let count = Number.bitWidth / 8
    let start = try index(of: count)
    var value: Number = 0
    for offset in 0..<count {
      value |= Number(truncatingIfNeeded: window[start + offset]) << Number(8 * offset)
    }
    position += UInt64(count)
    return value
  }

  /// The next `count` bytes.
  ///
  /// - Parameter most: more than these are refused, so that nobody asks for room without need.
  mutating func bytes(_ count: UInt64, most: Int, _ what: String = "a text") throws -> [UInt8] {
    guard count <= remaining else {
      throw Unsound("\(what) reaches beyond the end", isTruncated: true)
    }
    guard count <= UInt64(most) else { throw Unsound("\(what) has \(count) bytes") }
    if Int(count) <= windowBytes {
      let start = try index(of: Int(count))
      position += count
      return [UInt8](window[start..<start + Int(count)])
    }
    let bytes = try source.read(at: position, count: Int(count))
    guard bytes.count == Int(count) else { throw Unsound("it became shorter while it was read") }
    position += count
    return bytes
  }

  /// The bytes up to a line feed, without it.
  mutating func line(most: Int) throws -> [UInt8] {
    var line: [UInt8] = []
    while true {
      let next = try byte()
      if next == UInt8(ascii: "\n") { return line }
      guard line.count < most else { throw Unsound("a line has more than \(most) bytes") }
      line.append(next)
    }
  }

  /// Steps over bytes.
  mutating func skip(_ count: UInt64, _ what: String = "a value") throws {
    guard count <= remaining else {
      throw Unsound("\(what) reaches beyond the end", isTruncated: true)
    }
    position += count
  }

  /// Goes on at an offset of the source, which may be before the current one.
  mutating func seek(_ offset: UInt64) throws {
    guard offset <= end else { throw Unsound("an offset lies beyond the end") }
    position = offset
  }

  /// Where the next `count` bytes lie in the window.
  private mutating func index(of count: Int) throws -> Int {
    guard UInt64(count) <= remaining else {
      throw Unsound("it ends too early", isTruncated: true)
    }
    if position >= windowStart {
      let start = position - windowStart
      if start + UInt64(count) <= UInt64(window.count) { return Int(start) }
    }
    let length = Int(min(UInt64(max(windowBytes, count)), remaining))
    window = try source.read(at: position, count: length)
    windowStart = position
    guard window.count >= count else { throw Unsound("it became shorter while it was read") }
    return 0
  }
}

/// A part of a source as a source.
struct SourceSlice: RandomAccess {
  let base: any RandomAccess
  let range: Range<UInt64>

  /// - Parameter range: within the base.
  init(_ base: any RandomAccess, _ range: Range<UInt64>) {
    self.base = base
    self.range = range.clamped(to: 0..<base.byteCount)
  }

  var byteCount: UInt64 { range.upperBound - range.lowerBound }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset <= byteCount else { return [] }
    let count = Int(min(UInt64(max(count, 0)), byteCount - offset))
    return try base.read(at: range.lowerBound + offset, count: count)
  }
}
