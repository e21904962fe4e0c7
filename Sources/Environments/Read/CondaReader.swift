// What conda installed: one JSON file a package in `conda-meta`.
import Objects

/// Reads `conda-meta/*.json`. Name, version and build are in the name of the file; only the channel
/// is looked for inside, since the rest lists every file of the package.
struct CondaReader {
  let files: SmallFiles

  func read(prefix: String, _ remarks: inout Remarks) -> [CondaPackage] {
    let folder = PathText.join(prefix, "conda-meta")
    var packages: [CondaPackage] = []
    for name in files.names(in: folder) where name.hasSuffix(".json") {
      guard packages.count < DistributionReader.countMax else { break }
      guard let parts = Self.parts(of: name) else {
        remarks.add("'conda-meta/\(name)' has not the name of a package, and was left out")
        continue
      }
      packages.append(
        CondaPackage(
          name: parts.name, version: parts.version, build: parts.build,
          channel: channel(PathText.join(folder, name))))
    }
    return packages
  }

  /// `<name>-<version>-<build>.json`; only the name may hold a hyphen.
  static func parts(of file: String) -> (name: String, version: String, build: String)? {
    let words = file.dropLast(".json".count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard words.count >= 3 else { return nil }
    let name = words.dropLast(2).joined(separator: "-")
    let (version, build) = (String(words[words.count - 2]), String(words[words.count - 1]))
    guard [name, version, build].allSatisfy({ CondaPackage.isPart($0) }) else { return nil }
    return (name, version, build)
  }

  private func channel(_ path: String) -> StrippedURL? {
    for count in [4 << 10, 64 << 10, 16 << 20] {
      guard let head = files.head(path, count: count) else { return nil }
      if let text = TopLevelText.find("channel", in: head) {
        return StrippedURL(strippingChannel: Self.withoutPlatform(text))
      }
      if head.count < count { return nil }
    }
    return nil
  }

  /// `https://conda.anaconda.org/conda-forge/linux-64` is the channel `conda-forge` there.
  static func withoutPlatform(_ channel: String) -> String {
    guard let slash = channel.lastIndex(of: "/") else { return channel }
    let last = channel[channel.index(after: slash)...]
    let isPlatform =
      last == "noarch" || last.isEmpty
      || ["linux-", "osx-", "win-"].contains { last.hasPrefix($0) }
    return isPlatform ? String(channel[..<slash]) : channel
  }
}

/// One text of the outermost object of a JSON document, found without reading what comes after.
enum TopLevelText {
  /// nil when the key is not among the bytes, or is no text.
  static func find(_ key: String, in bytes: [UInt8]) -> String? {
    let wanted = Array("\"\(key)\"".utf8)
    var depth = 0
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        guard let end = endOfText(in: bytes, from: index) else { return nil }
        if depth == 1, bytes[index..<end].elementsEqual(wanted),
          let value = value(in: bytes, after: end)
        {
          return value
        }
        index = end - 1
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func value(in bytes: [UInt8], after end: Int) -> String? {
    let isSpace = { (byte: UInt8) in byte <= 0x20 }
    let rest = bytes[end...].drop(while: isSpace)
    guard rest.first == UInt8(ascii: ":") else { return nil }
    let text = rest.dropFirst().drop(while: isSpace)
    guard text.first == UInt8(ascii: "\""),
      let close = endOfText(in: bytes, from: text.startIndex)
    else { return nil }
    let literal = Array("[".utf8) + bytes[text.startIndex..<close] + Array("]".utf8)
    return (try? JSONValue(parsing: literal))?.array?.first?.string
  }

  /// The index after the closing quote of the text that begins at `start`.
  private static func endOfText(in bytes: [UInt8], from start: Int) -> Int? {
    var index = start + 1
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\"") { return index + 1 }
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }
}
