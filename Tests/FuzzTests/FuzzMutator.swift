import TestSupport

/// Makes input out of valid input: one to six changes, by a number from which the same input comes again.
struct FuzzMutator: Sendable {
  private static let interesting: [UInt64] = [
    0, 1, 2, 3, 7, 8, 9, 15, 16, 31, 32, 63, 64, 100, 127, 128, 129, 255, 256, 511, 512, 1000, 1023,
    1024, 4095, 4096, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0xF_FFFF, 0x10_0000, 0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 1 << 40, 1 << 53, 1 << 62, (1 << 63) - 1, 1 << 63,
    .max - 1, .max,
  ]
  private static let numbers = [
    "0", "-1", "1", "00", "255", "65536", "2147483648", "4294967296", "9007199254740993",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
    "99999999999999999999", "1e308", "1e-400", "0.1", "-", "NaN",
  ].map { Array($0.utf8) }

  private let seeds: [[UInt8]]
  private let tokens: [[UInt8]]
  private let repair: (@Sendable (inout [UInt8]) -> Void)?

  init(_ target: FuzzTarget) {
    (seeds, tokens, repair) = (target.seeds, target.tokens, target.repair)
  }

  /// The input of a number.
  func input(_ number: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: number &* 0xD134_2543_DE82_EF95 &+ 0x5A17)
    var bytes = seeds[random.below(seeds.count)]
    let most = 2 * bytes.count + 1024
    var changes = 1
    while changes < 6, random.next() & 1 == 1 { changes += 1 }
    for _ in 0..<changes {
      change(&bytes, &random)
      if bytes.count > most { bytes.removeSubrange(most...) }
    }
    if let repair, random.below(8) != 0 { repair(&bytes) }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard !bytes.isEmpty else {
      bytes = random.bytes(random.below(16))
      return
    }
    let at = place(in: bytes, &random)
    switch random.below(15) {
    case 0, 1: bytes[at] ^= 1 << UInt8(random.below(8))
    case 2: bytes[at] = UInt8(truncatingIfNeeded: random.next())
    case 3: bytes[at] &+= UInt8(truncatingIfNeeded: random.below(9)) &- 4
    case 4, 5: putNumber(at, &bytes, &random)
    case 6: grow(at, &bytes, &random)
    case 7: putVarint(at, &bytes, &random)
    case 8: bytes.removeSubrange((random.below(3) == 0 ? 0 : at)..<bytes.count)
    case 9: bytes.removeSubrange(run(at, bytes.count, &random))
    case 10: insert(at, &bytes, &random)
    case 11:
      bytes.insert(contentsOf: bytes[run(at, bytes.count, &random)], at: place(in: bytes, &random))
    case 12: splice(at, &bytes, &random)
    case 13: putDigits(at, &bytes, &random)
    default: putToken(at, &bytes, &random)
    }
  }

  /// Heads and ends of files say what the rest is, so half of the places are there.
  private func place(in bytes: [UInt8], _ random: inout SeededGenerator) -> Int {
    switch random.below(4) {
    case 0: random.below(min(bytes.count, 64))
    case 1: bytes.count - 1 - random.below(min(bytes.count, 96))
    default: random.below(bytes.count)
    }
  }

  private func run(_ at: Int, _ count: Int, _ random: inout SeededGenerator) -> Range<Int> {
    at..<min(count, at + 1 + random.below(random.next() & 1 == 0 ? 8 : 64))
  }

  /// A number that code compares with, in 1, 2, 4 or 8 bytes, either end first.
  private func putNumber(_ at: Int, _ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let number = Self.interesting[random.below(Self.interesting.count)]
    write(random.next() & 1 == 0 ? number : 0 &- number, at, 1 << random.below(4), &bytes, &random)
  }

  /// What may be a length or a count gets larger or smaller.
  private func grow(_ at: Int, _ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let width = 1 << random.below(4)
    guard at + width <= bytes.count else { return }
    var number: UInt64 = 0
    for byte in bytes[at..<at + width].reversed() { number = number << 8 | UInt64(byte) }
    switch random.below(4) {
    case 0: number &+= UInt64(random.below(16))
    case 1: number &-= UInt64(random.below(16))
    case 2: number = number &* 2
    default: number = number &* UInt64(truncatingIfNeeded: random.next())
    }
    for index in 0..<width {
      bytes[at + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
    }
  }

  private func write(
    _ number: UInt64, _ at: Int, _ width: Int, _ bytes: inout [UInt8],
    _ random: inout SeededGenerator
  ) {
    let isBig = random.next() & 1 == 0
    for index in 0..<min(width, bytes.count - at) {
      let shift = UInt64(8 * (isBig ? width - 1 - index : index))
      bytes[at + index] = UInt8(truncatingIfNeeded: number >> shift)
    }
  }

  private func putVarint(_ at: Int, _ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    var number = Self.interesting[random.below(Self.interesting.count)]
    var varint: [UInt8] = []
    while number >= 0x80, varint.count < 11 {
      varint.append(UInt8(truncatingIfNeeded: number) | 0x80)
      number >>= 7
    }
    varint.append(UInt8(truncatingIfNeeded: number))
    let end = random.next() & 1 == 0 ? at : min(bytes.count, at + varint.count)
    bytes.replaceSubrange(at..<end, with: varint)
  }

  private func insert(_ at: Int, _ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    switch random.below(3) {
    case 0: bytes.insert(contentsOf: random.bytes(1 + random.below(16)), at: at)
    case 1: bytes.insert(contentsOf: repeatElement(bytes[at], count: 1 + random.below(300)), at: at)
    default: bytes.insert(contentsOf: repeatElement(0, count: 1 + random.below(64)), at: at)
    }
  }

  /// The beginning of one and the end of another; or a run of another in its place.
  private func splice(_ at: Int, _ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let other = seeds[random.below(seeds.count)]
    guard !other.isEmpty else { return }
    let from = place(in: other, &random)
    if random.next() & 1 == 0 {
      bytes.replaceSubrange(at..<bytes.count, with: other[from...])
    } else {
      let taken = run(from, other.count, &random)
      bytes.replaceSubrange(at..<min(bytes.count, at + taken.count), with: other[taken])
    }
  }

  /// A number in digits becomes another one.
  private func putDigits(_ at: Int, _ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    guard let start = bytes[at...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: Self.numbers[random.below(Self.numbers.count)])
  }

  private func putToken(_ at: Int, _ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard !tokens.isEmpty else {
      bytes[at] = 0xFF
      return
    }
    let token = tokens[random.below(tokens.count)]
    let end = random.next() & 1 == 0 ? at : min(bytes.count, at + token.count)
    // Now and then many of them: nesting, and lists without end.
    let times = random.below(16) == 0 ? 200 : 1
    bytes.replaceSubrange(at..<end, with: (0..<times).flatMap { _ in token })
  }
}

extension SeededGenerator {
  /// Below `count`, which is not 0.
  mutating func below(_ count: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(count)) >> 32)
  }
}
