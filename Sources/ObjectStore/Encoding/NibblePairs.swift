// Small 16-bit numbers, two to a byte; the rare larger ones apart.
//
// An entropy coder that works on bytes then sees pairs: it comes nearer to the bound than with a byte a
// number, of which it can save no more than seven bits.

/// Numbers below 15 as halves of bytes. 15 says that the number is the next of the exceptions.
enum NibblePairs {
  private static let exception: UInt16 = 15
  /// Numbers that are looked at together: where all are small nothing more is done.
  private static let block = 32

  /// Splits an even count of 16-bit numbers. Returns how many exceptions there are, or nil when there are
  /// more than `exceptions` has room for.
  ///
  /// - Parameters:
  ///   - pairs: a byte for two numbers, the first in its low half.
  ///   - exceptions: two bytes each.
  static func split(
    _ numbers: UnsafeRawBufferPointer, into pairs: UnsafeMutableRawBufferPointer,
    exceptions: UnsafeMutableRawBufferPointer
  ) -> Int? {
    let count = numbers.count / 2
    precondition(numbers.count % 4 == 0 && pairs.count == count / 2)
    guard let from = numbers.baseAddress, let to = pairs.baseAddress else { return 0 }
    for index in 0..<count / 2 {
      let first = UInt16(
        littleEndian: from.loadUnaligned(fromByteOffset: index &* 4, as: UInt16.self))
      let second = UInt16(
        littleEndian: from.loadUnaligned(fromByteOffset: index &* 4 &+ 2, as: UInt16.self))
      let byte = min(first, exception) | min(second, exception) &<< 4
      to.storeBytes(of: UInt8(truncatingIfNeeded: byte), toByteOffset: index, as: UInt8.self)
    }
    var found = 0
    var start = 0
    while start < count {
      let end = min(start + block, count)
      var largest: UInt16 = 0
      for index in start..<end {
        largest = max(
          largest,
          UInt16(littleEndian: from.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)))
      }
      if largest >= exception {
        for index in start..<end {
          let number = numbers.little(UInt16.self, at: index * 2)
          guard number >= exception else { continue }
          guard (found + 1) * 2 <= exceptions.count else { return nil }
          exceptions.storeBytes(of: number.littleEndian, toByteOffset: found * 2, as: UInt16.self)
          found += 1
        }
      }
      start = end
    }
    return found
  }

  /// Merges the halves of `pairs` and the exceptions into numbers, four bytes of `output` for each pair.
  /// False when there are more or fewer exceptions than the pairs say.
  static func merge(
    _ pairs: UnsafeRawBufferPointer, exceptions: UnsafeRawBufferPointer,
    into output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    precondition(output.count == pairs.count * 4)
    guard exceptions.count % 2 == 0 else { return false }
    guard let from = pairs.baseAddress, let to = output.baseAddress else {
      return exceptions.isEmpty
    }
    for index in 0..<pairs.count {
      let byte = UInt32(from.load(fromByteOffset: index, as: UInt8.self))
      let both = (byte & 15) | (byte &>> 4) &<< 16
      to.storeBytes(of: both.littleEndian, toByteOffset: index &* 4, as: UInt32.self)
    }
    return exceptions.isEmpty
      ? !holdsException(from, pairs.count) : place(exceptions, pairs, into: output)
  }

  private static func holdsException(_ pairs: UnsafeRawPointer, _ count: Int) -> Bool {
    var found: UInt8 = 0
    for index in 0..<count {
      let byte = pairs.load(fromByteOffset: index, as: UInt8.self)
      found |= (byte & 15 == 15 ? 1 : 0) | (byte &>> 4 == 15 ? 1 : 0)
    }
    return found != 0
  }

  private static func place(
    _ exceptions: UnsafeRawBufferPointer, _ pairs: UnsafeRawBufferPointer,
    into output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    let count = pairs.count
    guard let from = pairs.baseAddress else { return false }
    var used = 0
    var start = 0
    while start < count {
      let end = min(start + block, count)
      var isHit: UInt8 = 0
      for index in start..<end {
        let byte = from.load(fromByteOffset: index, as: UInt8.self)
        isHit |= (byte & 15 == 15 ? 1 : 0) | (byte &>> 4 == 15 ? 1 : 0)
      }
      if isHit != 0 {
        for index in start..<end {
          let byte = pairs[index]
          for (half, place) in [(byte & 15, index * 4), (byte >> 4, index * 4 + 2)]
          where half == 15 {
            guard used + 2 <= exceptions.count else { return false }
            let number = exceptions.little(UInt16.self, at: used)
            // Smaller ones have a place of their own: one meaning, one form.
            guard number >= exception else { return false }
            output.storeBytes(of: number.littleEndian, toByteOffset: place, as: UInt16.self)
            used += 2
          }
        }
      }
      start = end
    }
    return used == exceptions.count
  }
}
