/// Names that some file system takes for `.git` or `.mlops`. What stands in such a folder is run or believed, so no
/// tree may hold one, wherever it is read: git refuses the same for `.git`.
enum ReservedName {
  private static let names = [".git", ".mlops"].map { Array($0.utf8) }
  /// What Windows calls them where a name has eight letters: `GIT~1`.
  private static let shortNames = ["git~1", "mlops~1"].map { Array($0.utf8) }
  /// The longest name in plain letters that can be one, with dots and spaces behind it.
  private static let plainMax = 64

  /// Whether a name, not empty, is one of them in another case or form.
  static func isOne(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    // Nearly every name ends here: by its first byte, or since it goes on otherwise.
    switch bytes[0] {
    case UInt8(ascii: "."), UInt8(ascii: "g"), UInt8(ascii: "G"), UInt8(ascii: "m"),
      UInt8(ascii: "M"),
      // The first byte of marks that are not seen, and of wide and small full stops and letters.
      0xE2, 0xEF:
      break
    default: return false
    }
    let folded = folded(bytes)
    return names.contains(folded) || shortNames.contains(folded)
  }

  /// As file systems compare it: in lower case, without marks that are not seen (HFS+), without dots and spaces at
  /// the end and what stands behind a colon (NTFS), wide letters as plain ones. Empty for what is none of them.
  private static func folded(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var folded: [UInt8] = []
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if isIgnored(scalar) { continue }
      guard let letter = letter(scalar) else { return [] }
      if letter == UInt8(ascii: ":") { break }
      folded.append(letter)
      if folded.count > plainMax { return [] }
    }
    while let last = folded.last, last == UInt8(ascii: ".") || last == UInt8(ascii: " ") {
      folded.removeLast()
    }
    return folded
  }

  /// U+200C to U+200F, U+202A to U+202E, U+206A to U+206F, U+FEFF.
  private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
    default: false
    }
  }

  /// The plain letter in lower case that a scalar can be taken for.
  private static func letter(_ scalar: Unicode.Scalar) -> UInt8? {
    let value =
      switch scalar.value {
      case 0xFF01...0xFF5E: scalar.value - 0xFF01 + 0x21
      // A dot leader and a small full stop; a long s.
      case 0x2024, 0xFE52: UInt32(UInt8(ascii: "."))
      case 0x17F: UInt32(UInt8(ascii: "s"))
      default: scalar.value
      }
    guard value < 0x80 else { return nil }
    let byte = UInt8(value)
    return byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte + 32 : byte
  }
}
