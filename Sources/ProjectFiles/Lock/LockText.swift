// mlx.lock as text: lines of fields with two spaces between them.
import Objects

extension LockFile {
  private static let heading =
    "# The assets that belong to these files. Written by 'mlx commit' and 'mlx checkout': do not edit.\n"

  /// The text of the file: the same for the same value, with a final newline.
  public func encode() -> String {
    var text = Self.heading + "version \(Self.version)\ncommit \(commit.hex)\n"
    for asset in assets { text += "\n" + Self.line(asset) + "\n" }
    return text
  }

  private static func line(_ asset: LockedAsset) -> String {
    var line = LockField.quoted(asset.reference.text) + "  " + asset.object.text
    guard let location = asset.location else { return line }
    line += "  \(location.size)  " + LockField.quoted(location.path.string)
    let metrics = asset.metrics.filter { $0.value.number != nil }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .prefix(metricsMax)
      .map { LockField.quoted($0.key, also: "=") + "=" + LockField.text(of: $0.value) }
    return metrics.isEmpty ? line : line + "  " + metrics.joined(separator: " ")
  }

  /// Reads the text of a file. Line ends may be CRLF and blanks may stand at the end of a line, as
  /// editors and git's conversions leave them; assets may be in any order, as merges leave them.
  ///
  /// Errors: `conflict`, `tooNew`, `damaged` with the first line that is wrong, `tooLarge`.
  public static func decode(_ bytes: [UInt8]) throws(LockError) -> LockFile {
    guard bytes.count <= bytesMax else { throw .tooLarge(limitBytes: bytesMax) }
    try forEachLine(bytes) { line, number throws(LockError) in
      if isConflictMark(line) { throw .conflict(line: number) }
    }
    var reader = LockReader()
    let count = try forEachLine(bytes) { line, number throws(LockError) in
      try reader.read(line, number: number)
    }
    return try reader.end(lineCount: count)
  }

  /// One line after the other, without a list of them: a file of line ends alone has millions.
  /// Returns how many there are.
  @discardableResult
  private static func forEachLine(
    _ bytes: [UInt8], _ body: (ArraySlice<UInt8>, _ number: Int) throws(LockError) -> Void
  ) throws(LockError) -> Int {
    var number = 1
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      try body(rest[..<end], number)
      rest = rest[(end + 1)...]
      number += 1
    }
    try body(rest, number)
    return number
  }

  /// `<<<<<<<` and its like, at least seven of them: no line of the file begins so.
  private static func isConflictMark(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first, "<=>|".utf8.contains(first) else { return false }
    return line.prefix(7).count == 7 && line.prefix(7).allSatisfy { $0 == first }
  }
}

/// Takes the lines one after the other.
private struct LockReader {
  private var hasVersion = false
  private var commit: CommitID?
  private var assets: [LockedAsset] = []
  /// By bytes: two spellings of one letter are two names.
  private var seen: Set<[UInt8]> = []

  mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(LockError) {
    do throws(LockField.Fault) {
      let fields = try LockField.split(line)
      guard let first = fields.first else { return }
      guard hasVersion else { return try readVersion(fields) }
      if !first.isQuoted, first.text == "commit" {
        try readCommit(fields)
      } else {
        try readAsset(fields)
      }
    } catch {
      switch error {
      case .wrong(let reason): throw .damaged(line: number, reason: reason)
      case .tooNew(let version): throw .tooNew(version: version)
      }
    }
  }

  func end(lineCount: Int) throws(LockError) -> LockFile {
    guard let commit else {
      throw .damaged(line: lineCount, reason: "there is no line 'commit <id>'")
    }
    return LockFile(commit: commit, assets: assets)
  }

  private mutating func readVersion(_ fields: [LockField]) throws(LockField.Fault) {
    guard fields.count == 2, fields[0].text == "version", fields[1].isDigits else {
      throw .wrong("'version \(LockFile.version)' is expected as the first line")
    }
    guard let version = Int(fields[1].text), version <= LockFile.version else {
      throw .tooNew(String(fields[1].text.prefix(20)))
    }
    guard version == LockFile.version else { throw .wrong("there is no version \(version)") }
    hasVersion = true
  }

  private mutating func readCommit(_ fields: [LockField]) throws(LockField.Fault) {
    guard commit == nil else { throw .wrong("a commit is named already") }
    guard fields.count == 2, let id = CommitID(hex: fields[1].text) else {
      throw .wrong("'commit' and 64 hex digits are expected")
    }
    commit = id
  }

  private mutating func readAsset(_ fields: [LockField]) throws(LockField.Fault) {
    guard fields.prefix(4).allSatisfy(\.isWhole) else {
      throw .wrong("something follows a closing quote")
    }
    guard let reference = AssetReference(text: fields[0].text) else {
      throw .wrong("the line begins with no kind and name of an asset")
    }
    guard fields.count > 1, let object = AssetObject(text: fields[1].text) else {
      throw .wrong("\(reference) has no id")
    }
    guard seen.insert(Array(reference.text.utf8)).inserted else {
      throw .wrong("\(reference) is there already")
    }
    guard LockedAsset.fits(reference, object) else {
      throw .wrong("\(reference) cannot be a \(object.word)")
    }
    var asset = LockedAsset(reference, object)
    // What is external has an id alone.
    if asset.hasLocation, fields.count > 2 {
      guard fields.count > 3 else { throw .wrong("\(reference) has no size and path") }
      asset.location = .init(path: try path(fields[3]), size: try size(fields[2]))
      for field in fields[4...] {
        let (name, value) = try field.metric()
        guard asset.metrics.updateValue(value, forKey: name) == nil else {
          throw .wrong("the metric '\(name)' is there twice")
        }
      }
    } else if fields.count > 2 {
      throw .wrong("something follows the id of \(reference)")
    }
    assets.append(asset)
  }

  private func size(_ field: LockField) throws(LockField.Fault) -> UInt64 {
    guard field.isDigits, let size = UInt64(field.text) else {
      throw .wrong("a size in bytes is expected behind the id")
    }
    return size
  }

  private func path(_ field: LockField) throws(LockField.Fault) -> RepositoryPath {
    do throws(ObjectError) {
      let path = try RepositoryPath(validating: field.text)
      if !path.isRoot { return path }
    } catch {
      throw .wrong(error.description)
    }
    throw .wrong("the path is empty")
  }
}

extension LockedAsset {
  /// Whether the asset has files at a path.
  fileprivate var hasLocation: Bool {
    if case .environment = object { return false }
    return reference.kind != .code
  }

  fileprivate static func fits(_ reference: AssetReference, _ object: AssetObject) -> Bool {
    switch object {
    case .environment: reference.kind == .environment
    case .tree: reference.kind != .code || reference == CodeAsset.reference
    case .blob: reference.kind != .code
    }
  }
}
