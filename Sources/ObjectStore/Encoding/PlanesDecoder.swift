// Planes back to the numbers of a tensor. Nothing that the payload says is believed before it is
// checked against how many bytes may come out.

/// Decodes planes payloads. One thread at a time.
final class PlanesDecoder {
  private let zstd: ZstdDecoder
  private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// Room that is kept for the next payload.
  private static let scratchKept = 2 << 20

  init(_ zstd: ZstdDecoder) { self.zstd = zstd }

  deinit { scratch.deallocate() }

  /// What a payload decodes to, found without decoding it.
  struct Plan {
    let layout: FloatLayout
    fileprivate let planes: [PlanesFormat.Plane]
    /// Bytes of a plane.
    fileprivate let count: Int

    /// Bytes of all numbers.
    var byteCount: Int { count * layout.planes }
  }

  /// Checks the head: all planes must have the same length, and together at most `atMost` bytes.
  func plan(_ stored: UnsafeRawBufferPointer, atMost: Int) throws(PayloadError) -> Plan {
    let (layout, planes) = try PlanesFormat.parse(stored)
    var count: Int?
    for plane in planes {
      let length =
        switch plane.method {
        case .stored: plane.bytes.count
        case .zstd, .entropy:
          try ZstdDecoder.contentBytes(plane.bytes, atMost: atMost / layout.planes)
        }
      guard count ?? length == length, length <= atMost / layout.planes else {
        throw .damaged("its planes differ in length")
      }
      count = length
    }
    return Plan(layout: layout, planes: planes, count: count ?? 0)
  }

  /// Decodes into `output`, which has exactly the plan's bytes.
  func decode(_ plan: Plan, into output: UnsafeMutableRawBufferPointer) throws(PayloadError) {
    precondition(output.count == plan.byteCount)
    let coded = plan.planes.count { $0.method != .stored }
    if scratch.count < coded * plan.count {
      scratch.deallocate()
      scratch = .allocate(byteCount: coded * plan.count, alignment: 64)
    }
    defer { giveBack() }
    var used = 0
    var planes: [UnsafeRawBufferPointer] = []
    for plane in plan.planes {
      if plane.method == .stored {
        planes.append(plane.bytes)
      } else {
        let room = UnsafeMutableRawBufferPointer(rebasing: scratch[used..<used + plan.count])
        try zstd.decode(plane.bytes, into: room)
        planes.append(UnsafeRawBufferPointer(room))
        used += plan.count
      }
    }
    BytePlanes.merge(planes, plan.layout, into: output)
  }

  private func giveBack() {
    guard scratch.count > Self.scratchKept else { return }
    scratch.deallocate()
    scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }
}
