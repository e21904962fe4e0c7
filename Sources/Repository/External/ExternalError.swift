import Objects

/// Errors about assets whose bytes are outside of the repository.
public enum ExternalError: MLXError, Equatable {
  case invalidLocation(String, reason: String)
  /// The location is in the work tree, at a path that can be added.
  case insideWorkTree(String)
  /// The location is a folder that the work tree is in.
  case holdsWorkTree(String)
  /// Nothing is at the location, or it cannot be read.
  case unreachable(String, reason: String)
  /// A URL that is not read, without a digest.
  case digestMissing(String)
  /// `--digest` that cannot be read.
  case invalidDigest(String)
  case digestMismatch(String, expected: Digest, found: AssetObject)
  /// A name is taken: `by` is the path or location that has it.
  case nameTaken(AssetReference, by: String)
  /// The bytes of the asset are asked for.
  case bytesElsewhere(String, location: String)
  /// The asset has no files in the work tree.
  case noFiles(String, location: String)

  public var code: String {
    switch self {
    case .invalidLocation: "invalid-location"
    case .insideWorkTree, .holdsWorkTree: "not-external"
    case .unreachable: "location-unreachable"
    case .digestMissing, .invalidDigest: "usage"
    case .digestMismatch: "object-mismatch"
    case .nameTaken: "name-taken"
    case .bytesElsewhere: "object-absent"
    case .noFiles: "external-asset"
    }
  }

  public var description: String {
    switch self {
    case .invalidLocation(let text, let reason): "'\(text)' cannot be a location: \(reason)"
    case .insideWorkTree(let text): "'\(text)' is in the work tree, and so not external"
    case .holdsWorkTree(let text): "'\(text)' is a folder that this repository is in"
    case .unreachable(let text, let reason): "'\(text)' cannot be reached: \(reason)"
    case .digestMissing(let text):
      "'\(text)' cannot be hashed: this version of mlx reads no URL but 'file:'"
    case .invalidDigest(let text): "'\(text)' is no digest"
    case .digestMismatch(let text, let expected, let found):
      "'\(text)' has the digest \(found.digest.hex), not \(expected.hex)"
    case .nameTaken(let asset, let place):
      "a \(asset.kind.rawValue) named '\(asset.name)' is at '\(place)'"
    case .bytesElsewhere(let name, let location):
      "'\(name)' is external: its bytes are at '\(location)', not in the repository"
    case .noFiles(let name, let location):
      "'\(name)' is external: it is at '\(location)', and no files of it are in the work tree"
    }
  }

  public var hint: String? {
    switch self {
    case .invalidLocation: "name a file or a folder outside of the work tree, or a URL"
    case .insideWorkTree(let text): "leave '--external' out: 'mlx add \(ShellWord.quoted(text))'"
    case .holdsWorkTree: "name a folder that does not hold the repository"
    case .unreachable: "check the spelling, or whether the disk is there"
    case .digestMissing(let text):
      "give the SHA-256 of its bytes: "
        + "'mlx add --external --digest sha256:HEX \(ShellWord.quoted(text))'"
    case .invalidDigest: "write 'sha256:' and 64 hex digits, as 'sha256sum' prints them"
    case .digestMismatch: "leave '--digest' out to record what is there"
    case .nameTaken(_, let place):
      "give this one another name, or stop tracking that one: "
        + "'mlx rm --cached \(ShellWord.quoted(place))'"
    case .bytesElsewhere: "read them there"
    case .noFiles(let name, _):
      "'mlx reset' takes back what is staged, 'mlx rm \(ShellWord.quoted(name))' forgets it"
    }
  }
}
