import FileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of the process.
enum CurrentFolder {
  static func path() throws(FileError) -> FilePath {
    guard let pointer = getcwd(nil, 0) else { throw FileError.notFound(".") }
    defer { free(pointer) }
    return FilePath(String(cString: pointer))
  }
}
