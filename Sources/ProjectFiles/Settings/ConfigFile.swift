/// A config file: `key = value` lines, with `#` comments, in the order a person gave them.
///
/// A value is written in quotes when it is empty, begins or ends with a space, or holds `#`. A key
/// that stands twice has its last value. Keys that this version does not know are kept.
public struct ConfigFile: Sendable {
  /// One line that sets something.
  public struct Setting: Sendable, Equatable {
    public let key: String
    public let value: String
    /// Counted from 1.
    public let line: Int
  }

  private var lines: [ConfigLine] = []

  /// A file with nothing in it.
  public init() {}

  /// Errors: `invalidFile` with `path` and the line.
  public init(parsing bytes: [UInt8], path: String) throws(ConfigError) {
    var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    for (index, piece) in pieces.enumerated() {
      do throws(ConfigLine.Fault) {
        lines.append(try ConfigLine(parsing: [UInt8](piece)))
      } catch {
        throw .invalidFile(path, line: index + 1, reason: error.reason)
      }
    }
  }

  /// All lines that set something, in order.
  public var settings: [Setting] {
    lines.enumerated().compactMap { index, line in
      line.setting.map { Setting(key: $0.key, value: $0.value, line: index + 1) }
    }
  }

  /// Sets a key where it stands (the last place, if there are several), or on a new last line.
  public mutating func set(_ key: String, to value: String) {
    if let index = lines.lastIndex(where: { $0.setting?.key == key }) {
      lines[index] = ConfigLine(key: key, value: value, like: lines[index].setting)
    } else {
      lines.append(ConfigLine(key: key, value: value))
    }
  }

  /// Removes all lines of a key. False when there is none.
  public mutating func unset(_ key: String) -> Bool {
    let count = lines.count
    lines.removeAll { $0.setting?.key == key }
    return lines.count < count
  }

  /// The file as bytes: lines that nobody set are as they were.
  public func encode() -> [UInt8] {
    lines.reduce(into: []) { bytes, line in
      bytes += line.bytes
      bytes.append(UInt8(ascii: "\n"))
    }
  }
}
