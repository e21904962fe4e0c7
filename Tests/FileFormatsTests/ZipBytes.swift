/// Zip archives made by hand, with what a liar may change.
enum ZipBytes {
  struct Lies {
    var comment: [UInt8] = []
    var count: UInt16?
    /// Added to the offset of the local header in the directory.
    var offset = 0
    var localName: String?
    var byteCount: UInt32?
    var flags: UInt16 = 0
    var method: UInt16 = 0
    var directoryOffset: UInt32?
  }

  static func archive(_ members: [(name: String, bytes: [UInt8])], _ lies: Lies = Lies()) -> [UInt8]
  {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
      let offset = UInt32(truncatingIfNeeded: archive.count + lies.offset)
      let size = lies.byteCount ?? UInt32(bytes.count)
      let local = lies.localName ?? name
      archive += little(0x0403_4B50 as UInt32) + little(20 as UInt16) + little(lies.flags)
      archive += little(lies.method) + [UInt8](repeating: 0, count: 8)
      archive += little(UInt32(bytes.count)) + little(size)
      archive += little(UInt16(local.utf8.count)) + little(0 as UInt16) + Array(local.utf8) + bytes
      directory += little(0x0201_4B50 as UInt32) + little(20 as UInt16) + little(20 as UInt16)
      directory += little(lies.flags) + little(lies.method) + [UInt8](repeating: 0, count: 8)
      directory += little(UInt32(bytes.count)) + little(size) + little(UInt16(name.utf8.count))
      directory += [UInt8](repeating: 0, count: 12) + little(offset) + Array(name.utf8)
    }
    let start = lies.directoryOffset ?? UInt32(archive.count)
    let count = lies.count ?? UInt16(members.count)
    archive += directory
    archive += little(0x0605_4B50 as UInt32) + little(0 as UInt32) + little(count) + little(count)
    archive += little(UInt32(directory.count)) + little(start) + little(UInt16(lies.comment.count))
    return archive + lies.comment
  }

  static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number(8 * $0)) }
  }
}
