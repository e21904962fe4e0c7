// The C library that this process runs with.
#if canImport(Glibc)
  import Glibc
#endif

/// The machine's C library.
public enum CLibrary {
  /// `glibc 2.36`; nil for other libraries, which do not say.
  public static func version() -> String? {
    #if canImport(Glibc)
      var text = [UInt8](repeating: 0, count: 64)
      let count = text.withUnsafeMutableBytes { buffer in
        confstr(
          Int32(_CS_GNU_LIBC_VERSION), buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
          buffer.count)
      }
      guard (2...text.count).contains(count) else { return nil }
      return String(decoding: text.prefix(count - 1), as: UTF8.self)
    #else
      return nil
    #endif
  }
}
