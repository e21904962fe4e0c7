// The loops against the definition: plane p has byte p of each number rotated to the left.
import FileFormats
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct BytePlanesTests {
  /// Bit by bit, as Documentation/format.md says it.
  static func naive(_ bytes: [UInt8], _ layout: FloatLayout) -> [[UInt8]] {
    let width = layout.planes
    var planes = [[UInt8]](
      repeating: [UInt8](repeating: 0, count: bytes.count / width), count: width)
    for number in 0..<bytes.count / width {
      for bit in 0..<8 * width {
        guard bytes[number * width + bit / 8] >> UInt8(bit % 8) & 1 == 1 else { continue }
        let place = (bit + Int(layout.rotation)) % (8 * width)
        planes[place / 8][number] |= 1 << UInt8(place % 8)
      }
    }
    return planes
  }

  static func split(_ bytes: [UInt8], _ layout: FloatLayout) -> [[UInt8]] {
    let count = bytes.count / layout.planes
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { room.deallocate() }
    let planes = (0..<layout.planes).map {
      UnsafeMutableRawBufferPointer(rebasing: room[$0 * count..<($0 + 1) * count])
    }
    bytes.withUnsafeBytes { BytePlanes.split($0, layout, into: planes) }
    return planes.map { Array($0) }
  }

  static func merge(_ planes: [[UInt8]], _ layout: FloatLayout) -> [UInt8] {
    let all = planes.flatMap { $0 }
    let count = planes[0].count
    var bytes = [UInt8](repeating: 0, count: all.count)
    all.withUnsafeBytes { all in
      let parts = (0..<layout.planes).map {
        UnsafeRawBufferPointer(rebasing: all[$0 * count..<($0 + 1) * count])
      }
      bytes.withUnsafeMutableBytes { BytePlanes.merge(parts, layout, into: $0) }
    }
    return bytes
  }

  @Test(arguments: FloatLayout.Width.allCases) func everyLength(_ width: FloatLayout.Width) throws {
    var random = SeededGenerator(seed: 1)
    let layout = try #require(FloatLayout(width: width, rotation: 1))
    for length in stride(from: 0, through: 1024, by: layout.planes) {
      let bytes = random.bytes(length)
      let planes = Self.naive(bytes, layout)
      #expect(Self.split(bytes, layout) == planes)
      #expect(Self.merge(planes, layout) == bytes)
    }
  }

  @Test(arguments: FloatLayout.Width.allCases) func everyRotation(_ width: FloatLayout.Width) throws
  {
    var random = SeededGenerator(seed: 2)
    for rotation in UInt8(0)..<8 * width.rawValue {
      let layout = try #require(FloatLayout(width: width, rotation: rotation))
      let bytes = random.bytes(8 * 37)
      let planes = Self.naive(bytes, layout)
      #expect(Self.split(bytes, layout) == planes)
      #expect(Self.merge(planes, layout) == bytes)
    }
    #expect(FloatLayout(width: width, rotation: 8 * width.rawValue) == nil)
    #expect(FloatLayout(width: width, rotation: 255) == nil)
  }

  /// More than one block, from an odd address.
  @Test(arguments: FloatLayout.Width.allCases) func manyBlocks(_ width: FloatLayout.Width) throws {
    var random = SeededGenerator(seed: 3)
    let layout = try #require(FloatLayout(width: width, rotation: 1))
    let bytes = random.bytes(8 * 5_003)
    let count = bytes.count / layout.planes
    let planes = Self.naive(bytes, layout)
    let input = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 1, alignment: 64)
    let output = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 3, alignment: 64)
    defer {
      input.deallocate()
      output.deallocate()
    }
    let odd = UnsafeMutableRawBufferPointer(rebasing: input[1...])
    odd.copyBytes(from: bytes)
    let targets = (0..<layout.planes).map { plane in
      UnsafeMutableRawBufferPointer(
        rebasing: output[3 + plane * count..<3 + (plane + 1) * count])
    }
    BytePlanes.split(UnsafeRawBufferPointer(odd), layout, into: targets)
    #expect(targets.map { Array($0) } == planes)
    for index in odd.indices { odd[index] = 0 }
    BytePlanes.merge(targets.map { UnsafeRawBufferPointer($0) }, layout, into: odd)
    #expect(Array(odd) == bytes)
  }

  @Test func theExponentIsOnePlane() throws {
    let brain = try #require(FloatLayout(.bf16))
    // 1.0, -1.0, the smallest denormal, -infinity, a NaN.
    let numbers: [UInt16] = [0x3F80, 0xBF80, 0x0001, 0xFF80, 0x7FC1]
    let bytes = numbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    #expect(
      Self.split(bytes, brain) == [[0x00, 0x01, 0x02, 0x01, 0x82], [127, 127, 0, 255, 255]])
    let single = try #require(FloatLayout(.f32))
    let words: [Float] = [1, -2, .leastNonzeroMagnitude, .infinity]
    let planes = Self.split(words.flatMap { Self.bytes($0.bitPattern) }, single)
    #expect(planes[3] == [127, 128, 0, 255])
    #expect(planes[0] == [0, 1, 2, 0])
  }

  @Test func otherTypesStayWhole() {
    for type in [TensorType.i8, .u16, .i32, .u64, .bool, .f8e4m3, .f8e5m2, .c64] {
      #expect(FloatLayout(type) == nil)
    }
    #expect(FloatLayout(nil) == nil)
    #expect(FloatLayout(.f16)?.planes == 2)
    #expect(FloatLayout(.f64)?.planes == 8)
  }

  private static func bytes(_ word: UInt32) -> [UInt8] {
    withUnsafeBytes(of: word.littleEndian) { Array($0) }
  }
}
