// What differs between kernels and their C libraries: Linux.
#if os(Linux)
  import SystemPackage

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  enum Platform {
    static func modified(_ raw: stat) -> timespec { raw.st_mtim }
    static func changed(_ raw: stat) -> timespec { raw.st_ctim }

    static func sync(_ descriptor: Int32) -> Int32 { fsync(descriptor) }

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
      let path = FilePath("/proc/sys/kernel/random/boot_id")
      guard let bytes = try? KernelFileSystem().readFile(path, maxBytes: 4096) else { return nil }
      let text = String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self)
      return text.isEmpty ? nil : text
    }

    /// Starts a thread that runs `work`; `nil` when the system has no more threads to give.
    static func startThread(_ work: ThreadWork) -> pthread_t? {
      let context = Unmanaged.passRetained(work)
      var thread = pthread_t()
      let number = pthread_create(
        &thread, nil,
        { context in
          if let context { Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue().run() }
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
