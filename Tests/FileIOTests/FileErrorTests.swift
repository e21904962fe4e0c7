// What people and scripts see of the kernel's refusals.
import FileIO
import SystemPackage
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct FileErrorTests {
  @Test(arguments: [
    (ENOENT, "not-found"), (EEXIST, "file-exists"), (ENOTDIR, "not-a-directory"),
    (EISDIR, "is-a-directory"), (EACCES, "permission-denied"), (EPERM, "permission-denied"),
    (EROFS, "read-only"), (ENOSPC, "disk-full"), (EDQUOT, "disk-full"),
    (ENOTEMPTY, "directory-not-empty"), (EMLINK, "too-many-links"),
    (ENAMETOOLONG, "name-too-long"), (EILSEQ, "invalid-name"), (EWOULDBLOCK, "file-locked"),
    (EIO, "io-error"), (ELOOP, "io-error"), (EMFILE, "io-error"),
  ])
  func mapsErrno(_ number: Int32, _ code: String) {
    let error = FileError(errno: number, path: "/a/b", operation: "read")
    #expect(error.code == code)
    #expect(error.description.contains("/a/b"))
    #expect(!error.description.hasSuffix("."))
  }

  @Test func speaksPlainly() {
    let io = FileError(errno: EIO, path: "/a", operation: "sync")
    #expect(io.description == "cannot sync '/a': input/output error")
    let full = FileError.noSpace("/a", neededBytes: 10, freeBytes: 2)
    #expect(
      full.description == "no space left on the disk of '/a': 10 bytes are needed and 2 are free")
    #expect(full.hint != nil)
    #expect(FileError.interrupted.code == "interrupted")
    #expect(FileError.changedWhileReading("/a").code == "file-changed")
    #expect(FileError.tooLarge("/a", limitBytes: 2).description == "'/a' is larger than 2 bytes")
  }

  @Test func comesFromTheKernel() throws {
    let folder = try TemporaryDirectory()
    let fileSystem = KernelFileSystem()
    let file = folder.path.appending("file")
    _ = try File(file, .create, in: fileSystem)
    let long = folder.path.appending(String(repeating: "x", count: 300))
    #expect(throws: FileError.nameTooLong(long.string)) { try File(long, .create, in: fileSystem) }
    let below = file.appending("below")
    #expect(throws: FileError.notADirectory(below.string)) {
      try File(below, .read, in: fileSystem)
    }
    #expect(throws: FileError.isADirectory(folder.path.string)) {
      try File(folder.path, .write, in: fileSystem)
    }
    #expect(throws: FileError.isADirectory(folder.path.string)) {
      try fileSystem.readFile(folder.path, maxBytes: 10)
    }
  }

  /// A pipe that took a file's place must not make `open` wait for a writer.
  @Test func doesNotWaitForPipes() throws {
    let folder = try TemporaryDirectory()
    let pipe = folder.path.appending("pipe")
    #expect(pipe.withPlatformString { mkfifo($0, 0o600) } == 0)
    let file = try File(pipe, .readNoFollow, in: KernelFileSystem())
    #expect(try file.status().type == .other)
  }

  @Test func readsFilesThatSayTheyAreEmpty() throws {
    #if os(Linux)
      let bytes = try KernelFileSystem().readFile("/proc/self/status", maxBytes: 1 << 20)
      #expect(bytes.count > 100)
    #endif
  }
}
