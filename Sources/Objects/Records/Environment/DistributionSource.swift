/// Where an installed package came from: what its `direct_url.json` says (PEP 610), without secrets.
public enum DistributionSource: Sendable, Hashable {
  /// A package index: nothing more is known, name and version say it all.
  case index
  /// One file at a URL. The hash is `sha256:<hex>` or of another algorithm; nil when not known.
  case archive(StrippedURL, hash: String?, subfolder: String?)
  /// A repository at a commit; `system` is `git`, `hg`, `bzr` or `svn`.
  case repository(StrippedURL, system: String, commit: String, subfolder: String?)
  /// A folder of this machine. An editable one is not copied: the package is what the folder holds.
  /// The URL is relative to the work tree where the folder lies in it. `commit` is what git's HEAD
  /// named there.
  case folder(StrippedURL, commit: String?, isEditable: Bool)

  /// The word of the record: `index`, `url`, `vcs`, `folder` or `editable`.
  public var word: String {
    switch self {
    case .index: "index"
    case .archive: "url"
    case .repository: "vcs"
    case .folder(_, _, let isEditable): isEditable ? "editable" : "folder"
    }
  }

  /// The URL; nil for an index.
  public var url: StrippedURL? {
    switch self {
    case .index: nil
    case .archive(let url, _, _), .repository(let url, _, _, _), .folder(let url, _, _): url
    }
  }
}

// As an environment holds it.
extension DistributionSource {
  var record: JSONValue {
    var members: [String: JSONValue] = ["kind": .string(word)]
    members["url"] = url.map { .string($0.text) }
    switch self {
    case .index: break
    case .archive(_, let hash, let subfolder):
      members["hash"] = hash.map { .string($0) } ?? .null
      members["subfolder"] = subfolder.map { .string($0) }
    case .repository(_, let system, let commit, let subfolder):
      members["vcs"] = .string(system)
      members["commit"] = .string(commit)
      members["subfolder"] = subfolder.map { .string($0) }
    case .folder(_, let commit, _):
      members["commit"] = commit.map { .string($0) } ?? .null
    }
    return .object(members)
  }

  init(fields: RecordFields) throws(ObjectError) {
    let subfolder = fields.has("subfolder") ? try fields.plain("subfolder") : nil
    if let subfolder, !Self.isSubfolder(subfolder) {
      throw fields.fault("subfolder", "is no folder inside")
    }
    switch try fields.string("kind") {
    case "index": self = .index
    case "url":
      let hash = try fields.nullablePlain("hash")
      if let hash, !Self.isHash(hash) { throw fields.fault("hash", "is no hash") }
      self = .archive(try fields.url("url"), hash: hash, subfolder: subfolder)
    case "vcs":
      let (system, commit) = (try fields.plain("vcs"), try fields.plain("commit"))
      guard Self.isRevision(commit), Self.isRevision(system) else {
        throw fields.fault("commit", "is no revision")
      }
      self = .repository(
        try fields.url("url"), system: system, commit: commit, subfolder: subfolder)
    case let word where word == "folder" || word == "editable":
      let commit = try fields.nullableString("commit")
      if let commit, !GitState.isCommit(commit) {
        throw fields.fault("commit", "is no git commit")
      }
      self = .folder(try fields.url("url"), commit: commit, isEditable: word == "editable")
    default: throw fields.fault("kind", "is no source of a package")
    }
  }

  /// `<algorithm>:<hex>`
  public static func isHash(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, isRevision(parts[0]), let bytes = Hex.decode(parts[1]) else {
      return false
    }
    return (16...64).contains(bytes.count)
  }

  /// ASCII letters, digits, `.`, `_` and `-`, not first a `-`: no option, no second word.
  public static func isRevision(_ text: some StringProtocol) -> Bool {
    (1...255).contains(text.utf8.count) && !text.hasPrefix("-")
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
  }

  /// Relative, not upwards, and without what means something in a URL.
  public static func isSubfolder(_ text: String) -> Bool {
    (1...1024).contains(text.utf8.count) && !text.hasPrefix("/")
      && !text.split(separator: "/").contains("..")
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
      && !text.contains("&") && !text.contains("$")
  }
}
