// What comes in and what comes out when files are stored.
import Chunking
import FileIO
import Objects
import SystemPackage

/// A blob that is now stored, or was before.
public struct Ingested: Sendable, Equatable {
  /// The SHA-256 of the bytes.
  public let blob: BlobID
  /// Bytes.
  public let size: UInt64
  /// The rule that cut it, to be kept for the next version of the file.
  public let cutter: CutterCode
  /// Bytes that were not stored before.
  public let newBytes: Int
  /// What they take in packs.
  public internal(set) var newStoredBytes: Int
}

/// A file to store.
public struct IngestItem: Sendable {
  /// The folder that it is in.
  public var folder: FilePath
  /// Its name there.
  public var name: String
  /// The cutter of the file's previous version, if there is one.
  public var keeping: CutterCode?
  /// Whether a symbolic link at `path` is read through; else it is an error.
  public var followsLink: Bool
  /// What the kernel said of the file itself, when somebody asked lately.
  public var status: FileStatus?

  /// Where it is.
  public var path: FilePath { folder.entry(name) }

  /// A file at `path`.
  public init(_ path: FilePath, keeping: CutterCode? = nil, followsLink: Bool = false) {
    self.init(
      path.lastComponent?.string ?? "", in: path.removingLastComponent(), keeping: keeping,
      followsLink: followsLink)
  }

  /// A file in a folder.
  public init(
    _ name: String, in folder: FilePath, keeping: CutterCode? = nil, followsLink: Bool = false,
    status: FileStatus? = nil
  ) {
    self.name = name
    self.folder = folder
    self.status = status
    self.keeping = keeping
    self.followsLink = followsLink
  }
}

/// A file that was stored as one of many.
public struct IngestedFile: Sendable, Equatable {
  /// The SHA-256 of the bytes.
  public let blob: BlobID
  /// Bytes.
  public let size: UInt64
  /// What the kernel said of it before and after it was read.
  public let status: FileStatus
  /// The rule that cut it.
  public let cutter: CutterCode
  /// Bytes that were not stored before.
  public let newBytes: Int
  /// What they take in packs.
  public let newStoredBytes: Int

  init(_ ingested: Ingested, _ status: FileStatus) {
    blob = ingested.blob
    size = ingested.size
    self.status = status
    cutter = ingested.cutter
    newBytes = ingested.newBytes
    newStoredBytes = ingested.newStoredBytes
  }
}
