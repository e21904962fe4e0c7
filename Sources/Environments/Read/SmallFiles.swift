// How everything here is read: small files, with a bound. What cannot be read is nil, never an error:
// a commit does not fail because a package is broken.
import FileIO
import SystemPackage

/// The files of environments and of the machine, by their absolute paths.
struct SmallFiles: Sendable {
  /// The most bytes of a file of settings.
  static let textBytesMax = 256 << 10

  let fileSystem: any FileSystem

  /// What is at a path, through links; nil when nothing is there, or it may not be looked at.
  func status(_ path: String) -> FileStatus? { status(FilePath(path)) }

  func isFolder(_ path: String) -> Bool { status(path)?.type == .directory }

  /// Whether a file is there. Nothing else may be opened: reading a pipe would wait for ever.
  func isFile(_ path: String) -> Bool { isFile(FilePath(path)) }

  /// The whole file; nil when it has more bytes than `max`.
  func bytes(_ path: String, max: Int = textBytesMax) -> [UInt8]? {
    // One value for all calls: in a debug build, making it takes longer than they do.
    let path = FilePath(path)
    guard isFile(path) else { return nil }
    return try? fileSystem.readFile(path, maxBytes: max)
  }

  /// The whole file as a text; bytes that are not UTF-8 become replacement characters.
  func text(_ path: String, max: Int = textBytesMax) -> String? {
    bytes(path, max: max).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The first bytes of a file; all of a shorter one.
  func head(_ path: String, count: Int) -> [UInt8]? {
    let path = FilePath(path)
    guard isFile(path), let file = try? File(path, .read, in: fileSystem) else { return nil }
    return try? file.readUpTo(count, at: 0)
  }

  private func status(_ path: FilePath) -> FileStatus? {
    try? fileSystem.status(at: path, followingLinks: true)
  }

  private func isFile(_ path: FilePath) -> Bool { status(path)?.type == .regular }

  /// The names in a folder, in order; empty where there is none.
  func names(in folder: String) -> [String] {
    guard let entries = try? fileSystem.entries(of: FilePath(folder)) else { return [] }
    return entries.filter(\.isValid).map(\.name).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }
}

extension StringProtocol {
  /// Without spaces and tabs at both ends.
  var trimmed: String {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    let bytes = utf8.drop(while: isSpace)
    let count = bytes.reversed().drop(while: isSpace).count
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

/// Lines such as `key = value`, of which many files of settings are made.
enum KeyLines {
  /// The value of each key, both without the space around them; the first one where a key is twice.
  static func parse(_ text: String, separator: Character) -> [String: String] {
    var values: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      guard let mark = line.firstIndex(of: separator) else { continue }
      let key = line[..<mark].trimmed
      if values[key] == nil { values[key] = line[line.index(after: mark)...].trimmed }
    }
    return values
  }
}
