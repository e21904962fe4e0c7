// How a kernel call is made: retried when a signal interrupts it, errno turned into `FileError`.
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A call by path. Returns what the call returned; negative results become errors.
@inline(__always)
@discardableResult
func kernelCall<Result: SignedInteger>(
  _ operation: StaticString, _ path: FilePath,
  _ call: (UnsafePointer<CChar>) -> Result
) throws(FileError) -> Result {
  var number: Int32 = 0
  let result = path.withPlatformString { name in
    while true {
      let result = call(name)
      if result >= 0 { return result }
      number = errno
      if number != EINTR { return result }
    }
  }
  guard result >= 0 else {
    throw FileError(errno: number, path: path, operation: "\(operation)")
  }
  return result
}

/// A call by descriptor.
@inline(__always)
@discardableResult
func kernelCall<Result: SignedInteger>(
  _ operation: StaticString, of path: @autoclosure () -> FilePath, _ call: () -> Result
) throws(FileError) -> Result {
  while true {
    let result = call()
    if result >= 0 { return result }
    let number = errno
    guard number == EINTR else {
      throw FileError(errno: number, path: path(), operation: "\(operation)")
    }
  }
}
