// Named places at which a test can have the process killed. Debug builds only.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Dies at a named place: `MLX_FAILPOINT=name` at the first hit, `name:3` at the third.
public enum Failpoint {
  #if DEBUG
    private static let plan: (name: String, countdown: Locked<Int>)? = {
      guard let raw = getenv("MLX_FAILPOINT") else { return nil }
      let parts = String(cString: raw).split(separator: ":", maxSplits: 1)
      guard let name = parts.first else { return nil }
      let hits = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
      return (String(name), Locked(hits))
    }()

    /// Kills the process here if the environment asks for it.
    public static func hit(_ name: String) {
      guard let plan, plan.name == name else { return }
      let isNow = plan.countdown.withLock { left in
        left -= 1
        return left == 0
      }
      if isNow { kill(getpid(), SIGKILL) }
    }
  #else
    /// Nothing, in a release build.
    @inlinable
    public static func hit(_ name: @autoclosure () -> String) {}
  #endif
}
