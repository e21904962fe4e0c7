/// Zip archives made by hand: what the directory says of a member need not be true.
public enum ZipArchive {
  /// A file in an archive.
  public struct Member: Sendable {
    /// The name, as it is.
    public var name: String
    /// As they lie in the archive.
    public var bytes: [UInt8]
    /// 0 stored, 8 deflated.
    public var method: UInt16
    /// What it says to expand to.
    public var byteCount: UInt32

    /// A member with all it claims.
    public init(name: String, bytes: [UInt8], method: UInt16, byteCount: UInt32) {
      self.name = name
      self.bytes = bytes
      self.method = method
      self.byteCount = byteCount
    }
  }

  /// An archive of files that are not compressed.
  public static func stored(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    archive(
      files.map {
        Member(name: $0.name, bytes: $0.bytes, method: 0, byteCount: UInt32($0.bytes.count))
      })
  }

  /// An archive of these members.
  public static func archive(_ members: [Member]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let sizes = little(UInt32(member.bytes.count)) + little(member.byteCount)
      let name = little(UInt16(member.name.utf8.count))
      let common = little(UInt16(0)) + little(member.method) + [UInt8](repeating: 0, count: 8)
      let offset = little(UInt32(archive.count))
      archive += little(UInt32(0x0403_4B50)) + little(UInt16(20)) + common + sizes + name
      archive += little(UInt16(0)) + Array(member.name.utf8) + member.bytes
      directory += little(UInt32(0x0201_4B50)) + little(UInt16(20)) + little(UInt16(20))
      directory += common + sizes + name + [UInt8](repeating: 0, count: 12) + offset
      directory += Array(member.name.utf8)
    }
    let count = little(UInt16(members.count))
    let end = little(UInt32(0x0605_4B50)) + little(UInt32(0)) + count + count
    let places = little(UInt32(directory.count)) + little(UInt32(archive.count))
    return archive + directory + end + places + little(UInt16(0))
  }

  private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number(8 * $0)) }
  }
}
