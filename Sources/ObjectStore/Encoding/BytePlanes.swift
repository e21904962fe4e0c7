// The loops that split numbers into planes of bytes, and merge them again.
//
// The first plane has the lowest byte of every number, the last the highest. Two planes a pass,
// over blocks that stay in the nearest cache: so few pointers that the compiler vectorises the loop.

/// Numbers to planes and back.
enum BytePlanes {
  /// Numbers that all passes take before the next ones.
  private static let block = 2048

  /// Splits numbers; `planes` has as many as the layout, each with room for a byte a number.
  static func split(
    _ numbers: UnsafeRawBufferPointer, _ layout: FloatLayout,
    into planes: [UnsafeMutableRawBufferPointer]
  ) {
    let count = numbers.count / layout.planes
    precondition(numbers.count == count * layout.planes && planes.count == layout.planes)
    precondition(planes.allSatisfy { $0.count == count })
    guard let start = numbers.baseAddress else { return }
    let targets = planes.compactMap { $0.baseAddress?.assumingMemoryBound(to: UInt8.self) }
    guard targets.count == planes.count else { return }
    switch layout.width {
    case .two: split(start, count, UInt16(layout.rotation), targets)
    case .four: split(start, count, UInt32(layout.rotation), targets)
    case .eight: split(start, count, UInt64(layout.rotation), targets)
    }
  }

  /// Merges planes, each with a byte a number, into `numbers`.
  static func merge(
    _ planes: [UnsafeRawBufferPointer], _ layout: FloatLayout,
    into numbers: UnsafeMutableRawBufferPointer
  ) {
    let count = numbers.count / layout.planes
    precondition(numbers.count == count * layout.planes && planes.count == layout.planes)
    precondition(planes.allSatisfy { $0.count == count })
    guard let start = numbers.baseAddress else { return }
    let sources = planes.compactMap { $0.baseAddress?.assumingMemoryBound(to: UInt8.self) }
    guard sources.count == planes.count else { return }
    switch layout.width {
    case .two: merge2(sources, count, UInt16(layout.rotation), start)
    case .four: merge4(sources, count, UInt32(layout.rotation), start)
    case .eight: merge8(sources, count, UInt64(layout.rotation), start)
    }
  }

  // MARK: - Loops

  @inline(__always)
  private static func rotate<Word: FixedWidthInteger & UnsignedInteger>(
    _ word: Word, left bits: Word
  ) -> Word {
    // A masking shift: by the whole width is by zero.
    (word &<< bits) | (word &>> (Word(truncatingIfNeeded: Word.bitWidth) &- bits))
  }

  @inline(__always)
  private static func split<Word: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafeRawPointer, _ count: Int, _ rotation: Word,
    _ planes: [UnsafeMutablePointer<UInt8>]
  ) {
    let size = MemoryLayout<Word>.size
    var start = 0
    while start < count {
      let run = min(block, count - start)
      for pair in 0..<size / 2 {
        splitPair(
          numbers + start * size, run, rotation, shift: Word(truncatingIfNeeded: pair * 16),
          planes[2 * pair] + start, planes[2 * pair + 1] + start)
      }
      start += run
    }
  }

  @inline(__always)
  private static func splitPair<Word: FixedWidthInteger & UnsignedInteger>(
    _ numbers: UnsafeRawPointer, _ count: Int, _ rotation: Word, shift: Word,
    _ low: UnsafeMutablePointer<UInt8>, _ high: UnsafeMutablePointer<UInt8>
  ) {
    for index in 0..<count {
      let offset = index &* MemoryLayout<Word>.size
      let word = Word(littleEndian: numbers.loadUnaligned(fromByteOffset: offset, as: Word.self))
      let rotated = rotate(word, left: rotation)
      low[index] = UInt8(truncatingIfNeeded: rotated &>> shift)
      high[index] = UInt8(truncatingIfNeeded: rotated &>> (shift &+ 8))
    }
  }

  @inline(__always)
  private static func put<Word: FixedWidthInteger & UnsignedInteger>(
    _ rotated: Word, _ rotation: Word, _ index: Int, _ numbers: UnsafeMutableRawPointer
  ) {
    let bits = Word(truncatingIfNeeded: Word.bitWidth) &- rotation
    numbers.storeBytes(
      of: rotate(rotated, left: bits).littleEndian,
      toByteOffset: index &* MemoryLayout<Word>.size, as: Word.self)
  }

  private static func merge2(
    _ planes: [UnsafePointer<UInt8>], _ count: Int, _ rotation: UInt16,
    _ numbers: UnsafeMutableRawPointer
  ) {
    let (p0, p1) = (planes[0], planes[1])
    for index in 0..<count {
      put(UInt16(p0[index]) | UInt16(p1[index]) &<< 8, rotation, index, numbers)
    }
  }

  private static func merge4(
    _ planes: [UnsafePointer<UInt8>], _ count: Int, _ rotation: UInt32,
    _ numbers: UnsafeMutableRawPointer
  ) {
    let (p0, p1, p2, p3) = (planes[0], planes[1], planes[2], planes[3])
    for index in 0..<count {
      let low = UInt32(p0[index]) | UInt32(p1[index]) &<< 8
      let high = UInt32(p2[index]) &<< 16 | UInt32(p3[index]) &<< 24
      put(low | high, rotation, index, numbers)
    }
  }

  private static func merge8(
    _ planes: [UnsafePointer<UInt8>], _ count: Int, _ rotation: UInt64,
    _ numbers: UnsafeMutableRawPointer
  ) {
    let (p0, p1, p2, p3) = (planes[0], planes[1], planes[2], planes[3])
    let (p4, p5, p6, p7) = (planes[4], planes[5], planes[6], planes[7])
    for index in 0..<count {
      let a = UInt64(p0[index]) | UInt64(p1[index]) &<< 8
      let b = UInt64(p2[index]) &<< 16 | UInt64(p3[index]) &<< 24
      let c = UInt64(p4[index]) &<< 32 | UInt64(p5[index]) &<< 40
      let d = UInt64(p6[index]) &<< 48 | UInt64(p7[index]) &<< 56
      put(a | b | c | d, rotation, index, numbers)
    }
  }
}
