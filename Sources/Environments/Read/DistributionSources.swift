// Where a package came from: `direct_url.json`, by PEP 610.
import Objects

/// Reads sources, and says them without secrets and, inside of the work tree, without its place.
struct DistributionSources {
  let files: SmallFiles
  let workTree: String
  var git: GitHead { GitHead(files: files) }

  /// The source of the package whose folder of metadata this is.
  func source(
    ofMetadata folder: String, entry: String, _ remarks: inout Remarks
  ) -> DistributionSource {
    guard entry.hasSuffix(".dist-info"),
      let bytes = files.bytes(PathText.join(folder, "direct_url.json"), max: 64 << 10)
    else { return .index }
    guard let json = try? JSONValue(parsing: bytes), let source = source(of: json) else {
      remarks.add("'\(entry)/direct_url.json' does not say where the package came from")
      return .index
    }
    return source
  }

  /// What PEP 610 allows; nil for anything else.
  func source(of json: JSONValue) -> DistributionSource? {
    guard let text = json["url"]?.string else { return nil }
    let subfolder = json["subdirectory"]?.string.flatMap {
      DistributionSource.isSubfolder($0) ? $0 : nil
    }
    if let archive = json["archive_info"], let url = url(text) {
      return .archive(url, hash: hash(archive), subfolder: subfolder)
    }
    if let repository = json["vcs_info"], let url = url(text),
      let system = repository["vcs"]?.string, let commit = repository["commit_id"]?.string,
      DistributionSource.isRevision(system), DistributionSource.isRevision(commit)
    {
      return .repository(url, system: system, commit: commit, subfolder: subfolder)
    }
    if let folder = json["dir_info"], let url = url(text) {
      return .folder(
        url, commit: FileURL.path(of: text).flatMap { git.head(of: $0) },
        isEditable: folder["editable"]?.bool ?? false)
    }
    return nil
  }

  /// `hashes` is the newer form; `hash` is `<algorithm>=<hex>`.
  private func hash(_ archive: JSONValue) -> String? {
    var all = (archive["hashes"]?.object ?? [:]).compactMapValues(\.string)
    if let parts = archive["hash"]?.string?.split(separator: "="), parts.count == 2 {
      all[String(parts[0])] = all[String(parts[0])] ?? String(parts[1])
    }
    let names = ["sha256", "sha512", "sha384"] + all.keys.sorted()
    return names.lazy.compactMap { name in all[name].map { "\(name):\($0.lowercased())" } }
      .first(where: DistributionSource.isHash)
  }

  private func url(_ text: String) -> StrippedURL? {
    FileURL.path(of: text).flatMap { url(ofFolder: $0) } ?? StrippedURL(stripping: text)
  }

  /// A path as a URL: relative to the work tree where it lies in it.
  func url(ofFolder path: String) -> StrippedURL? {
    if let relative = PathText.relative(path, to: workTree) {
      return StrippedURL(stripping: FileURL.escaped(relative))
    }
    return StrippedURL(stripping: "file://" + FileURL.escaped(path))
  }
}

/// Paths as `file:` URLs.
enum FileURL {
  /// The path of a `file:` URL of this machine; nil for every other URL.
  static func path(of url: String) -> String? {
    guard url.lowercased().hasPrefix("file:///") else {
      return url.hasPrefix("/") && !url.hasPrefix("//") ? url : nil
    }
    var bytes: [UInt8] = []
    var rest = url.utf8.dropFirst("file://".utf8.count)
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let digits = String(rest.prefix(2)), digits.utf8.count == 2,
        let value = UInt8(digits, radix: 16)
      {
        guard value != 0 else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// A path with what a URL cannot hold written as `%20` and the like.
  static func escaped(_ path: String) -> String {
    var text = ""
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      let isPlain =
        scalar.properties.isAlphabetic && byte < 0x80 || (0x30...0x39).contains(byte)
        || "/-_.~".unicodeScalars.contains(scalar)
      let digits = String(byte, radix: 16, uppercase: true)
      text += isPlain ? String(Character(scalar)) : "%" + (byte < 16 ? "0" : "") + digits
    }
    return text
  }
}
