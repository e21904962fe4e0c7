// The numbers of Documentation/format.md, "Index: staging and stat cache", version 1.

enum IndexLayoutV1 {
  static let version: UInt32 = 1
  static let headerMagic = Array("MLXINDX\n".utf8)
  static let footerMagic = Array("MLXINDE\n".utf8)
  static let headerBytes = 64
  static let directoryRowBytes = 32
  static let footerBytes = 40
  static let folderRowBytes = 32
  static let fileRowBytes = 88
  static let treeRowBytes = 40
  /// Sections begin at multiples of this.
  static let alignment = 8
  /// More is not read: no section table is longer.
  static let sectionsMax = 64

  enum Section: UInt32, CaseIterable {
    case folders = 1
    case files, names, declarations, pending
    /// Absent where no tree is known.
    case trees

    var rowBytes: Int {
      switch self {
      case .folders: folderRowBytes
      case .files: fileRowBytes
      case .names, .declarations, .pending: 1
      case .trees: treeRowBytes
      }
    }
  }

  /// Header and section table, as long as they can be.
  static let headBytesMax = headerBytes + sectionsMax * directoryRowBytes

  static func aligned(_ offset: Int) -> Int {
    (offset + alignment - 1) / alignment * alignment
  }
}

/// Little-endian integers at offsets of a buffer whose bounds the caller has checked.
struct LittleEndianReader {
  let bytes: UnsafeRawBufferPointer

  func u16(_ offset: Int) -> UInt16 {
    UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  func u32(_ offset: Int) -> UInt32 {
    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  func u64(_ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}

/// The same for writing, into a buffer that was made large enough and is all zero.
struct LittleEndianWriter {
  let bytes: UnsafeMutableRawBufferPointer

  func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    bytes.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
  }

  func put(_ source: some Collection<UInt8>, at offset: Int) {
    UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyBytes(from: source)
  }
}
