import FileIO
import Objects
import SystemPackage

/// Where a remote is, as a person wrote it.
public struct RemoteLocation: Hashable, Sendable {
  /// As it was written.
  public let text: String
  /// nil where it is no folder.
  private let folder: String?
  /// Of a URL, in lower case.
  private let scheme: String?

  /// Understands a path, absolute or counted from a folder that is given later, and `file://` URLs. Other
  /// URLs are kept as they are.
  ///
  /// Errors: `invalid-location` for what is no location.
  public init(parsing text: String) throws(RemoteError) {
    self.text = text
    guard !text.isEmpty, text.utf8.count <= 4096,
      !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { throw .invalidLocation(text) }
    guard let mark = text.firstRange(of: "://") else {
      folder = text
      scheme = nil
      return
    }
    let scheme = text[..<mark.lowerBound].lowercased()
    self.scheme = scheme
    guard scheme == "file" else {
      folder = nil
      return
    }
    let rest = text[mark.upperBound...]
    let path = rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest
    guard path.hasPrefix("/"), !path.contains("%"), !path.contains("?") else {
      throw .invalidLocation(text)
    }
    folder = String(path)
  }

  /// The folder that it means; a relative path is counted from `base`, `~/` from the home.
  ///
  /// Errors: `remote-unsupported` for a URL of another scheme.
  public func path(
    from base: FilePath, home: String? = nil
  ) throws(RemoteError) -> FilePath {
    guard let folder else { throw .unsupportedScheme(scheme ?? "") }
    if folder.hasPrefix("~/"), let home {
      return FilePath(home).pushing(FilePath(String(folder.dropFirst(2)))).lexicallyNormalized()
    }
    return base.pushing(FilePath(folder)).lexicallyNormalized()
  }
}
