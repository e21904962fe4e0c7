import Objects

// Binary parts of profiles as text: registers by one character each, hash values in hex.

enum ProfileText {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// A character for each number below 64 (RFC 4648, section 5).
  static func text(registers: [UInt8]) -> String {
    String(decoding: registers.map { alphabet[Int($0 & 63)] }, as: UTF8.self)
  }

  static func registers(_ text: String) -> [UInt8]? {
    guard text.utf8.count == DistinctSketch.registerCount else { return nil }
    var registers: [UInt8] = []
    registers.reserveCapacity(DistinctSketch.registerCount)
    for letter in text.utf8 {
      guard let value = alphabet.firstIndex(of: letter) else { return nil }
      registers.append(UInt8(value))
    }
    return registers
  }

  /// Sixteen hex digits for each hash value, one after the other.
  static func text(hashes: [UInt64]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * hashes.count)
    for hash in hashes { withUnsafeBytes(of: hash.bigEndian) { bytes.append(contentsOf: $0) } }
    return bytes.withUnsafeBytes { Hex.encode($0) }
  }

  static func hashes(_ text: String) -> [UInt64]? {
    guard text.utf8.count <= 16 * KeySketch.capacity, let bytes = Hex.decode(text),
      bytes.count % 8 == 0
    else { return nil }
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// At most `max` bytes of a text whose last character may be incomplete; what is not UTF-8 is
  /// replaced.
  static func text(_ bytes: some Sequence<UInt8>, max: Int) -> String {
    var text = String(decoding: Array(bytes), as: UTF8.self)
    while text.utf8.count > max || text.unicodeScalars.last == "\u{FFFD}" {
      text.unicodeScalars.removeLast()
    }
    return text
  }
}

extension JSONValue {
  /// A count.
  static func count(_ count: UInt64) -> JSONValue { .integer(Int64(clamping: count)) }
}
