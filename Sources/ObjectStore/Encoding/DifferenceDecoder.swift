// Differences back to the numbers of a tensor. Nothing that the payload says is believed before it is
// checked against how many bytes may come out.

/// Decodes difference payloads. One thread at a time.
final class DifferenceDecoder {
  private let zstd: ZstdDecoder
  private let planes: PlanesDecoder
  private var scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// Room that is kept for the next payload.
  private static let scratchKept = 2 << 20

  init(_ zstd: ZstdDecoder, _ planes: PlanesDecoder) {
    self.zstd = zstd
    self.planes = planes
  }

  deinit { scratch.deallocate() }

  /// What a payload decodes to, found without decoding it.
  enum Plan {
    case planes(PlanesDecoder.Plan)
    case pairs(PlanesFormat.Plane, count: Int, exceptions: PlanesFormat.Plane, bytes: Int)

    /// Bytes of all numbers.
    var byteCount: Int {
      switch self {
      case .planes(let plan): plan.byteCount
      case .pairs(_, let count, _, _): count * 4
      }
    }
  }

  /// Checks the head: at most `atMost` bytes may come out.
  func plan(_ stored: UnsafeRawBufferPointer, atMost: Int) throws(PayloadError) -> Plan {
    guard let first = stored.first, let form = DifferenceForm(rawValue: first) else {
      throw .damaged("its differences have no form that is known")
    }
    switch form {
    case .planes:
      let plan = try planes.plan(UnsafeRawBufferPointer(rebasing: stored[1...]), atMost: atMost)
      guard plan.layout.rotation == 0 else { throw .damaged("its differences are rotated") }
      return .planes(plan)
    case .pairs:
      let (pairs, exceptions) = try PairsFormat.parse(stored)
      let count = try length(pairs, atMost: atMost / 4)
      let bytes = try length(exceptions, atMost: count * 4)
      return .pairs(pairs, count: count, exceptions: exceptions, bytes: bytes)
    }
  }

  /// Decodes into `output`, which has exactly the plan's bytes.
  func decode(
    _ plan: Plan, base: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(PayloadError) {
    precondition(output.count == plan.byteCount)
    switch plan {
    case .planes(let plan):
      try planes.decode(plan, into: output)
      NumberDifference.add(base, to: output, plan.layout.width)
    case .pairs(let pairs, let count, let exceptions, let bytes):
      growScratch(count + bytes)
      defer { giveBack() }
      let low = try decoded(pairs, 0, count)
      let high = try decoded(exceptions, count, bytes)
      guard NibblePairs.merge(low, exceptions: high, into: output) else {
        throw .damaged("its exceptions are not those of its pairs")
      }
      NumberDifference.add(base, to: output, .two)
    }
  }

  private func length(_ part: PlanesFormat.Plane, atMost: Int) throws(PayloadError) -> Int {
    let length =
      part.method == .stored
      ? part.bytes.count : try ZstdDecoder.contentBytes(part.bytes, atMost: atMost)
    guard length <= atMost else { throw .damaged("one of its parts is too long") }
    return length
  }

  private func decoded(
    _ part: PlanesFormat.Plane, _ start: Int, _ count: Int
  ) throws(PayloadError) -> UnsafeRawBufferPointer {
    if part.method == .stored { return part.bytes }
    let room = UnsafeMutableRawBufferPointer(rebasing: scratch[start..<start + count])
    try zstd.decode(part.bytes, into: room)
    return UnsafeRawBufferPointer(room)
  }

  private func growScratch(_ count: Int) {
    guard scratch.count < count else { return }
    scratch.deallocate()
    scratch = .allocate(byteCount: count, alignment: 64)
  }

  private func giveBack() {
    guard scratch.count > Self.scratchKept else { return }
    scratch.deallocate()
    scratch = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }
}
