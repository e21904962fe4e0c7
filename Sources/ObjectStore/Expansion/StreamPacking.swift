// Streams that were compressed before mlx saw them: they come from anywhere, and nothing in them is
// believed.
import FileFormats

/// How a stream is compressed.
public enum StreamPacking: String, Sendable, CaseIterable {
  /// RFC 1952; several members one after another are one stream.
  case gzip
  /// RFC 1950.
  case zlib
  /// RFC 1951, without a header: a member of a zip archive.
  case deflate
  /// RFC 8878; several frames one after another are one stream.
  case zstd

  /// The packing of a file of this format; nil for one that is no compressed stream, or one that mlx
  /// cannot expand.
  public init?(_ format: FileFormat) {
    switch format {
    case .gzip: self = .gzip
    case .zstd: self = .zstd
    default: return nil
    }
  }

  /// What shows in the first bytes of a stream; nil where nothing does. Raw deflate never shows.
  public init?(head: [UInt8]) {
    if head.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstd
    } else if head.count >= 2, head[0] == 0x78, [0x01, 0x5E, 0x9C, 0xDA].contains(head[1]) {
      self = .zlib
    } else {
      return nil
    }
  }

  /// What a damaged stream is called when nobody says what it should have been.
  var format: FileFormat {
    switch self {
    case .gzip, .zlib: .gzip
    case .deflate: .zip
    case .zstd: .zstd
    }
  }
}

/// How much may come out of a stream. A few kilobytes can say that they are terabytes.
public struct ExpansionLimits: Sendable, Equatable {
  /// Bytes that come out at most.
  public var bytesMax: UInt64 = 1 << 40
  /// What comes out up to here is not compared with what went in.
  public var freeBytes: UInt64 = 1 << 30
  /// Beyond that, bytes that come out for each that goes in.
  public var ratioMax: UInt64 = 250

  /// 1 TiB; beyond the first GiB 250 times what went in.
  public static let standard = ExpansionLimits()

  /// The standard limits, to be changed field by field.
  public init() {}

  /// At most `bytes`, whatever went in.
  public init(bytes: Int) {
    bytesMax = UInt64(max(0, bytes))
    freeBytes = bytesMax
  }

  /// Why no more than `output` may come out of `input` bytes; nil while it may.
  func objection(output: UInt64, input: UInt64) -> String? {
    if output > bytesMax { return "it expands to more than \(bytesMax) bytes" }
    let (allowed, isOver) = max(input, 1).multipliedReportingOverflow(by: ratioMax)
    guard output > freeBytes, !isOver, output > allowed else { return nil }
    return "it expands to more than \(ratioMax) times its length"
  }
}
