// Whether bytes are UTF-8, without making a string of them.

enum UTF8Check {
  /// - Parameter isCut: the bytes are the beginning of something longer, so the last character may
  ///   be incomplete.
  static func isValid(_ bytes: UnsafeRawBufferPointer, isCut: Bool = false) -> Bool {
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        index += asciiRun(bytes, from: index)
        continue
      }
      guard let form = form(of: bytes[index]) else { return false }
      for offset in 1...form.continuations {
        guard index + offset < bytes.count else { return isCut }
        let allowed = offset == 1 ? form.second : 0x80...0xBF
        guard allowed.contains(bytes[index + offset]) else { return false }
      }
      index += 1 + form.continuations
    }
    return true
  }

  /// The length of a run of ASCII; eight bytes a step where possible.
  private static func asciiRun(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index + 8 <= bytes.count,
      bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      index += 8
    }
    while index < bytes.count, bytes[index] < 0x80 { index += 1 }
    return index - start
  }

  /// What may follow a lead byte (The Unicode Standard, table 3-7).
  private static func form(of lead: UInt8) -> (continuations: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (1, 0x80...0xBF)
    case 0xE0: (2, 0xA0...0xBF)
    case 0xED: (2, 0x80...0x9F)
    case 0xE1...0xEF: (2, 0x80...0xBF)
    case 0xF0: (3, 0x90...0xBF)
    case 0xF1...0xF3: (3, 0x80...0xBF)
    case 0xF4: (3, 0x80...0x8F)
    default: nil
    }
  }
}
