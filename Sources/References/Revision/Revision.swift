import Objects

/// A way to name one commit, such as `HEAD~2`, `v1.2`, `4be07a2` or `main@{yesterday}`.
public indirect enum Revision: Sendable, Equatable {
  /// `HEAD` or `@`.
  case head
  /// A branch, a tag, an id, or the beginning of an id.
  case name(String)
  /// `REV^n`: the n-th parent, from 1; 0 is the commit itself.
  case parent(Revision, Int)
  /// `REV~n`: n steps along first parents.
  case ancestor(Revision, Int)
  /// `REF@{n}`: what a ref held n moves ago. nil: the current branch.
  case move(String?, Int)
  /// `git:abc1234`: the commit that belongs to a git commit.
  case git(String)
  /// `REF@{yesterday}`: what a ref held at a moment. nil: the current branch.
  case moment(String?, Moment)
}

extension Revision: CustomStringConvertible {
  public var description: String {
    switch self {
    case .head: "HEAD"
    case .name(let name): name
    case .parent(let revision, let number): "\(revision)^\(number == 1 ? "" : String(number))"
    case .ancestor(let revision, let steps): "\(revision)~\(steps)"
    case .git(let text): "git:\(text)"
    case .move(let ref, let number): "\(ref ?? "")@{\(number)}"
    case .moment(let ref, let moment): "\(ref ?? "")@{\(moment.text)}"
    }
  }
}

/// `REV`, `A..B` or `A...B`. An empty side is HEAD.
public enum RevisionRange: Sendable, Equatable {
  case single(Revision)
  /// `A..B`: what leads to B and not to A.
  case difference(from: Revision, to: Revision)
  /// `A...B`: what leads to one of them and not to both.
  case symmetric(Revision, Revision)

  /// Errors: `invalid-revision`.
  public init(parsing text: String) throws(RefError) {
    guard let dots = RevisionText.firstRange(of: "..", in: text) else {
      self = .single(try Revision(parsing: text))
      return
    }
    let isSymmetric = text[dots.upperBound...].hasPrefix(".")
    let right = text[dots.upperBound...].dropFirst(isSymmetric ? 1 : 0)
    if RevisionText.firstRange(of: "..", in: String(right)) != nil || right.hasPrefix(".") {
      throw .invalidRevision(text, reason: "it holds '..' more than once")
    }
    let from = try Self.side(text[..<dots.lowerBound])
    let to = try Self.side(right)
    self = isSymmetric ? .symmetric(from, to) : .difference(from: from, to: to)
  }

  private static func side(_ text: Substring) throws(RefError) -> Revision {
    text.isEmpty ? .head : try Revision(parsing: String(text))
  }
}

/// What `show`, `cat`, `ls` and the plumbing take: a commit, a path in one, or an asset of one.
public enum ObjectSpec: Sendable, Equatable {
  case revision(Revision)
  /// `REV:path`; the path of `REV:` is the root.
  case path(Revision, RepositoryPath)
  /// `ASSET@REV`, where ASSET is `name` or `kind/name`.
  case asset(kind: AssetKind?, name: String, Revision)

  /// Errors: `invalid-revision`, `invalid-path`.
  public init(parsing text: String) throws {
    if let colon = RevisionText.pathSeparator(in: text) {
      let revision = try Revision(parsing: String(text[..<colon.lowerBound]))
      var path = text[colon.upperBound...]
      while path.hasSuffix("/") { path = path.dropLast() }
      self = .path(revision, try RepositoryPath(validating: path))
    } else if let at = RevisionText.assetSeparator(in: text) {
      let asset = text[..<at]
      let revision = try Revision(parsing: String(text[text.index(after: at)...]))
      let (kind, name) = Self.kindAndName(String(asset))
      self = .asset(kind: kind, name: name, revision)
    } else {
      self = .revision(try Revision(parsing: text))
    }
  }

  /// Whether a text has the form of a path or an asset of a version.
  public static func namesObject(_ text: String) -> Bool {
    switch try? ObjectSpec(parsing: text) {
    case .path, .asset: true
    case .revision, nil: false
    }
  }

  /// `model/fraud` as kind and name; a word that is no kind belongs to the name.
  public static func kindAndName(_ text: String) -> (kind: AssetKind?, name: String) {
    guard let slash = text.firstIndex(of: "/"),
      let kind = AssetKind(rawValue: String(text[..<slash]))
    else { return (nil, text) }
    return (kind, String(text[text.index(after: slash)...]))
  }
}
