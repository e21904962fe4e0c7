// Float tensors to planes: those that shrink are entropy-coded, the others stored.
//
// Of weights the exponents take a few values and the rest is noise, so a third of a bfloat16 tensor
// can be saved at the speed of a Huffman coder, and nothing that a stronger one would find.

/// Makes planes payloads. One thread at a time.
final class PlanesEncoder {
  private let coder: EntropyCoder
  private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init() throws(StoreError) { coder = try EntropyCoder() }

  deinit { scratch.deallocate() }

  /// zstd does not code fewer literals than 64.
  private static let numbersMin = 64

  /// Room that `encode` needs for `count` bytes.
  static func bound(_ count: Int) -> Int {
    let head = 2 + 5 * FloatLayout.Width.allCases.reduce(0) { max($0, Int($1.rawValue)) }
    return head + count + EntropyCoder.bound(count) - count + 1024
  }

  /// Writes the payload to `output` and returns its length; nil when it would save less than a
  /// twentieth, or when the bytes are not whole numbers.
  func encode(
    _ numbers: UnsafeRawBufferPointer, _ layout: FloatLayout,
    into output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    let count = numbers.count / layout.planes
    guard count >= Self.numbersMin, count * layout.planes == numbers.count,
      numbers.count <= Int(UInt32.max), output.count >= Self.bound(numbers.count)
    else { return nil }
    let isCoded = PlaneSample.worthCoding(numbers, layout)
    guard isCoded.contains(true) else { return nil }
    let planes = places(isCoded, layout, count, output)
    BytePlanes.split(numbers, layout, into: planes)

    var end = PlanesFormat.headBytes(layout)
    var head: [(method: PlaneMethod, length: Int)] = []
    for (index, plane) in planes.enumerated() {
      let bytes = UnsafeRawBufferPointer(plane)
      let room = UnsafeMutableRawBufferPointer(rebasing: output[end...])
      if isCoded[index], let length = coder.encode(bytes, into: room), length < count - count / 32 {
        head.append((coder.method, length))
      } else {
        if room.baseAddress != plane.baseAddress { room.copyMemory(from: bytes) }
        head.append((.stored, count))
      }
      end += head[index].length
    }
    guard end <= numbers.count - numbers.count / 20 else { return nil }
    PlanesFormat.writeHead(layout, head, to: output)
    return end
  }

  /// Where planes are split to: in `output` where they will stay, else beside it.
  private func places(
    _ isCoded: [Bool], _ layout: FloatLayout, _ count: Int, _ output: UnsafeMutableRawBufferPointer
  ) -> [UnsafeMutableRawBufferPointer] {
    if scratch.count < count * layout.planes {
      scratch.deallocate()
      scratch = .allocate(byteCount: count * layout.planes, alignment: 64)
    }
    let head = PlanesFormat.headBytes(layout)
    let firstCoded = isCoded.firstIndex(of: true) ?? layout.planes
    return (0..<layout.planes).map { plane in
      let memory = plane < firstCoded ? output : scratch
      let start = plane * count + (plane < firstCoded ? head : 0)
      return UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + count])
    }
  }
}
