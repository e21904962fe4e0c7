import Objects

/// Why a question about lineage cannot be answered.
public enum LineageError: MLXError, Equatable {
  /// Nothing in history has that name. `near` holds names that look like it.
  case unknown(String, near: [String])
  /// No id of anything here begins so.
  case unknownID(String)
  /// The version has no asset and no path of that name.
  case notInRevision(String, revision: String, near: [String])
  /// Several things answer to a name; each is written so that it can be typed instead.
  case ambiguous(String, candidates: [String])
  /// A whole version was named.
  case isRevision(String, assets: [String])

  public var code: String {
    switch self {
    case .unknown: "unknown-asset"
    case .unknownID: "unknown-object"
    case .notInRevision: "not-in-revision"
    case .ambiguous: "ambiguous-asset"
    case .isRevision: "not-an-asset"
    }
  }

  public var description: String {
    switch self {
    case .unknown(let text, let near):
      "no asset, path, id or URI is known as '\(text)'" + Self.suggestion(near)
    case .unknownID(let text): "no id of a file, folder or environment here begins as '\(text)'"
    case .notInRevision(let text, let revision, let near):
      "'\(revision)' has no path and no asset '\(text)'" + Self.suggestion(near)
    case .ambiguous(let text, let candidates): "'\(text)' may be \(Self.choice(candidates))"
    case .isRevision(let text, _): "'\(text)' is a whole version"
    }
  }

  public var hint: String? {
    switch self {
    case .unknown(_, let near), .notInRevision(_, _, let near):
      near.isEmpty ? "run 'mlx show' or 'mlx ls -r' to see the assets and files of a version" : nil
    case .unknownID: "use the id that 'mlx show' or 'sha256sum' prints"
    case .ambiguous: "name one of them in full"
    case .isRevision(let text, let assets):
      "name an asset of it: 'mlx lineage \(assets.first ?? "ASSET")@\(text)'"
    }
  }

  private static func suggestion(_ near: [String]) -> String {
    near.isEmpty ? "" : "; did you mean \(choice(near))?"
  }

  private static func choice(_ items: [String]) -> String {
    let quoted = items.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or \(last)"
  }
}
