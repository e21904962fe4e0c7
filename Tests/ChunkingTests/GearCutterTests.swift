import Testing

@testable import Chunking

@Suite struct GearCutterTests {
  /// Small sizes, so that few bytes make many chunks.
  static func limits(_ minimum: Int, _ target: Int, _ maximum: Int) -> ChunkLimits {
    var limits = ChunkLimits()
    limits.gearMin = minimum
    limits.gearTarget = target
    limits.gearMax = maximum
    return limits
  }

  /// The definition, one byte a step.
  static func reference(_ bytes: [UInt8], _ limits: ChunkLimits) -> [Int] {
    var ends: [Int] = []
    var start = 0
    while start < bytes.count {
      var hash: UInt64 = 0
      var end = min(start + limits.gearMax, bytes.count)
      var index = start + limits.gearMin
      while index < end {
        hash = (hash << 1) &+ GearTable.gear1[bytes[index]]
        index += 1
        if hash & limits.gearMask == 0 { end = index }
      }
      ends.append(end)
      start = end
    }
    return ends
  }

  static func cuts(_ bytes: [UInt8], _ limits: ChunkLimits) -> [Int] {
    let cutter = GearCutter(limits: limits)
    var ends: [Int] = []
    bytes.withUnsafeBytes { all in
      while let length = cutter.cut(
        UnsafeRawBufferPointer(rebasing: all[(ends.last ?? 0)...]), isEnd: true)
      {
        ends.append((ends.last ?? 0) + length)
      }
    }
    return ends
  }

  /// As a pipeline does it: pieces arrive, and what belongs to no finished chunk is carried over.
  static func streamedCuts(
    _ bytes: [UInt8], _ limits: ChunkLimits, _ random: inout SeededBytes, pieceMax: Int
  ) -> [Int] {
    let cutter = GearCutter(limits: limits)
    var ends: [Int] = []
    var start = 0
    var arrived = 0
    while start < bytes.count {
      arrived = min(bytes.count, arrived + Int.random(in: 1...pieceMax, using: &random))
      while true {
        let length = bytes[start..<arrived].withUnsafeBytes {
          cutter.cut($0, isEnd: arrived == bytes.count)
        }
        guard let length else { break }
        start += length
        ends.append(start)
      }
    }
    return ends
  }

  @Test(arguments: [(0, 16, 64), (7, 16, 64), (8, 32, 65), (1, 1, 9), (5, 8, 5), (64, 256, 1024)])
  func agreesWithTheDefinition(minimum: Int, target: Int, maximum: Int) {
    let limits = Self.limits(minimum, target, maximum)
    for seed in 1...40 {
      var random = SeededBytes(seed: UInt64(seed))
      let bytes = random.bytes(Int.random(in: 0...3000, using: &random))
      #expect(Self.cuts(bytes, limits) == Self.reference(bytes, limits), "seed \(seed)")
    }
  }

  @Test func agreesWithTheDefinitionAtFullSize() {
    var random = SeededBytes(seed: 7)
    let bytes = random.bytes(600_001)
    #expect(Self.cuts(bytes, .standard) == Self.reference(bytes, .standard))
  }

  @Test(arguments: 1...30)
  func buffersPlayNoPart(seed: Int) {
    var random = SeededBytes(seed: UInt64(seed))
    let limits = Self.limits(16, 64, 300)
    let bytes = random.bytes(Int.random(in: 0...6000, using: &random))
    let whole = Self.cuts(bytes, limits)
    for pieceMax in [1, 40, 1000] {
      #expect(Self.streamedCuts(bytes, limits, &random, pieceMax: pieceMax) == whole)
    }
  }

  @Test(arguments: 1...20)
  func chunksMakeUpTheFile(seed: Int) {
    var random = SeededBytes(seed: UInt64(seed))
    let limits = Self.limits(16, 64, 300)
    let bytes = random.bytes(5000)
    let ends = Self.cuts(bytes, limits)
    let lengths = zip(ends, [0] + ends).map { $0 - $1 }
    #expect(ends.last == bytes.count)
    #expect(lengths.allSatisfy { (1...300).contains($0) })
    #expect(lengths.dropLast().allSatisfy { $0 > 16 })
  }

  /// Cutting the rest of a file from a chunk's end gives the rest of its cuts.
  @Test func cutsDependOnNothingBefore() {
    var random = SeededBytes(seed: 11)
    let limits = Self.limits(16, 64, 300)
    let bytes = random.bytes(4000)
    let ends = Self.cuts(bytes, limits)
    for (index, end) in ends.enumerated() {
      let rest = Self.cuts([UInt8](bytes[end...]), limits).map { $0 + end }
      #expect(rest == Array(ends[(index + 1)...]))
    }
  }

  /// One byte more moves the cuts around it and no others.
  @Test(arguments: 1...20)
  func insertionsStayLocal(seed: Int) {
    var random = SeededBytes(seed: UInt64(seed))
    let limits = Self.limits(16, 64, 2000)
    let bytes = random.bytes(40_000)
    let place = Int.random(in: 10_000..<20_000, using: &random)
    var longer = bytes
    longer.insert(42, at: place)
    let before = Self.cuts(bytes, limits)
    let after = Self.cuts(longer, limits)
    #expect(before.filter { $0 <= place } == after.filter { $0 <= place })
    let moved = Set(before.filter { $0 > place }.map { $0 + 1 })
    let kept = after.filter { moved.contains($0) }
    #expect(kept.count >= moved.count - 12, "\(moved.count - kept.count) cuts moved")
  }

  @Test func asksForMoreUntilItCanTell() {
    let cutter = GearCutter(limits: Self.limits(16, 1 << 40, 64))
    let zeros = [UInt8](repeating: 1, count: 100)
    zeros.withUnsafeBytes { bytes in
      for count in 0..<64 {
        #expect(cutter.cut(UnsafeRawBufferPointer(rebasing: bytes[..<count]), isEnd: false) == nil)
        let last = cutter.cut(UnsafeRawBufferPointer(rebasing: bytes[..<count]), isEnd: true)
        #expect(last == (count == 0 ? nil : count))
      }
      #expect(cutter.cut(UnsafeRawBufferPointer(rebasing: bytes[..<64]), isEnd: false) == 64)
      #expect(cutter.cut(bytes, isEnd: false) == 64)
    }
    #expect(cutter.cut(UnsafeRawBufferPointer(start: nil, count: 0), isEnd: true) == nil)
  }

  @Test func maskLeavesTheTopBitFree() {
    #expect(ChunkLimits.standard.gearMask == 0x7FFF_8000_0000_0000)
    #expect(Self.limits(0, 1, 1).gearMask == 0)
    #expect(Self.limits(0, 2, 1).gearMask == 1 << 62)
    #expect(Self.limits(0, 3, 1).gearMask == 1 << 62)
    #expect(Self.limits(0, .max, 1).gearMask >> 63 == 0)
    #expect(ChunkLimits.standard.bytesMax == 1 << 20)
  }
}
