import ObjectStore
import Objects
import References

/// Finds files, folders and environments by the digits that their ids begin with.
struct IDSearch {
  private static let words = ["blob", "tree", "environment"]

  let graph: LineageGraph
  let store: ObjectStore

  /// `blob:<digits>`, `tree:<digits>`, `environment:<digits>`; nil for any other text.
  ///
  /// Errors: `unknown-object`, `ambiguous-asset`.
  func find(_ text: String) throws -> LineageSubject? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, Self.words.contains(String(parts[0])),
      RevisionDigits.areDigits(parts[1])
    else { return nil }
    guard let found = try search(parts[1].lowercased(), word: String(parts[0]), as: text) else {
      throw LineageError.unknownID(text)
    }
    return found
  }

  /// Digits alone; nil for any other text, and when no id begins so.
  func abbreviated(_ text: String) throws -> LineageSubject? {
    guard RevisionDigits.areDigits(text) else { return nil }
    return try search(text.lowercased(), word: nil, as: text)
  }

  private func search(_ digits: String, word: String?, as text: String) throws -> LineageSubject? {
    var found = inGraph(digits, word)
    if found.isEmpty { found = try inStore(digits, word) }
    if found.isEmpty, word == nil || word == "blob" { found = try inFolders(digits) }
    if found.count > 1 {
      throw LineageError.ambiguous(text, candidates: found.prefix(8).map { Self.shown($0, digits) })
    }
    return found.first.map { LineageSubject(items: [.object($0)]) }
  }

  /// What edges and commits name comes first: that is what lineage is about.
  private func inGraph(_ digits: String, _ word: String?) -> [AssetObject] {
    guard let lowest = Self.filled(digits, with: "0"), let highest = Self.filled(digits, with: "f")
    else { return [] }
    return graph.items.compactMap(\.object)
      .filter { $0.digest >= lowest && $0.digest <= highest && (word == nil || $0.word == word) }
      .sorted { $0.text < $1.text }
  }

  private func inStore(_ digits: String, _ word: String?) throws -> [AssetObject] {
    var found: [AssetObject] = []
    if word != "tree", word != "environment" {
      let whole = try store.objectIDs(.chunk, prefix: digits).map { BlobID($0) }
      found += Set(whole + (try store.blobIDs(prefix: digits))).sorted().map { .blob($0) }
    }
    if word != "blob", word != "environment" {
      found += try store.objectIDs(.tree, prefix: digits).map { .tree(TreeID($0)) }
    }
    return found
  }

  /// A file that is not stored, of a folder that is external: its id must be given in full.
  private func inFolders(_ digits: String) throws -> [AssetObject] {
    guard let digest = Digest(hex: digits) else { return [] }
    let file = AssetObject.blob(BlobID(digest))
    var search = FolderSearch(file, in: store)
    for case .object(.tree(let folder)) in graph.items where try search.holds(folder) {
      return [file]
    }
    return []
  }

  private static func filled(_ digits: String, with digit: String) -> Digest? {
    Digest(hex: digits + String(repeating: digit, count: 64 - digits.utf8.count))
  }

  /// Some digits more than were typed.
  private static func shown(_ object: AssetObject, _ digits: String) -> String {
    "\(object.word):\(object.digest.hex.prefix(max(12, digits.utf8.count + 4)))"
  }
}

/// What can be the beginning of an id.
enum RevisionDigits {
  static func areDigits(_ text: some StringProtocol) -> Bool {
    (RevisionResolver.digitsMin...64).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || (0x41...0x46).contains($0)
      }
  }
}
