// What became of the changes that the disk had not promised to keep.

/// One choice of what a crash does to changes that were not synced.
public struct CrashVariant: Hashable, Sendable, CustomStringConvertible {
  /// Names whose folder was not synced since: creations, links, renames and removals.
  public enum Names: String, Sendable {
    case kept, dropped
    /// The older half of them is on the disk, as with a journal.
    case firstHalf
    /// The newer half of them is, though the older is not: folders were written out of order.
    case lastHalf
    /// Each by the toss of a (seeded) coin.
    case scattered
  }

  /// Bytes and lengths of files that were not synced since.
  public enum Contents: String, Sendable, CaseIterable {
    case kept
    /// As at the last sync; a new file is empty.
    case dropped
    /// The new length, with zeros where bytes were written.
    case zeroed
    /// The first half of the bytes, in the order in which they were written.
    case firstHalf
    /// As the last one, but whole sectors of 512 bytes, and a number of them that chance decides.
    case firstSectors
    /// The new length, and each sector of 512 bytes by the toss of a coin.
    case sectors
    /// The new length, and every second page of 4 KiB; the first page is not written.
    case pages
    /// One of the others for each file.
    case scattered
  }

  public var names: Names
  public var contents: Contents

  public init(names: Names, contents: Contents) {
    self.names = names
    self.contents = contents
  }

  public var description: String { "names \(names.rawValue), contents \(contents.rawValue)" }

  /// Those that between them catch every missing sync that we know how to forget.
  public static let handful: [CrashVariant] = [
    .init(names: .kept, contents: .kept),
    .init(names: .kept, contents: .dropped),
    .init(names: .kept, contents: .zeroed),
    .init(names: .kept, contents: .firstHalf),
    .init(names: .kept, contents: .pages),
    .init(names: .kept, contents: .firstSectors),
    .init(names: .kept, contents: .sectors),
    .init(names: .dropped, contents: .kept),
    .init(names: .firstHalf, contents: .dropped),
    .init(names: .lastHalf, contents: .dropped),
    .init(names: .firstHalf, contents: .sectors),
    .init(names: .scattered, contents: .kept),
    .init(names: .scattered, contents: .scattered),
  ]
}

/// One disk that a crash can leave.
public struct CrashState: Sendable, CustomStringConvertible {
  /// How many operations were begun and finished before the crash.
  public let prefix: Int
  public let variant: CrashVariant
  /// Equal for equal disks; differs from run to run.
  public let fingerprint: Int
  /// The last operation before the crash.
  let lastLine: String
  let names: [NodeID: [String: NodeID]]

  public var description: String { "crash after \(prefix). \(lastLine): \(variant)" }
}
