import Objects
import ProjectFiles
import References
import SystemPackage

/// `[OUTPUT=]INPUT[:ROLE]` of `--from`: what an output was made from, as a person says it.
public struct LineageRequest: Sendable, Equatable {
  /// What an input is called.
  public enum Input: Sendable, Equatable {
    /// `transactions`, `dataset/transactions`, or one of another version, `fraud@v1`.
    case asset(String)
    /// `hf:org/model@rev` or a URL; the digest, `sha256:<hex>`, when it was given behind a `#`.
    case external(uri: String, digest: String?)
    /// An asset of another mlx repository: `mlx:PATH#ASSET[@REV]`.
    case elsewhere(path: String, asset: String)
  }

  /// Words that begin a URI, and are no asset's name with a role behind it.
  private static let schemes: Set<Substring> = [
    "hf", "http", "https", "s3", "gs", "az", "azure", "file", "ftp", "git", "oci", "docker", "doi",
    "ollama", "mlx",
  ]

  /// The output's name, `fraud` or `model/fraud`; nil is the only model that changed.
  public var output: String?
  public var input: Input
  /// nil is the usual one of the input's kind.
  public var role: String?
  /// Where it stands in `mlx.yaml`; nil when it was typed.
  var place: TextPlace?

  /// What a person would have typed.
  public init(output: String?, input: Input, role: String?) {
    self.output = output
    self.input = input
    self.role = role
  }

  /// Errors: `invalid-lineage` with the reason.
  public init(parsing text: String) throws(LineageInputError) {
    var rest = text[...]
    if let equals = rest.firstIndex(of: "="),
      !rest[..<equals].contains(where: { ":?#".contains($0) })
    {
      output = String(rest[..<equals])
      rest = rest[rest.index(after: equals)...]
      if output?.isEmpty == true { throw .invalid(text, reason: "nothing stands before '='") }
    }
    role = nil
    if let (head, role) = Self.splitRole(rest) {
      self.role = role
      rest = head
    }
    input = try Self.input(String(rest), in: text)
  }

  /// `data:holdout` as `data` and `holdout`; nil where what follows the last colon is no role.
  private static func splitRole(_ text: Substring) -> (Substring, String)? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let (head, tail) = (text[..<colon], text[text.index(after: colon)...])
    guard LineageInput.isRole(String(tail)), !head.isEmpty, !schemes.contains(head),
      !head.hasSuffix("#sha256")
    else { return nil }
    return (head, String(tail))
  }

  private static func input(_ text: String, in whole: String) throws(LineageInputError) -> Input {
    if text.isEmpty { throw .invalid(whole, reason: "no input is named") }
    guard let colon = text.firstIndex(of: ":"), schemes.contains(text[..<colon]) else {
      if text.contains("://") { throw .invalid(whole, reason: "'\(text)' has an unknown scheme") }
      // No asset's name holds a colon.
      if let colon = text.lastIndex(of: ":"), !text.contains("@") {
        let role = text[text.index(after: colon)...]
        throw .invalid(
          whole, reason: "'\(role)' is no role: lower-case letters, digits and hyphens are")
      }
      return .asset(text)
    }
    if text.hasPrefix("mlx:") {
      // The last one: a folder may have one in its name.
      let mark = text.lastIndex(of: "#") ?? text.startIndex
      let (path, asset) = (text[..<mark].dropFirst(4), text[mark...].dropFirst())
      guard !path.isEmpty, !asset.isEmpty else {
        throw .invalid(whole, reason: "another repository's asset is 'mlx:PATH#ASSET@REV'")
      }
      return .elsewhere(path: String(path), asset: String(asset))
    }
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let uri = String(parts[0])
    if let reason = LineageInput.fault(ofURI: uri) { throw .invalid(whole, reason: reason) }
    guard parts.count == 2 else { return .external(uri: uri, digest: nil) }
    guard parts[1].hasPrefix("sha256:"), let digest = Digest(hex: parts[1].dropFirst(7)) else {
      throw .invalid(whole, reason: "what follows '#' is not 'sha256:' with 64 hex digits")
    }
    return .external(uri: uri, digest: "sha256:" + digest.hex)
  }
}

extension LineageRequest {
  /// What `mlx.yaml` says of an output.
  init(_ wish: LineageWish) {
    switch wish.source {
    case .asset: self.init(output: nil, input: .asset(wish.text), role: wish.role)
    case .external(let uri, let digest):
      self.init(output: nil, input: .external(uri: uri, digest: digest), role: wish.role)
    }
    place = wish.place
  }

  /// The same, typed in a folder: the way to another repository begins at the root of the work tree.
  public func typed(in folder: FilePath, of repository: Repository) -> LineageRequest {
    guard case .elsewhere(let path, let asset) = input, !path.hasPrefix("/") else { return self }
    var request = self
    let place = folder.pushing(FilePath(path)).lexicallyNormalized()
    let root = repository.workTree.root.lexicallyNormalized()
    request.input = .elsewhere(
      path: ExternalLocation.relative(place, to: root), asset: asset)
    return request
  }
}
