// The list of a folder's files, an object `<md5>.dir` of DVC's cache. It comes from outside: every path is checked.
import Objects

/// The files of a folder.
struct DVCFolder: Sendable {
  /// A file at its path from the folder.
  struct File: Hashable, Sendable {
    let path: RepositoryPath
    let hash: DVCHash
    let isExecutable: Bool
  }

  /// A longer list is refused: it would have some five million files.
  static let bytesMax = 512 << 20

  /// In the order of their paths.
  let files: [File]

  /// Reads a list. nil when it is damaged: no list, a path that leads out of the folder or is there twice, a file
  /// that is a folder of another, no MD5.
  init?(parsing bytes: [UInt8], kind: DVCHash.Kind) {
    guard bytes.count <= Self.bytesMax, let rows = try? JSONValue(parsing: bytes).array,
      let files = Self.files(in: rows, kind: kind)
    else { return nil }
    self.files = files
  }

  init(files: [File]) { self.files = files }

  static func files(in rows: [JSONValue], kind: DVCHash.Kind) -> [File]? {
    var files: [File] = []
    files.reserveCapacity(rows.count)
    for row in rows {
      guard let text = row["relpath"]?.string, !text.isEmpty,
        let path = try? RepositoryPath(validating: text),
        let hash = row["md5"]?.string.flatMap({ DVCHash($0, kind: kind) }), !hash.isFolder
      else { return nil }
      files.append(File(path: path, hash: hash, isExecutable: row["isexec"]?.bool == true))
    }
    files.sort { $0.path < $1.path }
    // With `/` below all other bytes, what is in a folder follows the folder's own name.
    for (one, next) in zip(files, files.dropFirst()) where next.path.isWithin(one.path) {
      return nil
    }
    return files
  }

  /// The list as DVC writes it, whose MD5 names the folder: JSON by Python's `json.dumps`, by path.
  ///
  /// - Parameter files: in any order.
  static func text(of files: [(path: String, md5: String)]) -> [UInt8] {
    let sorted = files.sorted { a, b in
      // Python sorts by code points, which UTF-8 keeps in order.
      a.path.utf8.lexicographicallyPrecedes(b.path.utf8)
    }
    let rows = sorted.map { "{\"md5\": \"\($0.md5)\", \"relpath\": \(pythonString($0.path))}" }
    return Array("[\(rows.joined(separator: ", "))]".utf8)
  }

  /// A text as `json.dumps` writes it: ASCII alone.
  private static func pythonString(_ text: String) -> String {
    var out = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: out += "\\\""
      case 0x5C: out += "\\\\"
      case 0x0A: out += "\\n"
      case 0x0D: out += "\\r"
      case 0x09: out += "\\t"
      case 0x08: out += "\\b"
      case 0x0C: out += "\\f"
      case 0x20..<0x7F: out += String(Unicode.Scalar(UInt8(unit)))
      default:
        let hex = String(unit, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      }
    }
    return out + "\""
  }
}
