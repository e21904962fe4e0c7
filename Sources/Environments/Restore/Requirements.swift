// A requirements file that names exactly what a record holds.
import Objects

/// The distributions of a record that pip can install, as lines; and why it cannot install others.
struct Requirements {
  private(set) var lines: [String] = []
  private(set) var limits: [RestorePlan.Limit] = []
  /// The line for pip itself, which cannot well replace itself half-way.
  private(set) var pip: String?
  /// Of the lines, those that an index answers.
  private(set) var fromIndex: [Distribution] = []

  /// Whether all that is installed comes from an index.
  var isIndexOnly: Bool { fromIndex.count == lines.count }

  /// - Parameter exists: whether a file of this machine is there.
  init(_ distributions: [Distribution], exists: (String) -> Bool) {
    var names: Set<String> = []
    for one in distributions {
      guard names.insert(one.name).inserted else {
        limit(one, "is there in two versions at once; only one can be installed")
        continue
      }
      guard !one.isOfSystem else {
        limit(one, "came with the operating system at version \(one.version)")
        continue
      }
      guard let line = line(for: one, exists: exists) else { continue }
      if one.name == "pip" {
        pip = line
      } else {
        lines.append(line)
        if one.source == .index { fromIndex.append(one) }
      }
    }
  }

  /// The bytes of the file.
  var bytes: [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

  private mutating func limit(_ one: Distribution, _ reason: String) {
    limits.append(RestorePlan.Limit(subject: one.name, reason: "'\(one.written)' " + reason))
  }

  private mutating func line(for one: Distribution, exists: (String) -> Bool) -> String? {
    switch one.source {
    case .index:
      guard PythonVersion(one.version) != nil else {
        limit(one, "has the version '\(one.version)', which pip does not accept")
        return nil
      }
      return "\(one.written)==\(one.version)"
    case .archive(let url, let hash, let subfolder):
      guard Self.isWebURL(url) || FileURL.path(of: url.text).map(exists) == true else {
        limit(one, "was installed from '\(url)', which is not here")
        return nil
      }
      guard let address = Self.address(url) else {
        limit(one, "was installed from '\(url)', which a requirements file cannot hold")
        return nil
      }
      let parts = [
        subfolder.map { "subdirectory=" + $0 },
        hash.map { $0.split(separator: ":").joined(separator: "=") },
      ].compactMap { $0 }
      return "\(one.written) @ \(address)" + (parts.isEmpty ? "" : "#")
        + parts.joined(separator: "&")
    case .repository(let url, let system, let commit, let subfolder):
      guard ["git", "hg", "bzr", "svn"].contains(system), Self.isRemoteURL(url),
        let address = Self.address(url)
      else {
        limit(one, "was installed from the \(system) repository '\(url)' at \(commit)")
        return nil
      }
      return "\(one.written) @ \(system)+\(address)@\(commit)"
        + (subfolder.map { "#subdirectory=" + $0 } ?? "")
    case .folder(let url, let commit, let isEditable):
      let manner = isEditable ? "was installed in place from" : "was installed from the folder"
      let at = commit.map { ", git commit \($0)" } ?? ""
      limit(one, "\(manner) '\(url)'\(at): check that out and install it from there")
      return nil
    }
  }

  /// The URL without its fragment; nil when a requirements file cannot hold it. pip replaces
  /// `${NAME}` by a variable, so only the characters of RFC 3986 pass.
  private static func address(_ url: StrippedURL) -> String? {
    let address = url.text.prefix { $0 != "#" }
    let isPlain = address.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-._~:/?#[]@!&'()*+,=%".contains($0))
    }
    return isPlain ? String(address) : nil
  }

  private static func isWebURL(_ url: StrippedURL) -> Bool {
    url.text.hasPrefix("https://") || url.text.hasPrefix("http://")
  }

  /// No transport of git that runs a program, such as `ext::`.
  private static func isRemoteURL(_ url: StrippedURL) -> Bool {
    isWebURL(url) || ["ssh://", "git://", "file://"].contains { url.text.hasPrefix($0) }
  }
}
