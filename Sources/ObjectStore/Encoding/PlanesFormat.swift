// The bytes of a planes payload: a head, then the planes. Documentation/format.md has the layout.

/// How one plane is stored.
enum PlaneMethod: UInt8 {
  /// As it is.
  case stored = 0
  /// A zstd frame.
  case zstd = 1
  /// A zstd frame whose maker coded bytes by how frequent they are, and looked for no repetition. It
  /// is decoded as any frame; the code says that a search could still save something.
  case entropy = 2
}

/// The head of a planes payload.
enum PlanesFormat {
  /// Width and rotation, then method and length of each plane.
  static func headBytes(_ layout: FloatLayout) -> Int { 2 + 5 * layout.planes }

  /// Writes the head; `output` has room for it.
  static func writeHead(
    _ layout: FloatLayout, _ planes: [(method: PlaneMethod, length: Int)],
    to output: UnsafeMutableRawBufferPointer
  ) {
    output[0] = layout.width.rawValue
    output[1] = layout.rotation
    for (index, plane) in planes.enumerated() {
      output[2 + 5 * index] = plane.method.rawValue
      output.storeBytes(
        of: UInt32(plane.length).littleEndian, toByteOffset: 3 + 5 * index, as: UInt32.self)
    }
  }

  /// A plane's bytes within a payload.
  struct Plane {
    let method: PlaneMethod
    let bytes: UnsafeRawBufferPointer
  }

  /// The layout and the planes of a payload, which must be there to its last byte.
  static func parse(
    _ stored: UnsafeRawBufferPointer
  ) throws(PayloadError) -> (layout: FloatLayout, planes: [Plane]) {
    guard stored.count >= 2, let width = FloatLayout.Width(rawValue: stored[0]),
      let layout = FloatLayout(width: width, rotation: stored[1]),
      stored.count >= headBytes(layout)
    else { throw .damaged("it has no head of planes") }
    var planes: [Plane] = []
    var start = headBytes(layout)
    for index in 0..<layout.planes {
      let length = Int(stored.little(UInt32.self, at: 3 + 5 * index))
      guard let method = PlaneMethod(rawValue: stored[2 + 5 * index]),
        length <= stored.count - start
      else { throw .damaged("one of its planes has no meaning") }
      let bytes = UnsafeRawBufferPointer(rebasing: stored[start..<start + length])
      planes.append(Plane(method: method, bytes: bytes))
      start += length
    }
    guard start == stored.count else { throw .damaged("bytes follow its planes") }
    return (layout, planes)
  }
}
