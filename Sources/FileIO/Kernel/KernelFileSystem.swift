// The real file system: content of files. (Names are in KernelNames.swift.)
import CLinux
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file system of the machine. Has no state.
public struct KernelFileSystem: FileSystem {
  /// Nothing to set up.
  public init() {}

  /// A write is cut into pieces of this many bytes, so that one call never holds a file for long.
  static let writeBytesMax = 256 << 10
  /// Some kernels refuse a read of 2 GiB.
  static let readBytesMax = 1 << 30

  /// open(2).
  public func open(
    _ path: FilePath, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32 {
    do {
      return try kernelCall("open", path) { clinux_open($0, mode.flags, UInt32(permissions)) }
    } catch .io(let name, _, ELOOP) where mode == .readNoFollow {
      throw .changedWhileReading(name)
    }
  }

  /// close(2); nothing can be done about its errors.
  public func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// pread(2), again until the buffer is full or the file ends.
  public func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64,
    path: FilePath
  ) throws(FileError) -> Int {
    guard let start = buffer.baseAddress else { return 0 }
    var done = 0
    while done < buffer.count {
      let piece = min(buffer.count - done, Self.readBytesMax)
      let count = try kernelCall("read", of: path) {
        pread(descriptor, start + done, piece, off_t(offset) + off_t(done))
      }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// pwrite(2), again until all is written.
  public func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64, path: FilePath
  ) throws(FileError) {
    guard let start = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      let piece = min(bytes.count - done, Self.writeBytesMax)
      let count = try kernelCall("write", of: path) {
        pwrite(descriptor, start + done, piece, off_t(offset) + off_t(done))
      }
      guard count > 0 else { throw .io(path.string, operation: "write", errno: EIO) }
      done += count
    }
  }

  /// fstat(2).
  public func status(of descriptor: Int32, path: FilePath) throws(FileError) -> FileStatus {
    var result = stat()
    try kernelCall("stat", of: path) { fstat(descriptor, &result) }
    return FileStatus(result)
  }

  /// fsync(2), or what is as strong where that is weak.
  public func sync(_ descriptor: Int32, path: FilePath) throws(FileError) {
    try kernelCall("sync", of: path) { Platform.sync(descriptor) }
  }

  /// sync_file_range(2), where there is one.
  public func startWriteback(_ descriptor: Int32, at offset: Int64, count: Int64) {
    clinux_start_writeback(descriptor, offset, count)
  }

  /// fallocate(2), where there is one. What it sets aside is not part of the file until it is written.
  public func reserve(_ descriptor: Int32, size: Int64) {
    clinux_reserve(descriptor, size)
  }

  /// copy_file_range(2), where there is one and it takes these two files.
  public func copyRange(
    from source: Int32, to target: Int32, at offset: Int64, count: Int, path: FilePath
  ) throws(FileError) -> Int {
    while true {
      let copied = clinux_copy_range(source, target, offset, Int64(count))
      if copied >= 0 { return Int(copied) }
      switch errno {
      case EINTR: continue
      case EIO, ENOSPC, EDQUOT, EFBIG:
        throw FileError(errno: errno, path: path, operation: "copy")
      default: return 0
      }
    }
  }

  /// ftruncate(2).
  public func truncate(_ descriptor: Int32, to size: Int64, path: FilePath) throws(FileError) {
    try kernelCall("truncate", of: path) { ftruncate(descriptor, off_t(size)) }
  }
}

extension OpenMode {
  /// Reading never waits for the other end of a pipe that took a file's place.
  var flags: Int32 {
    switch self {
    case .read: O_RDONLY | O_NONBLOCK
    case .readNoFollow: O_RDONLY | O_NONBLOCK | O_NOFOLLOW
    case .create: O_RDWR | O_CREAT | O_EXCL
    case .write: O_RDWR
    }
  }
}

extension FileStatus {
  init(_ raw: stat) {
    self.init(
      type: FileKind(mode: raw.st_mode),
      size: Int64(raw.st_size),
      mtime: FileTime(Platform.modified(raw)),
      ctime: FileTime(Platform.changed(raw)),
      inode: UInt64(raw.st_ino),
      device: UInt64(truncatingIfNeeded: raw.st_dev),
      permissions: UInt16(truncatingIfNeeded: raw.st_mode & 0o7777),
      links: Int(truncatingIfNeeded: raw.st_nlink))
  }
}

extension FileTime {
  init(_ raw: timespec) {
    self.init(seconds: Int64(raw.tv_sec), nanoseconds: UInt32(truncatingIfNeeded: raw.tv_nsec))
  }
}

extension FileKind {
  init(mode: mode_t) {
    self =
      switch mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symlink
      default: .other
      }
  }
}
