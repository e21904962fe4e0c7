// What a remote has to be able to do: little enough for a folder on any mount and for an object store.
import FileIO
import SystemPackage

/// Where the bytes of a new file come from.
public enum TransportSource: Sendable {
  case bytes([UInt8])
  /// A file of this machine that nobody changes any more. An implementation may keep it under both names.
  case file(FilePath)
  /// As `file`, but it stays in use under its own name: what becomes of one shall not become of both.
  case copy(FilePath)
}

/// A place that keeps immutable files under names. There are no locks, and nothing is ever renamed or
/// replaced: a name that is taken stays taken until it is deleted, and so `create` is the
/// compare-and-swap that heads are moved with.
///
/// Names are `heads/12` or `objects/packs/<id>.pack`: parts of letters, digits, `-`, `_` and `.`, divided
/// by slashes (`TransportName`). Calls block; threads may share one transport.
public protocol Transport: Sendable {
  /// Where it is, for messages: a path or a URL, without secrets.
  var location: String { get }

  /// The bytes of a file; nil when there is none of that name.
  func size(of name: String) throws(TransportError) -> UInt64?

  /// Exactly `count` bytes from an offset.
  ///
  /// Errors: `missing`; `shorter` where the file ends before.
  func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8]

  /// The last parts of the names in a folder such as `heads`, in no order; of the names below the top when
  /// `folder` is empty. What was created before the call is listed. No error when there is no such folder.
  func list(_ folder: String) throws(TransportError) -> [String]

  /// Makes a file, whole or not at all: a reader sees all its bytes or no file. When this returns, it
  /// survives a power cut.
  ///
  /// Errors: `exists` when the name is taken; nothing has changed then. After an error that is retryable
  /// the file may be there all the same.
  func create(_ name: String, from source: TransportSource) throws(TransportError)

  /// Deletes a file. No error when there is none.
  func delete(_ name: String) throws(TransportError)

  /// Deletes what calls of `create` left that were stopped so many seconds ago or longer, by the place's
  /// own time; returns how many files that is. Only counts them when `isDryRun`.
  func removeLeftovers(olderThan seconds: Int64, isDryRun: Bool) throws(TransportError) -> Int
}

extension Transport {
  /// For places where nothing is left.
  public func removeLeftovers(olderThan seconds: Int64, isDryRun: Bool) throws(TransportError)
    -> Int
  {
    0
  }
}

/// The names that a transport takes.
public enum TransportName {
  /// The most bytes of a name.
  public static let bytesMax = 512

  /// Whether a name has only parts that every file system and every URL can have.
  public static func isValid(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= bytesMax else { return false }
    return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty && part != "." && part != ".."
        && part.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
          default: false
          }
        }
    }
  }
}
