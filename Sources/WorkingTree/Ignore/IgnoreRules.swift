import Objects

/// The rules of ignore files, in gitignore's syntax: `.mlxignore` for assets and suggestions,
/// `.gitignore` for suggestions. The last rule that matches wins.
public struct IgnoreRules: Sendable {
  /// A line and the folder of the file that it stands in.
  private struct Rule: Sendable {
    let pattern: IgnorePattern
    let base: RepositoryPath
  }

  private var rules: [Rule] = []

  /// No rules: nothing is ignored.
  public init() {}

  /// The rules of a file's text; `base` is the folder that holds the file.
  public init(parsing text: [UInt8], base: RepositoryPath = .root) {
    append(parsing: text, base: base)
  }

  public var isEmpty: Bool { rules.isEmpty }

  /// Adds the rules of another file, which win over those before.
  public mutating func append(parsing text: [UInt8], base: RepositoryPath = .root) {
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = text.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    for line in text[start...].split(separator: UInt8(ascii: "\n")) {
      if let pattern = IgnorePattern(line: line) {
        rules.append(Rule(pattern: pattern, base: base))
      }
    }
  }

  /// Nil when no rule says anything about that very path; folders above it are not looked at.
  public func isIgnored(_ path: RepositoryPath, isFolder: Bool) -> Bool? {
    guard let parent = path.parent else { return nil }
    return isIgnored(parent, path.name, isFolder: isFolder)
  }

  /// The same for a name in a folder.
  func isIgnored(_ folder: RepositoryPath, _ name: String, isFolder: Bool) -> Bool? {
    guard !rules.isEmpty else { return nil }
    var path: RepositoryPath?
    for rule in rules.reversed() where isFolder || !rule.pattern.isFolderOnly {
      if rule.pattern.isAnchored {
        let whole = path ?? folder.appending(unchecked: name)
        path = whole
        guard let rest = whole.relative(to: rule.base), !rest.isRoot,
          rule.pattern.matches(rest.string)
        else { continue }
      } else {
        guard folder.isWithin(rule.base), rule.pattern.matches(name) else { continue }
      }
      return !rule.pattern.isNegated
    }
    return nil
  }

  /// Whether the path or a folder above it is ignored: a file in an ignored folder cannot be
  /// taken back by a later rule.
  public func isIgnoredDeep(_ path: RepositoryPath, isFolder: Bool) -> Bool {
    var folder = RepositoryPath.root
    let names = path.components
    for (position, name) in names.enumerated() {
      let isLast = position == names.count - 1
      if isIgnored(folder, String(name), isFolder: !isLast || isFolder) == true { return true }
      folder = folder.appending(unchecked: name)
    }
    return false
  }
}
