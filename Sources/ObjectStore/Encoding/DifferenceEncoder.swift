// Float tensors as differences to those of a related version: what `mlx repack` makes.

/// Makes difference payloads. One thread at a time.
final class DifferenceEncoder {
  private let coder: PlaneCoder
  private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init() throws(StoreError) { coder = try PlaneCoder() }

  deinit { scratch.deallocate() }

  /// zstd does not code fewer literals than 64.
  private static let numbersMin = 64
  /// Bytes that both forms are tried on.
  private static let sampleBytes = 64 << 10

  /// Room that `encode` needs for `count` bytes.
  static func bound(_ count: Int) -> Int { count + 8 * (PlaneCoder.bound(count) - count) + 4096 }

  /// Writes the payload of `numbers` to `output` and returns its length; nil when the bytes are not whole
  /// numbers, are too few, or do not shrink.
  func encode(
    _ numbers: UnsafeRawBufferPointer, base: UnsafeRawBufferPointer, _ width: FloatLayout.Width,
    into output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    let size = Int(width.rawValue)
    guard numbers.count % size == 0, numbers.count / size >= Self.numbersMin,
      numbers.count <= Int(UInt32.max), output.count >= Self.bound(numbers.count)
    else { return nil }
    growScratch(3 * numbers.count)
    let differences = part(scratch, 0, numbers.count)
    NumberDifference.subtract(base, from: numbers, width, into: differences)
    let bytes = UnsafeRawBufferPointer(differences)
    var length: Int?
    if width == .two, numbers.count % 4 == 0, isBetterInPairs(bytes, output) {
      length = pairs(bytes, into: output)
    }
    let count = length ?? planes(bytes, width, into: output)
    return count < numbers.count ? count : nil
  }

  // MARK: - Forms

  /// Both forms of a piece from the middle tell.
  private func isBetterInPairs(
    _ differences: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    let count = min(differences.count, Self.sampleBytes) & ~3
    let start = (differences.count - count) / 2 & ~3
    let sample = UnsafeRawBufferPointer(rebasing: differences[start..<start + count])
    guard let inPairs = pairs(sample, into: output) else { return false }
    return inPairs < planes(sample, .two, into: output)
  }

  private func planes(
    _ differences: UnsafeRawBufferPointer, _ width: FloatLayout.Width,
    into output: UnsafeMutableRawBufferPointer
  ) -> Int {
    let size = Int(width.rawValue)
    let count = differences.count / size
    guard let layout = FloatLayout(width: width, rotation: 0) else { return differences.count }
    let start = scratch.count / 3
    let planes = (0..<size).map { part(scratch, start + $0 * count, count) }
    BytePlanes.split(differences, layout, into: planes)
    output[0] = DifferenceForm.planes.rawValue
    var end = 1 + PlanesFormat.headBytes(layout)
    var head: [(method: PlaneMethod, length: Int)] = []
    for plane in planes {
      let room = UnsafeMutableRawBufferPointer(rebasing: output[end...])
      head.append(coder.encode(UnsafeRawBufferPointer(plane), into: room))
      end += head[head.count - 1].length
    }
    PlanesFormat.writeHead(
      layout, head, to: UnsafeMutableRawBufferPointer(rebasing: output[1...]))
    return end
  }

  /// nil when more than a quarter of the numbers are exceptions.
  private func pairs(
    _ differences: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    let start = scratch.count / 3
    let pairs = part(scratch, start, differences.count / 4)
    let room = part(scratch, 2 * start, differences.count / 4 & ~1)
    guard let found = NibblePairs.split(differences, into: pairs, exceptions: room) else {
      return nil
    }
    var end = PairsFormat.headBytes
    var head: [(method: PlaneMethod, length: Int)] = []
    for bytes in [pairs, part(room, 0, found * 2)] {
      let room = UnsafeMutableRawBufferPointer(rebasing: output[end...])
      head.append(coder.encode(UnsafeRawBufferPointer(bytes), into: room))
      end += head[head.count - 1].length
    }
    PairsFormat.writeHead(head, to: output)
    return end
  }

  // MARK: - Memory

  private func part(
    _ memory: UnsafeMutableRawBufferPointer, _ start: Int, _ count: Int
  ) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + count])
  }

  private func growScratch(_ count: Int) {
    guard scratch.count < count else { return }
    scratch.deallocate()
    scratch = .allocate(byteCount: count, alignment: 64)
  }
}
