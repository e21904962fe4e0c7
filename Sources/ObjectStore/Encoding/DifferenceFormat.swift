// The bytes of a difference payload: its form, then what that form has. Documentation/format.md has the
// layout.

/// How the differences of a payload lie.
enum DifferenceForm: UInt8 {
  /// A planes payload of differences.
  case planes = 0
  /// 16-bit differences, an even count of them: those below 15 in pairs, the others apart.
  case pairs = 1
}

/// The head of a payload in pairs: method and length of both parts.
enum PairsFormat {
  /// The form, then method and length of the pairs and of the exceptions.
  static let headBytes = 1 + 2 * 5

  /// Writes form and head.
  static func writeHead(
    _ parts: [(method: PlaneMethod, length: Int)], to output: UnsafeMutableRawBufferPointer
  ) {
    output[0] = DifferenceForm.pairs.rawValue
    for (index, part) in parts.enumerated() {
      output[1 + 5 * index] = part.method.rawValue
      output.storeBytes(
        of: UInt32(part.length).littleEndian, toByteOffset: 2 + 5 * index, as: UInt32.self)
    }
  }

  /// Pairs and exceptions of a payload, which must be there to its last byte.
  static func parse(
    _ stored: UnsafeRawBufferPointer
  ) throws(PayloadError) -> (pairs: PlanesFormat.Plane, exceptions: PlanesFormat.Plane) {
    guard stored.count >= headBytes else { throw .damaged("it has no head of pairs") }
    var parts: [PlanesFormat.Plane] = []
    var start = headBytes
    for index in 0..<2 {
      let length = Int(stored.little(UInt32.self, at: 2 + 5 * index))
      guard let method = PlaneMethod(rawValue: stored[1 + 5 * index]),
        length <= stored.count - start
      else { throw .damaged("one of its parts has no meaning") }
      parts.append(
        PlanesFormat.Plane(
          method: method, bytes: UnsafeRawBufferPointer(rebasing: stored[start..<start + length])))
      start += length
    }
    guard start == stored.count else { throw .damaged("bytes follow its parts") }
    return (parts[0], parts[1])
  }
}
