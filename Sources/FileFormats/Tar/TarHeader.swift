/// The 512 bytes before each member of a tar archive.
struct TarHeader {
  let name: String
  let link: String
  let size: UInt64
  /// The letter or digit of the kind of member.
  let kind: UInt8

  var isFile: Bool { kind == 0 || kind == UInt8(ascii: "0") || kind == UInt8(ascii: "7") }
  var isLink: Bool { kind == UInt8(ascii: "1") || kind == UInt8(ascii: "2") }

  /// nil for a block of zeros, which ends the archive. Errors: `Unsound` for a wrong checksum.
  init?(_ block: [UInt8]) throws {
    guard block.count == 512 else { throw Unsound("a header is cut off", isTruncated: true) }
    if block.allSatisfy({ $0 == 0 }) { return nil }
    // The checksum counts its own field as spaces.
    let sum = block.enumerated().reduce(UInt64(0)) { sum, next in
      sum + ((148..<156).contains(next.offset) ? 0x20 : UInt64(next.element))
    }
    guard try Self.number(block[148..<156]) == sum else {
      throw Unsound("the checksum of a header is wrong")
    }
    size = try Self.number(block[124..<136])
    kind = block[156]
    link = Self.text(block[157..<257])
    let last = Self.text(block[..<100])
    let isPOSIX = block[257..<263].elementsEqual(Array("ustar".utf8) + [0])
    let folder = isPOSIX ? Self.text(block[345..<500]) : ""
    name = folder.isEmpty ? last : "\(folder)/\(last)"
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Octal digits; or, with the highest bit set, GNU's numbers in base 256.
  private static func number(_ field: ArraySlice<UInt8>) throws -> UInt64 {
    if let first = field.first, first & 0x80 != 0 {
      guard first == 0x80, field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else {
        throw Unsound("a number of a header is too large")
      }
      return field.suffix(min(8, field.count - 1)).reduce(0) { $0 << 8 | UInt64($1) }
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    if digits.isEmpty { return 0 }
    guard let value = UInt64(String(decoding: digits, as: UTF8.self), radix: 8) else {
      throw Unsound("a number of a header is none")
    }
    return value
  }
}
