// Which planes are worth entropy-coding: a few numbers tell, before anything is split.

/// A look at the distribution of bytes in each plane of some numbers.
enum PlaneSample {
  /// Numbers that are looked at. For noise the answer is then right within some percent.
  private static let numbersMax = 1024

  /// Whether each plane is far enough from noise to shrink by some percent.
  ///
  /// The chance that two bytes of a plane are equal is 1/256 for noise; with 1/200 there is about
  /// one percent to gain.
  static func worthCoding(_ numbers: UnsafeRawBufferPointer, _ layout: FloatLayout) -> [Bool] {
    let count = numbers.count / layout.planes
    // Odd, so that rows of a tensor do not fall in step with it.
    let step = max(1, count / numbersMax) | 1
    let sampled = (count + step - 1) / step
    var counts = [UInt32](repeating: 0, count: layout.planes << 8)
    for index in stride(from: 0, to: count, by: step) {
      let offset = index * layout.planes
      var word = rotated(numbers, at: offset, layout)
      for plane in 0..<layout.planes {
        counts[plane << 8 | Int(word & 0xFF)] += 1
        word >>= 8
      }
    }
    return (0..<layout.planes).map { plane in
      let pairs = counts[plane << 8..<(plane + 1) << 8].reduce(0) { $0 + Int($1) * (Int($1) - 1) }
      return pairs * 200 > sampled * (sampled - 1)
    }
  }

  private static func rotated(
    _ numbers: UnsafeRawBufferPointer, at offset: Int, _ layout: FloatLayout
  ) -> UInt64 {
    var word: UInt64 = 0
    for byte in 0..<layout.planes {
      word |= UInt64(numbers[offset + byte]) << UInt64(8 * byte)
    }
    let bits = UInt64(8 * layout.planes)
    let rotation = UInt64(layout.rotation)
    guard rotation > 0 else { return word }
    return word << rotation | word >> (bits - rotation)
  }
}
