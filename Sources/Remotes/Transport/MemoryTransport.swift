import FileIO
import SystemPackage

/// Files in memory: a remote for tests, gone with the process.
public final class MemoryTransport: Transport {
  public let location = "memory:"
  private let files = Locked<[String: [UInt8]]>([:])

  /// An empty one.
  public init() {}

  /// The bytes of a file.
  public func size(of name: String) throws(TransportError) -> UInt64? {
    files.withLock { $0[name].map { UInt64($0.count) } }
  }

  /// Bytes of a file.
  public func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8]
  {
    guard let bytes = files.withLock({ $0[name] }) else { throw .missing(location + name) }
    guard count >= 0, offset <= UInt64(bytes.count), UInt64(count) <= UInt64(bytes.count) - offset
    else { throw .shorter(location + name) }
    return Array(bytes[Int(offset)..<Int(offset) + count])
  }

  /// The names in a folder.
  public func list(_ folder: String) throws(TransportError) -> [String] {
    let prefix = folder.isEmpty ? "" : folder + "/"
    let names = files.withLock { Array($0.keys) }
    return Array(
      Set(
        names.filter { $0.hasPrefix(prefix) }
          .compactMap { $0.dropFirst(prefix.count).split(separator: "/").first.map(String.init) }))
  }

  /// Makes a file.
  public func create(_ name: String, from source: TransportSource) throws(TransportError) {
    guard TransportName.isValid(name) else { throw .invalidName(name) }
    let bytes: [UInt8]
    switch source {
    case .bytes(let given): bytes = given
    case .file(let path), .copy(let path):
      do {
        bytes = try KernelFileSystem().readFile(path, maxBytes: 1 << 31)
      } catch {
        throw .refused(location + name, reason: error.description)
      }
    }
    let isNew = files.withLock { files in
      guard files[name] == nil else { return false }
      files[name] = bytes
      return true
    }
    if !isNew { throw .exists(location + name) }
  }

  /// Deletes a file.
  public func delete(_ name: String) throws(TransportError) {
    files.withLock { $0[name] = nil }
  }
}
