// Names that no other process and no other thread makes.
import CLinux

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Names for files that get another name, or none, before the command ends.
public enum TemporaryName {
  /// `<prefix>-<process>-<count>-<random>`: the count is unique in the process, the random part
  /// makes up for machines that share a disk.
  public static func make(prefix: String) -> String {
    let random = UInt32.random(in: .min ... .max)
    return "\(prefix)-\(getpid())-\(clinux_next_number())-\(String(random, radix: 16))"
  }
}
