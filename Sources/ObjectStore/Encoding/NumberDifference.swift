// Numbers of a tensor as differences to those of a base, and back.
//
// The bits of a float, with the sign bit flipped where the number is positive and all bits where it is
// negative, are an integer in the order of the floats. So numbers that are near have a small difference,
// across zero and across exponents too. Zigzag (0, -1, 1, -2, … to 0, 1, 2, 3, …) makes the high bits of
// small ones zero. Every bit pattern has its place, NaN, the infinities and both zeros among them: the
// way back is exact.

/// Integer differences of floats. A base that is shorter counts as zeros (+0.0) from its end on.
enum NumberDifference {
  /// Writes the zigzag differences of `numbers` to `base` into `output`, which is as long as `numbers`.
  static func subtract(
    _ base: UnsafeRawBufferPointer, from numbers: UnsafeRawBufferPointer,
    _ width: FloatLayout.Width, into output: UnsafeMutableRawBufferPointer
  ) {
    precondition(numbers.count == output.count)
    switch width {
    case .two: subtract(UInt16.self, base, numbers, output)
    case .four: subtract(UInt32.self, base, numbers, output)
    case .eight: subtract(UInt64.self, base, numbers, output)
    }
  }

  /// Replaces zigzag differences to `base` by the numbers.
  static func add(
    _ base: UnsafeRawBufferPointer, to differences: UnsafeMutableRawBufferPointer,
    _ width: FloatLayout.Width
  ) {
    switch width {
    case .two: add(UInt16.self, base, differences)
    case .four: add(UInt32.self, base, differences)
    case .eight: add(UInt64.self, base, differences)
    }
  }

  // MARK: - One number

  @inline(__always)
  private static func sign<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word) -> Word {
    word &>> Word(truncatingIfNeeded: Word.bitWidth - 1)
  }

  /// From the bits of a float to its place in order.
  @inline(__always)
  private static func order<Word: FixedWidthInteger & UnsignedInteger>(_ word: Word) -> Word {
    let top = 1 as Word &<< Word(truncatingIfNeeded: Word.bitWidth - 1)
    return word ^ ((0 &- sign(word)) | top)
  }

  /// From a place in order to the bits of the float.
  @inline(__always)
  private static func float<Word: FixedWidthInteger & UnsignedInteger>(_ place: Word) -> Word {
    let top = 1 as Word &<< Word(truncatingIfNeeded: Word.bitWidth - 1)
    return place ^ ((0 &- (sign(place) ^ 1)) | top)
  }

  // MARK: - Loops

  @inline(__always)
  private static func subtract<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, _ base: UnsafeRawBufferPointer, _ numbers: UnsafeRawBufferPointer,
    _ output: UnsafeMutableRawBufferPointer
  ) {
    let size = MemoryLayout<Word>.size
    guard let from = numbers.baseAddress, let to = output.baseAddress else { return }
    let count = numbers.count / size
    let paired = min(count, base.count / size)
    if let base = base.baseAddress {
      for index in 0..<paired {
        let offset = index &* size
        let number = Word(littleEndian: from.loadUnaligned(fromByteOffset: offset, as: Word.self))
        let other = Word(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: Word.self))
        let difference = order(number) &- order(other)
        to.storeBytes(
          of: ((difference &<< 1) ^ (0 &- sign(difference))).littleEndian, toByteOffset: offset,
          as: Word.self)
      }
    }
    for index in paired..<max(count, paired) {
      let offset = index &* size
      let number = Word(littleEndian: from.loadUnaligned(fromByteOffset: offset, as: Word.self))
      let difference = order(number) &- order(0)
      to.storeBytes(
        of: ((difference &<< 1) ^ (0 &- sign(difference))).littleEndian, toByteOffset: offset,
        as: Word.self)
    }
  }

  @inline(__always)
  private static func add<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, _ base: UnsafeRawBufferPointer, _ numbers: UnsafeMutableRawBufferPointer
  ) {
    let size = MemoryLayout<Word>.size
    guard let place = numbers.baseAddress else { return }
    let count = numbers.count / size
    let paired = min(count, base.count / size)
    if let base = base.baseAddress {
      for index in 0..<paired {
        let offset = index &* size
        let zigzag = Word(littleEndian: place.loadUnaligned(fromByteOffset: offset, as: Word.self))
        let other = Word(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: Word.self))
        let difference = (zigzag &>> 1) ^ (0 &- (zigzag & 1))
        place.storeBytes(
          of: float(order(other) &+ difference).littleEndian, toByteOffset: offset, as: Word.self)
      }
    }
    for index in paired..<max(count, paired) {
      let offset = index &* size
      let zigzag = Word(littleEndian: place.loadUnaligned(fromByteOffset: offset, as: Word.self))
      let difference = (zigzag &>> 1) ^ (0 &- (zigzag & 1))
      place.storeBytes(
        of: float(order(0) &+ difference).littleEndian, toByteOffset: offset, as: Word.self)
    }
  }
}
