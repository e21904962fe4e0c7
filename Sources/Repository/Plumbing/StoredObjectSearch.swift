import ObjectStore
import Objects
import References

/// Finds objects of any kind by the hex digits that their ids begin with.
struct StoredObjectSearch {
  let store: ObjectStore

  /// The object that the digits mean; a blob as a chunk with the blob's id. nil when the text is not
  /// made of digits, or when no object has an id that begins so.
  ///
  /// Errors: `unknown-object`, `ambiguous-revision`.
  func find(_ text: String) throws -> ObjectKey? {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let word = parts.count == 2 ? String(parts[0]) : nil
    let digits = String(parts.last ?? "").lowercased()
    guard word == nil || Self.kinds[word ?? ""] != nil, isAbbreviation(digits) else { return nil }
    let found = try keys(digits, kinds: word.flatMap { Self.kinds[$0] } ?? StoredKind.allCases)
    if found.count > 1 {
      throw RefError.ambiguousRevision(
        text, candidates: found.prefix(8).map(Self.shown),
        hint: "use more digits, or name the kind, as in 'tree:\(digits)'")
    }
    if found.isEmpty, word != nil { throw RepositoryError.unknownObject(text) }
    return found.first
  }

  private static let kinds: [String: [StoredKind]] = [
    "blob": [.chunk, .recipe], "tree": [.tree], "commit": [.record], "record": [.record],
    "operation": [.record], "staging": [.record], "note": [.record],
  ]

  private func isAbbreviation(_ digits: String) -> Bool {
    digits.utf8.count >= RevisionResolver.digitsMin && digits.utf8.count <= 64
      && digits.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
  }

  private func keys(_ digits: String, kinds: [StoredKind]) throws -> [ObjectKey] {
    var found: [ObjectKey] = []
    for kind in kinds where kind != .recipe {
      found += try store.objectIDs(kind, prefix: digits).map { ObjectKey(kind: kind, digest: $0) }
    }
    // A blob of several chunks is no object of its own: its recipe leads to it.
    if kinds.contains(.recipe) {
      found += try store.blobIDs(prefix: digits).map { ObjectKey(kind: .chunk, digest: $0.digest) }
        .filter { !found.contains($0) }
    }
    return found
  }

  private static func shown(_ key: ObjectKey) -> String {
    let word = key.kind == .chunk ? "blob" : key.kind.word
    return "\(word):\(key.digest.hex.prefix(12))"
  }
}
