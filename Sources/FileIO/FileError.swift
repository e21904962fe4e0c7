// Everything that the kernel can say no to, in the words of a user.
import Objects
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A refusal by the file system. The text in each case is the path that was refused.
public enum FileError: MLXError, Equatable {
  case notFound(String)
  case exists(String)
  case notADirectory(String)
  case isADirectory(String)
  case permissionDenied(String)
  case readOnly(String)
  /// The disk or the quota is full. Sizes in bytes, where they were asked for beforehand.
  case noSpace(String, neededBytes: Int64?, freeBytes: Int64?)
  case notEmpty(String)
  case tooManyLinks(String)
  case nameTooLong(String)
  case tooLarge(String, limitBytes: Int)
  /// The file was written to, or replaced, while it was read.
  case changedWhileReading(String)
  /// A name that is not UTF-8, or that no file can have.
  case invalidName(String)
  /// Another process holds the lock.
  case busy(String)
  /// The file system has no locks, as some mounts of NFS.
  case locksUnsupported(String)
  /// SIGINT or SIGTERM was seen.
  case interrupted
  case io(String, operation: String, errno: Int32)

  /// The stable word that scripts match.
  public var code: String {
    switch self {
    case .notFound: "not-found"
    case .exists: "file-exists"
    case .notADirectory: "not-a-directory"
    case .isADirectory: "is-a-directory"
    case .permissionDenied: "permission-denied"
    case .readOnly: "read-only"
    case .noSpace: "disk-full"
    case .notEmpty: "directory-not-empty"
    case .tooManyLinks: "too-many-links"
    case .nameTooLong: "name-too-long"
    case .tooLarge: "file-too-large"
    case .changedWhileReading: "file-changed"
    case .invalidName: "invalid-name"
    case .busy: "file-locked"
    case .locksUnsupported: "locks-unsupported"
    case .interrupted: "interrupted"
    case .io: "io-error"
    }
  }

  /// What happened, for a person.
  public var description: String {
    switch self {
    case .notFound(let path): "'\(path)' does not exist"
    case .exists(let path): "'\(path)' exists already"
    case .notADirectory(let path): "'\(path)' is not a folder"
    case .isADirectory(let path): "'\(path)' is a folder"
    case .permissionDenied(let path): "no permission for '\(path)'"
    case .readOnly(let path): "'\(path)' is on a read-only file system"
    case .noSpace(let path, let needed, let free):
      "no space left on the disk of '\(path)'" + Self.amounts(needed: needed, free: free)
    case .notEmpty(let path): "the folder '\(path)' is not empty"
    case .tooManyLinks(let path): "'\(path)' has too many hard links"
    case .nameTooLong(let path): "the name of '\(path)' is too long for its file system"
    case .tooLarge(let path, let limit): "'\(path)' is larger than \(limit) bytes"
    case .changedWhileReading(let path): "'\(path)' changed while it was read"
    case .invalidName(let path): "the name '\(path)' is not valid UTF-8"
    case .busy(let path): "another process holds '\(path)'"
    case .locksUnsupported(let path): "files cannot be locked at '\(path)'"
    case .interrupted: "interrupted"
    case .io(let path, let operation, let number):
      "cannot \(operation) '\(path)': \(Self.text(of: number))"
    }
  }

  /// What to do about it.
  public var hint: String? {
    switch self {
    case .permissionDenied(let path): "run 'ls -ld \(path)' to see who may use it"
    case .noSpace: "free some space ('df -h' lists the disks), then run the command again"
    case .changedWhileReading: "run the command again when nothing writes to it"
    case .invalidName: "rename it with 'mv'"
    case .busy: "run the command again when the other one is done"
    case .interrupted: "run the command again"
    default: nil
    }
  }

  private static func amounts(needed: Int64?, free: Int64?) -> String {
    switch (needed, free) {
    case (let needed?, let free?): ": \(needed) bytes are needed and \(free) are free"
    case (let needed?, nil): ": \(needed) bytes are needed"
    case (nil, let free?): ": \(free) bytes are free"
    case (nil, nil): ""
    }
  }

  /// The system's words for an error number, in lower case as our messages are; 0 is our own
  /// finding that a file ended before its length was reached.
  private static func text(of number: Int32) -> String {
    guard number != 0 else { return "the file ends too early" }
    let text = Errno(rawValue: number).description
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

extension FileError {
  /// Maps an error number of the kernel.
  ///
  /// - Parameter operation: the verb for the message, such as `read`.
  public init(errno number: Int32, path: FilePath, operation: String) {
    let name = path.string
    self =
      switch number {
      case ENOENT: .notFound(name)
      case EEXIST: .exists(name)
      case ENOTDIR: .notADirectory(name)
      case EISDIR: .isADirectory(name)
      case EACCES, EPERM: .permissionDenied(name)
      case EROFS: .readOnly(name)
      case ENOSPC, EDQUOT: .noSpace(name, neededBytes: nil, freeBytes: nil)
      case ENOTEMPTY: .notEmpty(name)
      case EMLINK: .tooManyLinks(name)
      case ENAMETOOLONG: .nameTooLong(name)
      case EILSEQ: .invalidName(name)
      case EWOULDBLOCK: .busy(name)
      case let number where operation == FileLock.verb && Self.noLocks.contains(number):
        .locksUnsupported(name)
      default: .io(name, operation: operation, errno: number)
      }
  }

  /// What flock(2) says of a file system that has none.
  private static let noLocks = [ENOLCK, EOPNOTSUPP, ENOTSUP, ENOSYS]

  /// The file ended before the bytes that were promised.
  static func shortRead(_ path: FilePath) -> FileError {
    .io(path.string, operation: "read", errno: 0)
  }
}
