// What tells noise from what may shrink, in a third of the time that compressing it takes.

/// A look at how often bytes, and words of four of them, occur.
enum NoiseSample {
  /// Whether neither entropy coding nor matches would save a twentieth of some bytes, of which 2 KiB are enough.
  static func isNoise(_ bytes: UnsafeRawBufferPointer) -> Bool {
    isFlat(bytes) && !hasRepeats(bytes)
  }

  /// The chance that two bytes are equal is 1/256 for noise. With 1/210 their entropy is at least 7.71 bits (Rényi's
  /// of order 2 is a lower bound of Shannon's), which leaves less than a twentieth.
  private static func isFlat(_ bytes: UnsafeRawBufferPointer) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      for byte in bytes { counts[Int(byte)] &+= 1 }
      let pairs = counts.reduce(0) { $0 &+ Int($1) &* (Int($1) &- 1) }
      return pairs &* 210 <= bytes.count &* (bytes.count &- 1)
    }
  }

  /// Whether more than one in a hundred of the words was there before. In noise hardly ever one is.
  private static func hasRepeats(_ bytes: UnsafeRawBufferPointer) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { last in
      last.initialize(repeating: 0)
      var repeats = 0
      for offset in stride(from: 0, to: bytes.count & ~3, by: 4) {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        // Fibonacci hashing (Knuth, The Art of Computer Programming 3, section 6.4).
        let place = Int((word &* 2_654_435_769) >> 22)
        if last[place] == word { repeats &+= 1 }
        last[place] = word
      }
      return repeats > bytes.count / 400
    }
  }
}
