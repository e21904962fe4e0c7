// Paths of what is in a folder.
import SystemPackage

extension FilePath {
  /// The path of what has this name in the folder at this path.
  ///
  /// The same as `appending(name)`, in time that grows with the length and not with its square: swift-system
  /// appends byte by byte, and in debug builds looks over the whole path after each.
  package func entry(_ name: String) -> FilePath {
    let count = length
    let separator = CChar(bitPattern: UInt8(ascii: "/"))
    return withPlatformString { folder in
      var bytes: [CInterop.PlatformChar] = []
      bytes.reserveCapacity(count + name.utf8.count + 2)
      bytes += UnsafeBufferPointer(start: folder, count: count)
      if let last = bytes.last, last != separator { bytes.append(separator) }
      bytes += name.utf8.lazy.map { CChar(bitPattern: $0) }
      bytes.append(0)
      return FilePath(platformString: bytes)
    }
  }
}
