import FileIO
import Profiles
import SystemPackage

/// Rows that memory does not hold, in a file that has no name any more: it goes when it is closed, also
/// when the program is killed.
final class SpillFile: SpillStore {
  private let folder: FilePath
  private let fileSystem: any FileSystem
  private let state = Locked(State())

  private struct State {
    var file: File?
    var end: Int64 = 0
  }

  /// A store that makes its file in `folder` when it is first needed.
  init(in folder: FilePath, fileSystem: any FileSystem) {
    self.folder = folder
    self.fileSystem = fileSystem
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws -> UInt64 {
    try Interruption.check()
    let (file, offset) = try state.withLock { state throws -> (File, Int64) in
      let file = try state.file ?? make()
      state.file = file
      defer { state.end += Int64(bytes.count) }
      return (file, state.end)
    }
    try file.write(bytes, at: offset)
    return UInt64(offset)
  }

  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws {
    try Interruption.check()
    guard let file = state.withLock({ $0.file }),
      try file.read(into: buffer, at: Int64(clamping: offset)) == buffer.count
    else { throw FileError.io(folder.string, operation: "read", errno: 5) }
  }

  private func make() throws(FileError) -> File {
    let place = folder.appending(TemporaryName.make(prefix: "diff"))
    let file = try File(place, .create, in: fileSystem, permissions: 0o600)
    try fileSystem.unlink(place)
    return file
  }
}

/// The two versions of a table on two threads.
struct SidesOnThreads: SidesRunner {
  func run<Result: Sendable>(
    _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> (Result, Result) {
    let found = Locked<[Result?]>([nil, nil])
    try Threads.run(2) { side in
      let result = try body(side)
      found.withLock { $0[side] = result }
    }
    let results = found.withLock { $0 }
    return (try results[0] ?? body(0), try results[1] ?? body(1))
  }
}
