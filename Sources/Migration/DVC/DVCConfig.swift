import FileIO
import SystemPackage

/// What `.dvc/config` and `.dvc/config.local` say of where bytes are.
struct DVCConfig: Sendable {
  /// A remote and its URL.
  struct Remote: Hashable, Sendable {
    let name: String
    let url: String
    /// The folder that it is; nil when it is on another machine.
    let folder: FilePath?
  }

  /// The cache; `.dvc/cache` unless it is said.
  private(set) var cache: FilePath
  /// By name.
  var remotes: [Remote] { byName.values.sorted { $0.name < $1.name } }

  private static let bytesMax = 1 << 20
  private var byName: [String: Remote] = [:]

  /// Reads the settings of a repository of DVC. Those of the user and the machine are not read.
  ///
  /// - Parameters:
  ///   - folder: `.dvc`.
  ///   - home: what `~` stands for.
  ///
  /// Errors: those of reading the files.
  init(of folder: FilePath, home: String?, in fileSystem: any FileSystem) throws(FileError) {
    cache = folder.appending("cache")
    for name in ["config", "config.local"] {
      do throws(FileError) {
        let bytes = try fileSystem.readFile(folder.appending(name), maxBytes: Self.bytesMax)
        take(String(decoding: bytes, as: UTF8.self), in: folder, home: home)
      } catch {
        guard case .notFound = error else { throw error }
      }
    }
  }

  /// The last value counts. Paths are relative to the folder of the file.
  private mutating func take(_ text: String, in folder: FilePath, home: String?) {
    var section = ""
    for line in text.split(whereSeparator: \.isNewline) {
      let line = Self.trimmed(line)
      if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = Self.unquoted(Self.trimmed(line.dropFirst().dropLast()))
        continue
      }
      guard let mark = line.firstIndex(of: "=") else { continue }
      let key = Self.trimmed(line[..<mark]).lowercased()
      let value = Self.unquoted(Self.trimmed(line[line.index(after: mark)...]))
      set(section, key, value, in: folder, home: home)
    }
  }

  private mutating func set(
    _ section: String, _ key: String, _ value: String, in folder: FilePath, home: String?
  ) {
    if section == "cache", key == "dir", let path = Self.path(value, in: folder, home: home) {
      cache = path
    }
    guard key == "url", section.hasPrefix("remote "), !value.isEmpty else { return }
    let name = Self.unquoted(Self.trimmed(section.dropFirst("remote ".count)))
    byName[name] = Remote(name: name, url: value, folder: Self.path(value, in: folder, home: home))
  }

  /// The folder that a value names; nil for a URL of another kind than `file:`.
  private static func path(_ value: String, in folder: FilePath, home: String?) -> FilePath? {
    var text = value
    if text.hasPrefix("file://") {
      text = String(text.dropFirst("file://".count))
    } else if text.contains("://") {
      return nil
    }
    if text.hasPrefix("~/"), let home { text = home + text.dropFirst() }
    return text.isEmpty ? nil : folder.pushing(FilePath(text)).lexicallyNormalized()
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let ends: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    var part = Substring(String(text)).drop(while: ends)
    while let last = part.last, ends(last) { part.removeLast() }
    return String(part)
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == text.last, first == "'" || first == "\""
    else { return text }
    return String(text.dropFirst().dropLast())
  }
}
