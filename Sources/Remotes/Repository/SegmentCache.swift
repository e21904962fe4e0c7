// Segments of a remote on this machine: immutable, so a copy stays right for as long as it is kept.
import FileIO
import Objects
import SystemPackage

/// Fetches segments whole and checks them against their names. What is in the folder may be deleted (I8): copies
/// are not synced, so one may be torn by a power cut, and one that does not match its name counts as none.
struct SegmentCache: Sendable {
  let folder: FilePath
  let scratch: FilePath
  let transport: any Transport
  let local: any FileSystem

  private static let prefix = "objects/index/"
  private static let suffix = ".seg"
  /// SHA-256 of all before it, and a mark.
  private static let footerBytes = 40
  private static let pieceBytes = 4 << 20

  /// Whether a name is that of a segment.
  static func isSegment(_ name: String) -> Bool { id(name) != nil }

  private static func id(_ name: String) -> Digest? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    return Digest(hex: String(name.dropFirst(prefix.count).dropLast(suffix.count)))
  }

  /// Opens the copy of a segment, which is fetched if needed. Once it is open it stays, also when the folder goes.
  ///
  /// Errors: `missing`; `refused` where its bytes do not match its name.
  func open(_ name: String) throws(TransportError) -> File {
    let path = folder.appending(name.split(separator: "/").last.map(String.init) ?? name)
    do throws(FileError) {
      if let copy = try whole(path, name) { return copy }
      try local.makeDirectories(scratch)
    } catch {
      throw .refused(path.string, reason: error.description)
    }
    return try fetch(name, to: path)
  }

  /// nil where there is no copy, or a damaged one.
  private func whole(_ path: FilePath, _ name: String) throws(FileError) -> File? {
    let file: File
    do throws(FileError) {
      file = try File(path, .read, in: local)
    } catch {
      guard case .notFound = error else { throw error }
      return nil
    }
    let size = try file.status().size
    let end = size - min(size, Int64(Self.footerBytes))
    var hasher = SHA256Hasher()
    var offset: Int64 = 0
    while offset < end {
      try Interruption.check()
      let piece = try file.readUpTo(Int(min(end - offset, Int64(Self.pieceBytes))), at: offset)
      if piece.isEmpty { return nil }
      hasher.update(piece)
      offset += Int64(piece.count)
    }
    let footer = try file.readUpTo(Self.footerBytes, at: end)
    let found = hasher.finalize()
    return found == Self.id(name) && footer.starts(with: found.bytes) ? file : nil
  }

  /// Deletes the copies of segments that the remote does not have any more.
  func prune(keeping names: Set<String>) {
    for entry in (try? local.entries(of: folder)) ?? [] where !names.contains(entry.name) {
      try? local.unlink(folder.appending(entry.name))
    }
  }

  private func fetch(_ name: String, to path: FilePath) throws(TransportError) -> File {
    guard let size = try transport.size(of: name) else { throw .missing(transport.location + name) }
    let temporary = scratch.appending(TemporaryName.make(prefix: "segment"))
    defer { try? local.unlink(temporary) }
    do {
      let file = try File(temporary, .create, in: local, permissions: 0o444)
      var hasher = SHA256Hasher()
      var offset: UInt64 = 0
      let end = size - min(size, UInt64(Self.footerBytes))
      while offset < end {
        try Interruption.check()
        let count = Int(min(end - offset, UInt64(Self.pieceBytes)))
        let piece = try transport.read(name, at: offset, count: count)
        hasher.update(piece)
        try file.write(piece, at: Int64(offset))
        offset += UInt64(count)
      }
      let footer = try transport.read(name, at: end, count: Int(size - end))
      try file.write(footer, at: Int64(end))
      let found = hasher.finalize()
      guard found == Self.id(name), footer.starts(with: found.bytes) else {
        throw TransportError.refused(
          "\(transport.location)/\(name)", reason: "its bytes do not match its name")
      }
      let copy = try File(temporary, .read, in: local)
      // A copy that cannot be kept is fetched again another time.
      try? local.makeDirectories(folder)
      try? local.rename(temporary, to: path)
      return copy
    } catch let error as TransportError {
      throw error
    } catch FileError.interrupted {
      throw .interrupted
    } catch {
      throw .refused(path.string, reason: "\(error)")
    }
  }
}
