#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The order of paths: by bytes, with "/" below every other byte, so that a folder and all
/// that is below it are neighbours.
enum PathOrder {
  static let slash = UInt8(ascii: "/")

  /// Below zero when `a` comes first, zero when they are equal.
  static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    let common = min(a.count, b.count)
    for index in 0..<common where a[index] != b[index] {
      return rank(a[index]) - rank(b[index])
    }
    return a.count - b.count
  }

  /// Whether `path` is `folder` or below it; everything is below the root.
  static func isWithin(_ path: UnsafeRawBufferPointer, _ folder: UnsafeRawBufferPointer) -> Bool {
    if folder.isEmpty { return true }
    guard path.count >= folder.count else { return false }
    guard path.count == folder.count || path[folder.count] == slash else { return false }
    return UnsafeRawBufferPointer(rebasing: path[..<folder.count]).elementsEqual(folder)
  }

  /// Names in a folder: by bytes alone.
  static func compareNames(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    let common = min(a.count, b.count)
    if common > 0, let left = a.baseAddress, let right = b.baseAddress {
      let order = memcmp(left, right, common)
      if order != 0 { return Int(order) }
    }
    return a.count - b.count
  }

  /// The same for two strings.
  static func isNameBefore(_ a: String, _ b: String) -> Bool {
    withBytes(a) { left in withBytes(b) { right in compareNames(left, right) < 0 } }
  }

  /// The first eight bytes as a number in the order of names; zeros where a name is shorter. Of two
  /// names with one number the bytes decide.
  static func leadingBytes(_ name: String) -> UInt64 {
    withBytes(name) { bytes in
      if bytes.count >= 8 {
        return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
      }
      return bytes.reduce((value: UInt64(0), shift: UInt64(56))) {
        ($0.value | UInt64($1) << $0.shift, $0.shift &- 8)
      }.value
    }
  }

  /// The UTF-8 bytes of a string, without a copy where the string is contiguous.
  static func withBytes<R>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows
    -> R
  {
    var text = text
    return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }

  private static func rank(_ byte: UInt8) -> Int {
    byte == slash ? -1 : Int(byte)
  }
}
