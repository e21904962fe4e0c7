// Opcodes that push a number, a truth value or nothing.

extension PickleMachine {
  mutating func number(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: "N"): push(.null)
    case 0x88: push(.bool(true))
    case 0x89: push(.bool(false))
    case UInt8(ascii: "I"): push(try intLine())
    case UInt8(ascii: "J"): push(.int(Int64(try reader.integer(Int32.self))))
    case UInt8(ascii: "K"): push(.int(Int64(try reader.byte())))
    case UInt8(ascii: "M"): push(.int(Int64(try reader.integer(UInt16.self))))
    case UInt8(ascii: "L"): push(try intLine())
    case 0x8A: push(try long(UInt64(try reader.byte())))
    case 0x8B:
      let count = try reader.integer(Int32.self)
      guard count >= 0 else { throw Unsound("a number has a negative length") }
      push(try long(UInt64(count)))
    case UInt8(ascii: "F"):
      let line = try reader.line(most: 64)
      push(Double(String(decoding: line, as: UTF8.self)).map(PickleValue.float) ?? .opaque)
    case UInt8(ascii: "G"):
      push(.float(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped)))
    default: return false
    }
    return true
  }

  /// A decimal number; 00 and 01 are truth values, and a long one ends with an L.
  ///
  /// The loader takes more than that for a number (space, underscores, octal, what ends with a NUL). Which
  /// number it is plays no part, and stopping where the loader goes on would hide what follows.
  private mutating func intLine() throws -> PickleValue {
    var line = try reader.line(most: 1 << 16)
    if line == Array("00".utf8) { return .bool(false) }
    if line == Array("01".utf8) { return .bool(true) }
    if line.last == UInt8(ascii: "L") { line.removeLast() }
    return Int64(String(decoding: line, as: UTF8.self)).map(PickleValue.int) ?? .opaque
  }

  /// A little-endian number in two's complement.
  private mutating func long(_ count: UInt64) throws -> PickleValue {
    guard count <= 8 else {
      try reader.skip(count, "a number")
      return .opaque
    }
    let bytes = try reader.bytes(count, most: 8)
    var number: UInt64 = bytes.last.map { $0 & 0x80 != 0 } == true ? .max : 0
    for byte in bytes.reversed() { number = number << 8 | UInt64(byte) }
    return .int(Int64(bitPattern: number))
  }
}
