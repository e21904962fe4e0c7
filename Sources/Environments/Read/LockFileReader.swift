// The files in which a project says what its environment should be.
import Objects

/// Reads the lock files in the root of a work tree.
struct LockFileReader {
  /// A larger file is noted and left out.
  static let bytesMax = 4 << 20
  /// The most files.
  static let countMax = 64

  private static let names: Set = [
    "uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "conda-lock.yml",
    "environment.yml", "environment.yaml", "pixi.lock", "pixi.toml", "pyproject.toml",
    "Dockerfile", "Containerfile",
  ]

  let files: SmallFiles

  /// Whether a name is one of theirs.
  static func isLockFile(_ name: String) -> Bool {
    names.contains(name)
      || (name.hasPrefix("requirements") && (name.hasSuffix(".txt") || name.hasSuffix(".in")))
  }

  /// The files, and the bytes of those that are kept, by name.
  func read(
    workTree: String, _ remarks: inout Remarks
  ) -> (files: [DependencyLock], bytes: [String: [UInt8]]) {
    var found: [DependencyLock] = []
    var kept: [String: [UInt8]] = [:]
    for name in files.names(in: workTree) where Self.isLockFile(name) {
      let path = PathText.join(workTree, name)
      guard DependencyLock.isName(name), let status = files.status(path), status.type == .regular
      else { continue }
      guard found.count < Self.countMax else {
        remarks.add("only \(Self.countMax) lock files were read")
        break
      }
      let bytes = files.bytes(path, max: Self.bytesMax)
      guard let bytes, !EmbeddedSecrets.areIn(bytes) else {
        found.append(DependencyLock(name: name, size: UInt64(clamping: status.size), blob: nil))
        remarks.add(Self.reason(name, isRead: bytes != nil, size: status.size))
        continue
      }
      found.append(
        DependencyLock(
          name: name, size: UInt64(bytes.count), blob: BlobID(SHA256Hasher.hash(bytes))))
      kept[name] = bytes
    }
    return (found, kept)
  }

  private static func reason(_ name: String, isRead: Bool, size: Int64) -> String {
    if isRead { return "'\(name)' holds a URL with a password or a token, and was left out" }
    if size > Int64(bytesMax) {
      return "'\(name)' has more than \(bytesMax) bytes, and was left out"
    }
    return "'\(name)' could not be read"
  }
}

/// URLs with secrets in a file. Such a file is not taken without being asked for: what a commit
/// holds is given away with it.
enum EmbeddedSecrets {
  /// Whether a URL among the bytes has a part that `StrippedURL` would take off. A variable in its
  /// place, `${PASSWORD}`, is none.
  static func areIn(_ bytes: [UInt8]) -> Bool {
    var start = 0
    while let mark = ByteSearch.first("://", in: bytes, from: start) {
      let first = bytes[..<mark].lastIndex { !isSchemeByte($0) }.map { $0 + 1 } ?? 0
      let end = bytes[mark...].firstIndex { isDelimiter($0) } ?? bytes.count
      let url = bytes[first..<min(end, first + StrippedURL.bytesMax)]
      start = max(end, mark + 3)
      guard
        url.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "?") })
          || ByteSearch.first("/t/", in: Array(url), from: 0) != nil
      else { continue }
      let text = String(decoding: url, as: UTF8.self)
      guard !text.contains("${"), let stripped = StrippedURL(stripping: text) else { continue }
      if stripped.text.utf8.count < text.utf8.count { return true }
    }
    return false
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "+"):
      true
    default: false
    }
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
      || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "`")
      || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ")")
  }
}
