// POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; names longer than a header has
// room for also as GNU tar writes them. An archive has no directory: headers are followed from the first
// to the last.

/// One file, folder or link in a tar archive.
public struct TarMember: Sendable, Equatable {
  /// As the archive writes it; may be hostile. Bytes that are no UTF-8 are replaced.
  public let name: String
  /// Where a link leads; nil for anything else.
  public let link: String?
  /// Whether that is counted from the root of the archive, as of hard links.
  public let isFromRoot: Bool
  /// Its bytes, from the archive's beginning; empty but for files.
  public let range: Range<UInt64>
}

/// What is in a tar archive.
public struct TarDirectory: Sendable, Equatable {
  /// In the order of the archive.
  public let members: [TarMember]

  static let blockBytes: UInt64 = 512
  static let membersMax = 1 << 18
  /// Of a name, or of an extended header.
  static let textBytesMax = 1 << 16

  /// Follows the headers of an archive that is not compressed.
  ///
  /// Errors: `UnreadableFormat` for a header that is damaged or reaches beyond the end; what the source
  /// throws.
  public init(reading source: some RandomAccess) throws {
    self = try Unsound.within(.tar) { try TarDirectory(source) }
  }

  /// Errors: `Unsound`, and what the source throws.
  init(_ source: any RandomAccess) throws {
    var members: [TarMember] = []
    var position: UInt64 = 0
    // What an extended header says of the next member.
    var next = TarExtension()
    while position + Self.blockBytes <= source.byteCount {
      let block = try source.read(at: position, count: Int(Self.blockBytes))
      guard let header = try TarHeader(block) else { break }
      position += Self.blockBytes
      let size = next.size ?? header.size
      guard size <= source.byteCount - position else {
        throw Unsound("\(header.name) reaches beyond the end", isTruncated: true)
      }
      let range = position..<position + size
      let padding = (Self.blockBytes - size % Self.blockBytes) % Self.blockBytes
      position = min(range.upperBound + padding, source.byteCount)
      if try next.take(header, range, in: source) { continue }
      guard members.count < Self.membersMax else { throw Unsound("it has too many members") }
      let link = header.isLink ? next.link ?? header.link : nil
      members.append(
        TarMember(
          name: next.name ?? header.name, link: link, isFromRoot: header.kind == UInt8(ascii: "1"),
          range: header.isFile ? range : range.lowerBound..<range.lowerBound))
      next = TarExtension()
    }
    self.members = members
  }
}

/// What stands before a member that a header has no room for.
private struct TarExtension {
  var name: String?
  var link: String?
  var size: UInt64?

  /// Whether the header is an extended one, whose content this is.
  mutating func take(
    _ header: TarHeader, _ range: Range<UInt64>, in source: any RandomAccess
  ) throws -> Bool {
    switch header.kind {
    case UInt8(ascii: "L"): name = try text(range, in: source)
    case UInt8(ascii: "K"): link = try text(range, in: source)
    case UInt8(ascii: "x"):
      for (key, value) in try Self.records(content(range, in: source)) {
        switch key {
        case "path": name = value
        case "linkpath": link = value
        case "size": size = UInt64(value)
        default: break
        }
      }
    // A header for all that follow sets times and owners.
    case UInt8(ascii: "g"): break
    default: return false
    }
    return true
  }

  private func content(_ range: Range<UInt64>, in source: any RandomAccess) throws -> [UInt8] {
    let count = range.upperBound - range.lowerBound
    guard count <= UInt64(TarDirectory.textBytesMax) else {
      throw Unsound("an extended header has \(count) bytes")
    }
    return try source.read(at: range.lowerBound, count: Int(count))
  }

  private func text(_ range: Range<UInt64>, in source: any RandomAccess) throws -> String {
    String(decoding: try content(range, in: source).prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Lines of `length key=value`, where the length counts all of the line.
  private static func records(_ bytes: [UInt8]) throws -> [(key: String, value: String)] {
    var records: [(key: String, value: String)] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0 != 0x20 }
      guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 1,
        length <= rest.count
      else { throw Unsound("an extended header is damaged") }
      let line = rest.prefix(length).dropFirst(digits.count + 1).dropLast()
      rest = rest.dropFirst(length)
      guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
      records.append(
        (
          String(decoding: line[..<equals], as: UTF8.self),
          String(decoding: line[(equals + 1)...], as: UTF8.self)
        ))
    }
    return records
  }
}
