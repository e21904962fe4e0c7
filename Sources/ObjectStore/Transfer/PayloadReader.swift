// Many payloads of a pack at once: one read, one buffer, hashes in pairs.
import FileIO
import Objects

/// Reads stretches of a pack into buffers that it uses again, decodes what is in them, and compares every
/// object with its id. One thread at a time.
final class PayloadReader {
  /// What was read.
  struct Stretch {
    /// As in the pack; valid until the next call.
    let stored: UnsafeRawBufferPointer
    /// Where it begins in the pack.
    let start: UInt64
    /// Rows, by their place in those that were asked for, whose bytes are not what they say.
    let damaged: Set<Int>

    /// The payload of a row.
    func payload(of row: ObjectRow) -> UnsafeRawBufferPointer {
      let begin = Int(row.offset - start)
      return UnsafeRawBufferPointer(rebasing: stored[begin..<begin + Int(row.stored)])
    }
  }

  private static let stretchBytes: UInt64 = 4 << 20
  private static let rawBytes = 8 << 20
  /// Bytes between two payloads that are read along rather than read around.
  private static let gapBytes: UInt64 = 64 << 10

  private let rules: ScanRules
  private var stored = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var raw = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init(_ rules: ScanRules) { self.rules = rules }

  deinit {
    stored.deallocate()
    raw.deallocate()
  }

  /// Divides rows in body order into stretches of a few MiB. Rows of one payload stay together.
  static func stretches(of rows: [ObjectRow]) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    var first = 0
    var rawCount = 0
    for index in rows.indices {
      let row = rows[index]
      if index > first, !row.sharesPayload(with: rows[index - 1]) {
        let last = rows[index - 1]
        let end = row.offset + UInt64(row.stored)
        if end - rows[first].offset > stretchBytes || rawCount + Int(row.raw) > Self.rawBytes
          || row.offset - (last.offset + UInt64(last.stored)) > gapBytes
        {
          stretches.append(first..<index)
          first = index
          rawCount = 0
        }
      }
      rawCount += Int(row.raw)
    }
    if first < rows.count { stretches.append(first..<rows.count) }
    return stretches
  }

  /// Reads a stretch.
  ///
  /// - Parameter rows: in body order; all that is asked for of each payload.
  ///
  /// Errors: those of reading; a stretch beyond the end of the file is all damaged.
  func read(
    _ rows: ArraySlice<ObjectRow>, in file: File, _ bases: BaseList
  ) throws -> Stretch {
    guard let first = rows.first, let last = rows.last else {
      return Stretch(stored: UnsafeRawBufferPointer(start: nil, count: 0), start: 0, damaged: [])
    }
    let count = Int(last.offset - first.offset) + Int(last.stored)
    guard count <= Int(Self.stretchBytes) + rules.objectBytesMax else {
      return Stretch(
        stored: UnsafeRawBufferPointer(start: nil, count: 0), start: first.offset,
        damaged: Set(rows.indices))
    }
    Self.grow(&stored, count)
    let buffer = UnsafeMutableRawBufferPointer(rebasing: stored[..<count])
    do throws(FileError) {
      guard try file.read(into: buffer, at: Int64(first.offset)) == count else {
        return Stretch(
          stored: UnsafeRawBufferPointer(buffer), start: first.offset, damaged: Set(rows.indices))
      }
    } catch {
      guard case .io = error else { throw error }
      return Stretch(
        stored: UnsafeRawBufferPointer(buffer), start: first.offset, damaged: Set(rows.indices))
    }
    let whole = Stretch(
      stored: UnsafeRawBufferPointer(buffer), start: first.offset, damaged: [])
    return Stretch(
      stored: whole.stored, start: whole.start, damaged: try damaged(rows, whole, bases))
  }

  private func damaged(
    _ rows: ArraySlice<ObjectRow>, _ stretch: Stretch, _ bases: BaseList
  ) throws -> Set<Int> {
    let payloads = Self.payloads(of: rows)
    Self.grow(&raw, payloads.reduce(0) { $0 + room(rows[$1]) })
    var damaged: Set<Int> = []
    var runs: [UnsafeRawBufferPointer] = []
    var places: [Int] = []
    var position = 0
    for payload in payloads {
      let bytes = stretch.payload(of: rows[payload.lowerBound])
      let count = room(rows[payload])
      let target = UnsafeMutableRawBufferPointer(rebasing: raw[position..<position + count])
      position += count
      guard let decoded = decode(rows[payload], bytes, into: target) else {
        // Anything out of the ordinary: a delta, a part of a frame, damage.
        let bad = try PackScan.examine(rows[payload], Array(bytes), bases, rules).map(\.row.key)
        for index in payload where bad.contains(rows[index].key) { damaged.insert(index) }
        continue
      }
      var start = 0
      for index in payload {
        let end = start + Int(rows[index].raw)
        runs.append(UnsafeRawBufferPointer(rebasing: decoded[start..<end]))
        places.append(index)
        start = end
      }
    }
    for (digest, place) in zip(PairedSHA256.hash(runs), places) where digest != rows[place].id {
      damaged.insert(place)
    }
    return damaged
  }

  /// Rows of one payload each.
  private static func payloads(of rows: ArraySlice<ObjectRow>) -> [Range<Int>] {
    var payloads: [Range<Int>] = []
    var next = rows.startIndex
    while next < rows.endIndex {
      let end = rows[next...].prefix { $0.sharesPayload(with: rows[next]) }.endIndex
      payloads.append(next..<end)
      next = end
    }
    return payloads
  }

  /// Bytes of the objects of a payload, if they are all of it, in order, and no more than an object may have;
  /// nil otherwise.
  private func wholeBytes(_ payload: ArraySlice<ObjectRow>) -> Int? {
    var position = 0
    for row in payload {
      guard !row.isDelta, Int(row.inner) == position else { return nil }
      position += Int(row.raw)
    }
    return position <= rules.objectBytesMax ? position : nil
  }

  /// Bytes that a payload is decoded into.
  private func room(_ payload: ArraySlice<ObjectRow>) -> Int {
    payload.first?.encoding == Encoding.raw.rawValue ? 0 : wholeBytes(payload) ?? 0
  }

  /// The objects of a payload back to back, where they are all of it and need no base.
  private func decode(
    _ payload: ArraySlice<ObjectRow>, _ bytes: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    guard let first = payload.first, let count = wholeBytes(payload) else { return nil }
    if first.encoding == Encoding.raw.rawValue { return bytes.count == count ? bytes : nil }
    guard let isDone = try? rules.decoder.decode(bytes, encoding: first.encoding, into: target),
      isDone
    else { return nil }
    return UnsafeRawBufferPointer(target)
  }

  private static func grow(_ buffer: inout UnsafeMutableRawBufferPointer, _ count: Int) {
    guard buffer.count < count else { return }
    buffer.deallocate()
    buffer = .allocate(byteCount: count, alignment: 64)
  }
}
