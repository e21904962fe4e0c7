/// How large a picture is, from the first bytes of its file. Pixels are never decoded.
public struct ImageDimensions: Sendable, Hashable {
  /// Pixels a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Samples of a pixel; nil where the header does not say it.
  public let channels: Int?

  init?(width: Int, height: Int, channels: Int? = nil) {
    guard width > 0, height > 0 else { return nil }
    self.width = width
    self.height = height
    self.channels = channels
  }

  /// Reads the header of a PNG, JPEG, WebP or GIF file; nil for other formats, and for a header that
  /// is damaged or further than a few hundred segments inside. Throws only what the source throws.
  public init?(reading source: some RandomAccess, format: FileFormat) throws {
    let head = try source.read(at: 0, count: Int(min(source.byteCount, 32)))
    let found: ImageDimensions?
    switch format {
    case .png: found = Self.png(head)
    case .gif: found = Self.gif(head)
    case .webp: found = Self.webp(head)
    case .jpeg: found = try Self.jpeg(source)
    default: found = nil
    }
    guard let found else { return nil }
    self = found
  }

  /// The IHDR chunk comes first (PNG specification, 11.2.2).
  private static func png(_ head: [UInt8]) -> ImageDimensions? {
    guard head.count >= 26, head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      head[12..<16].elementsEqual("IHDR".utf8)
    else { return nil }
    let samples = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4]
    guard let channels = samples[Int(head[25])] else { return nil }
    let (width, height) = (big(head[16..<20]), big(head[20..<24]))
    guard width <= Int(Int32.max), height <= Int(Int32.max) else { return nil }
    return ImageDimensions(width: width, height: height, channels: channels)
  }

  private static func gif(_ head: [UInt8]) -> ImageDimensions? {
    guard head.count >= 10, head.starts(with: "GIF8".utf8) else { return nil }
    return ImageDimensions(width: little(head[6..<8]), height: little(head[8..<10]))
  }

  /// The first chunk is lossy, lossless or extended (WebP container specification; RFC 6386, 9.1;
  /// RFC 9649).
  private static func webp(_ head: [UInt8]) -> ImageDimensions? {
    guard head.count >= 25, head.starts(with: "RIFF".utf8), head[8..<12].elementsEqual("WEBP".utf8)
    else { return nil }
    switch String(decoding: head[12..<16], as: UTF8.self) {
    case "VP8 ":
      guard head.count >= 30, head[23..<26].elementsEqual([0x9D, 0x01, 0x2A]) else { return nil }
      return ImageDimensions(
        width: little(head[26..<28]) & 0x3FFF, height: little(head[28..<30]) & 0x3FFF, channels: 3)
    case "VP8L":
      guard head[20] == 0x2F else { return nil }
      let bits = little(head[21..<25])
      return ImageDimensions(
        width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1,
        channels: bits >> 28 & 1 == 1 ? 4 : 3)
    case "VP8X":
      guard head.count >= 30 else { return nil }
      return ImageDimensions(
        width: little(head[24..<27]) + 1, height: little(head[27..<30]) + 1,
        channels: head[20] & 0x10 != 0 ? 4 : 3)
    default: return nil
    }
  }

  /// Steps from segment to segment to the frame header (ITU-T T.81, annex B).
  private static func jpeg(_ source: some RandomAccess) throws -> ImageDimensions? {
    var offset: UInt64 = 2
    for _ in 0..<512 {
      guard offset + 10 <= source.byteCount else { return nil }
      let segment = try source.read(at: offset, count: 10)
      guard segment.count == 10, segment[0] == 0xFF else { return nil }
      switch segment[1] {
      case 0xFF: offset += 1  // a fill byte
      case 0x01, 0xD0...0xD8: offset += 2  // markers without a segment
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        return ImageDimensions(
          width: big(segment[7..<9]), height: big(segment[5..<7]), channels: Int(segment[9]))
      case 0xD9, 0xDA: return nil  // the end, or pixels before any frame header
      default:
        let length = big(segment[2..<4])
        guard length >= 2 else { return nil }
        offset += 2 + UInt64(length)
      }
    }
    return nil
  }

  private static func big(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  private static func little(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
