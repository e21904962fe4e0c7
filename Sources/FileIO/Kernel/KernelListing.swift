// The real file system: listing a directory. Hot: a work tree can have a million files.
import CLinux
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension KernelFileSystem {
  /// readdir(3), and fstatat(2) for each entry.
  public func entries(
    of directory: FilePath, withStatus: Bool
  ) throws(FileError) -> [DirectoryEntry] {
    let descriptor = try kernelCall("open", directory) {
      clinux_open($0, O_RDONLY | O_DIRECTORY, 0)
    }
    guard let stream = fdopendir(descriptor) else {
      let number = errno
      close(descriptor)
      throw FileError(errno: number, path: directory, operation: "list")
    }
    defer { closedir(stream) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let raw = readdir(stream) else {
        let number = errno
        guard number == 0 else {
          throw FileError(errno: number, path: directory, operation: "list")
        }
        return entries
      }
      guard let name = clinux_entry_name(raw), !Self.isDots(name) else { continue }
      var entry = Self.entry(named: name, type: raw.pointee.d_type)
      if withStatus {
        entry.status = try Self.status(of: name, in: descriptor, directory: directory)
        entry.type = entry.status?.type ?? entry.type
      }
      entries.append(entry)
    }
  }

  private static func isDots(_ name: UnsafePointer<CChar>) -> Bool {
    let dot = CChar(UInt8(ascii: "."))
    guard name[0] == dot else { return false }
    return name[1] == 0 || (name[1] == dot && name[2] == 0)
  }

  private static func entry(named name: UnsafePointer<CChar>, type: UInt8) -> DirectoryEntry {
    let kind: FileKind? =
      switch Int32(type) {
      case Int32(DT_UNKNOWN): nil
      case Int32(DT_REG): .regular
      case Int32(DT_DIR): .directory
      case Int32(DT_LNK): .symlink
      default: .other
      }
    if let text = String(validatingCString: name) {
      return DirectoryEntry(name: text, type: kind)
    }
    return DirectoryEntry(name: String(cString: name), type: kind, isValid: false)
  }

  private static func status(
    of name: UnsafePointer<CChar>, in descriptor: Int32, directory: FilePath
  ) throws(FileError) -> FileStatus? {
    var result = stat()
    do {
      try kernelCall("stat", of: directory) {
        fstatat(descriptor, name, &result, AT_SYMLINK_NOFOLLOW)
      }
    } catch .notFound {
      return nil
    }
    return FileStatus(result)
  }
}
