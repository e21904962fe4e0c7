import FileIO
import Objects
import SystemPackage
import WorkingTree

/// Where an external asset is, as a commit has it: a path that is read, or a URL that is not.
enum ExternalLocation: Equatable {
  case path(FilePath)
  case url(String)

  /// Words before a colon that need no `//` behind it to begin a URL.
  private static let schemes: Set<Substring> = ["hf", "doi", "ollama", "oci", "docker", "git"]

  /// - Parameter text: a location of a commit; a relative one begins at the root of the work tree.
  init(_ text: String, in workTree: WorkTree) {
    if let path = Self.path(ofFileURL: text) {
      self = .path(FilePath(path))
    } else if Self.isURL(text) {
      self = .url(text)
    } else {
      self = .path(workTree.root.pushing(FilePath(text)).lexicallyNormalized())
    }
  }

  /// A location as a commit has it, from what was typed in a folder: URLs without what lets somebody
  /// in, absolute paths
  /// without `.`, `..` and slashes at the end, relative ones from the root of the work tree.
  ///
  /// Errors: `invalid-location`; `not-external` for a path in the work tree.
  static func stored(_ typed: String, from folder: FilePath, in workTree: WorkTree) throws -> String
  {
    if let reason = ExternalAsset.fault(ofLocation: typed) {
      throw ExternalError.invalidLocation(String(typed.prefix(256)), reason: reason)
    }
    if isURL(typed) {
      if typed.hasPrefix("file:"), path(ofFileURL: typed) == nil {
        throw ExternalError.invalidLocation(
          typed, reason: "it is no 'file:///PATH' of this machine")
      }
      return try LineageRequest.recorded(typed) {
        ExternalError.invalidLocation($0, reason: $1)
      }
    }
    let place = folder.pushing(FilePath(typed)).lexicallyNormalized()
    guard typed.hasPrefix("/") else {
      let text = relative(place, to: workTree.root.lexicallyNormalized())
      return isURL(text) ? "./" + text : text
    }
    return place.string
  }

  /// Whether it begins with a scheme, such as `https://` or `hf:`.
  private static func isURL(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":") else { return false }
    let scheme = text[..<colon]
    guard let first = scheme.first, first.isASCII, first.isLetter,
      scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
    else { return false }
    return text[colon...].hasPrefix("://") || schemes.contains(scheme) || scheme == "file"
  }

  /// The path of `file:///mnt/a%20b`; nil for other URLs, and for files of another host.
  private static func path(ofFileURL text: String) -> String? {
    guard text.hasPrefix("file:") else { return nil }
    var rest = text.dropFirst("file:".count)
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      if rest.hasPrefix("localhost/") { rest = rest.dropFirst("localhost".count) }
    }
    guard rest.hasPrefix("/"), let bytes = decoded(rest.utf8), !bytes.contains(0) else {
      return nil
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Percent signs and what stands behind them as bytes.
  private static func decoded(_ text: Substring.UTF8View) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(Substring(rest.prefix(2)), radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return bytes
  }

  /// The way from a folder to a place, both absolute.
  static func relative(_ place: FilePath, to folder: FilePath) -> String {
    let names = place.components.map(\.string)
    let above = folder.components.map(\.string)
    let common = zip(names, above).prefix { $0 == $1 }.count
    let way = Array(repeating: "..", count: above.count - common) + names[common...]
    return way.isEmpty ? "." : way.joined(separator: "/")
  }
}

extension Repository {
  /// A location as a commit has it, from what was typed in a folder.
  ///
  /// Errors: `invalid-location`; `not-external` for what is in the work tree, or holds it.
  func externalLocation(_ typed: String, from folder: FilePath) throws -> String {
    let text = try ExternalLocation.stored(typed, from: folder, in: workTree)
    guard case .path(let place) = ExternalLocation(text, in: workTree) else { return text }
    do {
      _ = try workTree.relative(user: place.string, from: workTree.root)
      throw ExternalError.insideWorkTree(typed)
    } catch let error as WorkTreeError {
      guard case .pathOutside = error else { throw ExternalError.insideWorkTree(typed) }
    }
    if try workTree.isAroundRoot(place) { throw ExternalError.holdsWorkTree(typed) }
    return text
  }
}
