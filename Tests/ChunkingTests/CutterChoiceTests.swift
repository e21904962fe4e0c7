import Chunking
import FileFormats
import Testing

@Suite struct CutterChoiceTests {
  /// A safetensors file of tensors that begin and end at these offsets.
  static func safetensors(_ tensors: [(Int, Int)], dataBytes: Int) -> [UInt8] {
    let members = tensors.enumerated().map { index, offsets in
      "\"t\(index)\":{\"dtype\":\"U8\",\"shape\":[\(offsets.1 - offsets.0)],"
        + "\"data_offsets\":[\(offsets.0),\(offsets.1)]}"
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header += [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return prefix + header + [UInt8](repeating: 5, count: dataBytes)
  }

  private static let small: ChunkLimits = {
    var limits = ChunkLimits()
    limits.wholeMax = 100
    limits.spanMax = 1000
    limits.spanMeanMin = 50
    return limits
  }()

  private func plan(
    _ bytes: [UInt8], _ keeping: CutterCode? = nil, _ limits: ChunkLimits = small
  ) throws -> CutPlan {
    try CutterChoice.choose(source: ByteArray(bytes), keeping: keeping, limits: limits)
  }

  private func planned(_ bytes: [UInt8]) throws -> [UInt64]? {
    if case .planned(let cuts, _) = try plan(bytes) { cuts.map(\.end) } else { nil }
  }

  @Test func sizeDecidesFirst() throws {
    let noise = [UInt8](repeating: 9, count: 64 << 10)
    for keeping in CutterCode.allCases.map(Optional.some) + [nil] {
      #expect(try plan([], keeping) == .whole)
      #expect(try plan([UInt8](noise.dropLast()), keeping, .standard) == .whole)
      #expect(try plan(noise, keeping, .standard) == .gear)
    }
  }

  @Test func tensorsAreCutApart() throws {
    let bytes = Self.safetensors([(0, 700), (700, 3000), (3000, 3000)], dataBytes: 3000)
    let start = UInt64(bytes.count - 3000)
    let cuts = [start, start + 700, start + 1700, start + 2700, start + 3000]
    #expect(try planned(bytes) == cuts)
    #expect(try plan(bytes).code == .safetensors1)
  }

  @Test func theEarlierCutterIsKeptWhileItApplies() throws {
    let sound = Self.safetensors([(0, 3000)], dataBytes: 3000)
    var damaged = sound
    damaged[9] = 0x78
    #expect(try plan(sound, .gear1) == .gear)
    #expect(try plan(sound, .whole).code == .safetensors1)
    #expect(try plan(sound, .safetensors1).code == .safetensors1)
    #expect(try plan(damaged, .safetensors1) == .gear)
    #expect(try plan(damaged, .gear1) == .gear)
    #expect(try plan(damaged) == .gear)
    let truncated = [UInt8](sound.dropLast())
    #expect(try plan(truncated, .safetensors1) == .gear)
  }

  @Test func smallTensorsAreNotCutApart() throws {
    let pieces = (0..<40).map { ($0 * 50, $0 * 50 + 50) }
    #expect(try plan(Self.safetensors(pieces, dataBytes: 2000)).code == .safetensors1)
    let shorter = pieces.dropLast() + [(1950, 1999)]
    #expect(try plan(Self.safetensors(Array(shorter), dataBytes: 1999), .safetensors1) == .gear)
    #expect(try plan(Self.safetensors([], dataBytes: 2000)) == .gear)
  }

  @Test func gapsAndWhatFollowsAreCutToo() throws {
    let bytes = Self.safetensors([(1500, 1600), (1600, 1700)], dataBytes: 4000)
    let start = UInt64(bytes.count - 4000)
    let offsets: [UInt64] = [0, 1000, 1500, 1600, 1700, 2700, 3700, 4000]
    #expect(try planned(bytes) == offsets.map { start + $0 })
  }

  @Test func aLongHeaderIsCut() throws {
    let pieces = (0..<60).map { ($0 * 100, $0 * 100 + 100) }
    let bytes = Self.safetensors(pieces, dataBytes: 6000)
    let start = UInt64(bytes.count - 6000)
    let cuts = try #require(try planned(bytes))
    #expect(start > 3000)
    #expect(Array(cuts.prefix(4)) == [1000, 2000, 3000, min(start, 4000)])
    #expect(cuts.contains(start))
  }

  /// A hostile header may ask for any cuts: they are still a file's.
  @Test(arguments: 1...40)
  func plansMakeUpTheFile(seed: Int) throws {
    var random = SeededBytes(seed: UInt64(seed))
    var tensors: [(Int, Int)] = []
    var position = 0
    for _ in 0..<Int.random(in: 1...30, using: &random) {
      let start =
        position + (Bool.random(using: &random) ? 0 : Int.random(in: 0...90, using: &random))
      position = start + Int.random(in: 0...3000, using: &random)
      tensors.append((start, position))
    }
    tensors.shuffle(using: &random)
    let bytes = Self.safetensors(
      tensors, dataBytes: position + Int.random(in: 0...9, using: &random))
    guard let cuts = try planned(bytes) else { return }
    let lengths = zip(cuts, [0] + cuts).map { Int($0) - Int($1) }
    #expect(lengths.allSatisfy { (1...1000).contains($0) })
    #expect(cuts.last == UInt64(bytes.count))
  }

  @Test func codesAreThoseOfTheFormat() {
    #expect(CutterCode.allCases.map(\.rawValue) == Array(0...7))
    #expect(CutPlan.whole.code == .whole)
    #expect(CutPlan.gear.code == .gear1)
  }
}
