// What a process knows of itself and of its machine.
import FileIO
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ProcessTests {
  @Test func namesTheMachine() {
    #expect(BootID.current() == BootID.current())
    #expect(BootID.current().count >= 16)
    #expect(!HostName.current().isEmpty)
    let start = MonotonicClock.seconds()
    #expect(MonotonicClock.seconds() >= start)
  }

  @Test func whatAProgramSaysGoesWhereItIsSent() async throws {
    let child = ChildProcess("sh", ["-c", "echo out; echo err >&2; exit 3"])
    let collected = try await child.run(output: .collected(bytesMax: 100))
    #expect(collected.status == 3 && collected.output == "out\n" && collected.errors == "err\n")
    for output in [ChildProcess.Output.standardError, .discarded] {
      let outcome = try await child.run(output: output)
      #expect(outcome.status == 3 && outcome.output.isEmpty && outcome.errors.isEmpty)
    }
  }

  @Test func temporaryNamesAreUnique() throws {
    let names = Locked<[String]>([])
    try Threads.run(4) { _ in
      for _ in 0..<250 {
        let name = TemporaryName.make(prefix: "p")
        names.withLock { $0.append(name) }
      }
    }
    let all = names.withLock { $0 }
    #expect(Set(all).count == 1000)
    #expect(all.allSatisfy { $0.hasPrefix("p-\(getpid())-") && !$0.contains("/") })
  }

  @Test func aLockHasOneHolder() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path.appending("lock")
    let fileSystem = KernelFileSystem()
    do {
      let lock = try FileLock(path, in: fileSystem)
      #expect(throws: FileError.busy(path.string)) {
        _ = try FileLock(path, in: fileSystem, waitSeconds: 0.02)
      }
      _ = consume lock
    }
    _ = try FileLock(path, in: fileSystem, waitSeconds: 0)
  }

  @Test func locksExclude() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path.appending("lock")
    let inside = Locked((now: 0, most: 0))
    try Threads.run(3) { _ in
      for _ in 0..<10 {
        let lock = try FileLock(path, in: KernelFileSystem())
        inside.withLock { inside in
          inside.now += 1
          inside.most = max(inside.most, inside.now)
        }
        usleep(200)
        inside.withLock { $0.now -= 1 }
        _ = consume lock
      }
    }
    #expect(inside.withLock { $0.most } == 1)
  }

  // These end or change the whole process, so each runs in one of its own. Whoever started the
  // tests may have had signals ignored, hence SIG_DFL.

  @Test func theFirstSignalIsAFlag() async {
    await #expect(processExitsWith: .exitCode(3)) {
      signal(SIGTERM, SIG_DFL)
      Interruption.install()
      try Interruption.check()
      kill(getpid(), SIGTERM)
      for _ in 0..<5000 where Interruption.signal == nil { usleep(1000) }
      guard Interruption.signal == SIGTERM else { exit(1) }
      do { try Interruption.check() } catch FileError.interrupted { exit(3) }
    }
  }

  @Test func theSecondSignalEndsTheProcess() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      signal(SIGINT, SIG_DFL)
      Interruption.install()
      kill(getpid(), SIGINT)
      for _ in 0..<5000 where Interruption.signal == nil { usleep(1000) }
      kill(getpid(), SIGINT)
      sleep(5)
    }
  }

  @Test func anIgnoredSignalStaysIgnored() async {
    await #expect(processExitsWith: .success) {
      signal(SIGINT, SIG_IGN)
      Interruption.install()
      kill(getpid(), SIGINT)
      usleep(50_000)
      if Interruption.signal != nil { exit(1) }
    }
  }

  @Test func aLockCanBeGivenUpOn() async {
    await #expect(processExitsWith: .exitCode(3)) {
      let folder = try TemporaryDirectory()
      let path = folder.path.appending("lock")
      let lock = try FileLock(path, in: KernelFileSystem())
      signal(SIGINT, SIG_DFL)
      Interruption.install()
      kill(getpid(), SIGINT)
      do {
        _ = try FileLock(path, in: KernelFileSystem(), waitSeconds: 10)
      } catch FileError.interrupted {
        try KernelFileSystem().removeTree(folder.path)
        exit(3)
      }
      _ = consume lock
    }
  }

  #if DEBUG
    @Test func aFailpointKillsAtItsHit() async {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        setenv("MLX_FAILPOINT", "pack-sealed:2", 1)
        Failpoint.packBody.hit()
        Failpoint.packSealed.hit()
        Failpoint.packSealed.hit()
        exit(1)
      }
    }

    @Test func otherFailpointsDoNothing() async {
      await #expect(processExitsWith: .success) {
        setenv("MLX_FAILPOINT", "pack-sealed:2", 1)
        Failpoint.packSealed.hit()
      }
    }
  #endif
}
