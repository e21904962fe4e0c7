// How long the history of `SpeedTests` is.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Read from the environment, so that `swift test` stays quick.
enum SpeedCount {
  static var commits: Int {
    getenv("MLX_LINEAGE_COMMITS").flatMap { Int(String(cString: $0)) } ?? 300
  }
}
