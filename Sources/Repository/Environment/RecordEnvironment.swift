// The environment half of a commit: what was found around it, or what a capture brings.
import Environments
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import SystemPackage

/// An environment that was stored for a commit.
struct RecordedEnvironment {
  var asset: EnvironmentAsset
  var record: EnvironmentRecord
}

extension Repository {
  /// The environment around this process.
  public func captureEnvironment() -> EnvironmentCapture {
    EnvironmentReader(
      variables: environment.variables(), workTree: workTree.root,
      fileSystem: environment.fileSystem
    ).capture()
  }

  /// Stores the environment of a commit: that of a capture file, else the one that is found; nil
  /// where none is wanted.
  ///
  /// Errors: those of reading the file; `capture-damaged`.
  func recordEnvironment(
    from file: FilePath?, writer: StoreWriter
  ) throws -> RecordedEnvironment? {
    if let file {
      let capture = try CaptureFile.read(file, in: environment.fileSystem)
      return try store(capture, as: .captured, writer: writer)
    }
    guard try environment.configuration.get(.environment)?.value != "off" else { return nil }
    return try store(captureEnvironment(), as: .foundAtCommit, writer: writer)
  }

  private func store(
    _ capture: EnvironmentCapture, as evidence: EnvironmentAsset.Evidence, writer: StoreWriter
  ) throws -> RecordedEnvironment {
    for (_, bytes) in capture.lockFiles.sorted(by: { $0.key < $1.key }) {
      try store(bytes, writer: writer)
    }
    let id = EnvironmentID(try writer.putBytes(.record, capture.record.encode()))
    return RecordedEnvironment(
      asset: EnvironmentAsset(id: id, evidence: evidence), record: capture.record)
  }

  /// A blob that is in memory, however large.
  func store(_ bytes: [UInt8], writer: StoreWriter) throws {
    guard bytes.count > store.limits.smallFileBytes else {
      try writer.putSmallBlob(bytes)
      return
    }
    let fileSystem = environment.fileSystem
    let place = workTree.temporary.appending(TemporaryName.make(prefix: "lock"))
    defer { try? fileSystem.unlink(place) }
    let file = try File(place, .create, in: fileSystem)
    try file.write(bytes, at: 0)
    _ = try writer.ingest(
      File(place, .read, in: fileSystem), size: UInt64(bytes.count))
  }
}
