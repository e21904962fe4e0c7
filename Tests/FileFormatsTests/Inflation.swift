import FileFormats

/// Raw deflate (RFC 1951), slow and small: the tests' own, as FileFormats links no library.
struct Inflation {
  private let input: [UInt8]
  private var bit = 0
  private var output: [UInt8] = []

  struct Damaged: Error {}

  static func inflate(_ deflated: [UInt8], _ byteCount: Int) throws -> [UInt8]? {
    var inflation = Inflation(input: deflated)
    do { try inflation.run(most: byteCount) } catch is Damaged { return nil }
    return inflation.output.count == byteCount ? inflation.output : nil
  }

  /// The first `count` bytes, or those before the damage.
  static func head(_ deflated: [UInt8], _ count: Int) -> [UInt8] {
    var inflation = Inflation(input: deflated)
    try? inflation.run(most: count)
    return Array(inflation.output.prefix(count))
  }

  private init(input: [UInt8]) { self.input = input }

  private mutating func bits(_ count: Int) throws -> Int {
    var value = 0
    for place in 0..<count {
      guard bit >> 3 < input.count else { throw Damaged() }
      value |= Int(input[bit >> 3] >> UInt8(bit & 7) & 1) << place
      bit += 1
    }
    return value
  }

  private mutating func run(most: Int) throws {
    var isLast = false
    while !isLast {
      isLast = try bits(1) == 1
      switch try bits(2) {
      case 0: try stored(most)
      case 1:
        let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
        try codes(lengths, [Int](repeating: 5, count: 30), most)
      case 2: try dynamic(most)
      default: throw Damaged()
      }
    }
  }

  private mutating func stored(_ most: Int) throws {
    bit = (bit + 7) & ~7
    let count = try bits(16)
    _ = try bits(16)
    guard output.count + count <= most else { throw Damaged() }
    for _ in 0..<count { output.append(UInt8(try bits(8))) }
  }

  /// A Huffman code: how many symbols each length has, and the symbols in the order of their codes.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: [Int]) {
      for length in lengths where length > 0 { counts[length] += 1 }
      for length in 1...15 where counts[length] > 0 {
        for (symbol, its) in lengths.enumerated() where its == length { symbols.append(symbol) }
      }
    }
  }

  private mutating func symbol(_ code: Code) throws -> Int {
    var (value, first, index) = (0, 0, 0)
    for length in 1...15 {
      value |= try bits(1)
      let count = code.counts[length]
      if value >= first, value - count < first { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw Damaged()
  }

  private mutating func codes(_ literals: [Int], _ distances: [Int], _ most: Int) throws {
    let lengthBase = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
      131, 163, 195, 227, 258,
    ]
    let lengthExtra = [
      0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    let (literals, distances) = (Code(literals), Code(distances))
    while true {
      let next = try symbol(literals)
      if next == 256 { return }
      if next < 256 {
        guard output.count < most else { throw Damaged() }
        output.append(UInt8(next))
        continue
      }
      guard next - 257 < lengthBase.count else { throw Damaged() }
      let length = lengthBase[next - 257] + (try bits(lengthExtra[next - 257]))
      let code = try symbol(distances)
      guard code < 30 else { throw Damaged() }
      let extra = max(0, code / 2 - 1)
      let distance = (code < 4 ? code + 1 : (2 + code % 2) << extra + 1) + (try bits(extra))
      guard distance <= output.count, output.count + length <= most else { throw Damaged() }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private mutating func dynamic(_ most: Int) throws {
    let (literals, distances, count) = (try bits(5) + 257, try bits(5) + 1, try bits(4) + 4)
    let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    var codeLengths = [Int](repeating: 0, count: 19)
    for index in 0..<count { codeLengths[order[index]] = try bits(3) }
    let code = Code(codeLengths)
    var lengths: [Int] = []
    while lengths.count < literals + distances {
      let next = try symbol(code)
      switch next {
      case 0..<16: lengths.append(next)
      case 16:
        guard let last = lengths.last else { throw Damaged() }
        lengths += [Int](repeating: last, count: 3 + (try bits(2)))
      case 17: lengths += [Int](repeating: 0, count: 3 + (try bits(3)))
      default: lengths += [Int](repeating: 0, count: 11 + (try bits(7)))
      }
    }
    try codes(
      Array(lengths.prefix(literals)), Array(lengths[literals...].prefix(distances)), most)
  }
}

/// Expands raw deflate, and nothing else.
struct DeflateUnpacker: Unpacker {
  func head(of source: any RandomAccess, _ packing: String, count: Int) throws -> [UInt8]? {
    guard packing == "deflate" else { return nil }
    return Inflation.head(try source.read(at: 0, count: Int(source.byteCount)), count)
  }

  func expand(_ source: any RandomAccess, _ packing: String, most: Int) throws -> [UInt8] {
    let packed = try source.read(at: 0, count: Int(source.byteCount))
    guard let bytes = try Inflation.inflate(packed, most) else {
      throw UnpackFailure.damaged("its compressed bytes are damaged")
    }
    return bytes
  }
}
