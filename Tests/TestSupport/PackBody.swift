// Damage of one object in a pack.
import FileIO
import ObjectStore
import Objects
import SystemPackage

/// A pack's bytes, to find an object's row in them.
public struct PackBody {
  let path: FilePath
  public init(_ path: FilePath) { self.path = path }

  /// Turns a bit of the object, if the pack holds it as it is.
  public func flip(
    ifHolding id: Digest, kind: StoredKind, in fileSystem: any FileSystem
  ) throws -> Bool {
    let bytes = try fileSystem.readFile(path, maxBytes: 64 << 20)
    guard let row = bytes.indices.last(where: { bytes[$0...].starts(with: id.bytes) }),
      row + 60 <= bytes.count, bytes[row + 32] == kind.rawValue
    else { return false }
    let offset = (0..<8).reduce(0) { $0 | Int(bytes[row + 44 + $1]) << (8 * $1) }
    try fileSystem.setPermissions(0o644, of: path)
    try File(path, .write, in: fileSystem).write([bytes[offset + 9] ^ 1], at: Int64(offset) + 9)
    return true
  }
}
