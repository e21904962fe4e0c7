// What differs between kernels and their C libraries: macOS.
#if canImport(Darwin)
  import Darwin
  import SystemPackage

  enum Platform {
    static func modified(_ raw: stat) -> timespec { raw.st_mtimespec }
    static func changed(_ raw: stat) -> timespec { raw.st_ctimespec }

    /// fsync(2) leaves data in the drive's cache here; some file systems know no better.
    static func sync(_ descriptor: Int32) -> Int32 {
      fcntl(descriptor, F_FULLFSYNC) == 0 ? 0 : fsync(descriptor)
    }

    // The plain names are hidden by the methods of `KernelFileSystem`.
    static func rename(_ from: UnsafePointer<CChar>, _ to: UnsafePointer<CChar>) -> Int32 {
      renameat(AT_FDCWD, from, AT_FDCWD, to)
    }
    static func link(_ existing: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>) -> Int32 {
      linkat(AT_FDCWD, existing, AT_FDCWD, new, 0)
    }
    static func symlink(_ target: UnsafePointer<CChar>, _ path: UnsafePointer<CChar>) -> Int32 {
      symlinkat(target, AT_FDCWD, path)
    }
    static func unlink(_ path: UnsafePointer<CChar>) -> Int32 { unlinkat(AT_FDCWD, path, 0) }
    static func readLink(_ path: UnsafePointer<CChar>, _ to: UnsafeMutableRawBufferPointer) -> Int {
      guard let start = to.baseAddress else { return 0 }
      return readlink(path, start.assumingMemoryBound(to: CChar.self), to.count)
    }

    /// A text that changes when the machine starts anew.
    static func bootID() -> String? {
      var size = 0
      guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0 else { return nil }
      var text = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0) == 0 else { return nil }
      return String(decoding: text.prefix(size).prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Starts a thread that runs `work`; `nil` when the system has no more threads to give.
    static func startThread(_ work: ThreadWork) -> pthread_t? {
      let context = Unmanaged.passRetained(work)
      var thread: pthread_t?
      let number = pthread_create(
        &thread, nil,
        { context in
          Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue().run()
          return nil
        }, context.toOpaque())
      guard number == 0 else {
        context.release()
        return nil
      }
      return thread
    }
  }
#endif
