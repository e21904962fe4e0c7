// A lock file with hashes: better than names and versions, when it says the same.
import Objects

/// The pins of a `requirements*.txt` in which every line has a hash.
struct HashedRequirements: Equatable {
  /// Versions by normalised name.
  private(set) var pins: [String: String] = [:]

  /// nil when a line is no pin with a hash: an include, a URL, a range.
  init?(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    for line in Self.logicalLines(text) {
      if Self.isHarmlessOption(line) { continue }
      guard let pin = Self.pin(line), pins.updateValue(pin.version, forKey: pin.name) == nil else {
        return nil
      }
    }
    if pins.isEmpty { return nil }
  }

  /// Whether the file pins all of these, at these versions, and nothing else. What every new
  /// environment begins with may be missing from it.
  func isExactly(_ distributions: [Distribution], seeds: Set<String>) -> Bool {
    let versions = Dictionary(
      distributions.map { ($0.name, $0.version) }, uniquingKeysWith: { $1 })
    return pins.allSatisfy { name, version in
      versions[name].map { VersionDistance.between($0, version) == nil } == true
    } && versions.keys.allSatisfy { pins[$0] != nil || seeds.contains($0) }
  }

  /// Lines without comments, those that end in a backslash joined with the next.
  private static func logicalLines(_ text: String) -> [String] {
    var lines: [String] = []
    var pending = ""
    for raw in text.split(whereSeparator: \.isNewline) {
      let line = raw.trimmed
      if line.hasPrefix("#") { continue }
      let comment = line.firstRange(of: " #")?.lowerBound ?? line.endIndex
      let plain = line[..<comment].trimmed
      if plain.hasSuffix("\\") {
        pending += plain.dropLast() + " "
      } else {
        let whole = (pending + plain).trimmed
        if !whole.isEmpty { lines.append(whole) }
        pending = ""
      }
    }
    if !pending.trimmed.isEmpty { lines.append(pending.trimmed) }
    return lines
  }

  /// Options that say where to look, not what to install.
  private static func isHarmlessOption(_ line: String) -> Bool {
    let harmless = ["--index-url", "-i ", "--extra-index-url", "--require-hashes", "--only-binary"]
    return harmless.contains { line.hasPrefix($0) }
  }

  /// `name[extra]==version ; marker --hash=sha256:…`
  private static func pin(_ line: String) -> (name: String, version: String)? {
    guard line.contains("--hash="), let equals = line.firstRange(of: "==") else { return nil }
    let name = line[..<equals.lowerBound].prefix { $0 != "[" }.trimmed
    let version = line[equals.upperBound...].drop { $0 == " " }
      .prefix { $0 != " " && $0 != ";" }
    guard DistributionName.isName(name), PythonVersion(version) != nil else { return nil }
    return (DistributionName.normalized(name), String(version))
  }
}
