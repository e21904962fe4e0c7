// Which objects are needed: a bit for each row of the object index.
import FileIO
import Objects

/// Bits over the rows that the object index had when the marking began. An object that is not in them
/// was stored since, and counts as needed. One thread uses it.
///
/// Memory: a bit a row (1.25 MB for ten million objects), and 33 bytes for each object that was
/// stored since and is marked.
public final class LiveMarks {
  /// What a mark says.
  public enum Meaning: Sendable {
    /// The object is needed; all others are not.
    case needed
    /// The object is to go; all others stay.
    case gone
  }

  let meaning: Meaning
  private let sources: [MergeSource]
  private let snapshot: StoreSnapshot
  private var bits: [[StoredKind: RowBits]]
  private var newer: Set<ObjectKey> = []

  /// Nothing is marked yet.
  public init(_ store: ObjectStore, meaning: Meaning = .needed) throws {
    try store.reload()
    self.meaning = meaning
    snapshot = try store.snapshot()
    sources = snapshot.sources
    bits = sources.map { source in
      var bits: [StoredKind: RowBits] = [:]
      for kind in StoredKind.allCases where source.count(kind) > 0 {
        bits[kind] = RowBits(count: source.count(kind))
      }
      return bits
    }
  }

  /// Marks an object. Returns whether it was not marked before, so that what it names is marked once.
  public func mark(_ key: ObjectKey) throws -> Bool {
    try markKnown(key) ?? newer.insert(key).inserted
  }

  /// Marks an object that the object index had; nil when it had not. Returns what `mark` does.
  func markKnown(_ key: ObjectKey) throws -> Bool? {
    var isKnown = false
    var isNew = false
    for (number, source) in sources.enumerated() {
      guard let place = try source.place(of: key) else { continue }
      isKnown = true
      if bits[number][key.kind]?.insert(place) == true { isNew = true }
    }
    return isKnown ? isNew : nil
  }

  /// Takes a mark away.
  func unmark(_ key: ObjectKey) throws {
    newer.remove(key)
    for (number, source) in sources.enumerated() {
      if let place = try source.place(of: key) { bits[number][key.kind]?.remove(place) }
    }
  }

  /// Whether an object was marked.
  public func isMarked(_ key: ObjectKey) throws -> Bool {
    if newer.contains(key) { return true }
    for (number, source) in sources.enumerated() {
      guard let place = try source.place(of: key) else { continue }
      if bits[number][key.kind]?.contains(place) == true { return true }
    }
    return false
  }

  /// Whether an object is needed: it was marked, or stored since the marking began. Where marks are of what is
  /// to go: whether it was not marked.
  func isLive(_ key: ObjectKey) throws -> Bool {
    if meaning == .gone { return try !isMarked(key) }
    var isKnown = false
    for (number, source) in sources.enumerated() {
      guard let place = try source.place(of: key) else { continue }
      if bits[number][key.kind]?.contains(place) == true { return true }
      isKnown = true
    }
    return !isKnown
  }

  /// Calls `body` with each marked object of the index, in no order; once for each copy that is named.
  func forEachMarked(_ body: (ObjectRow, PackEntry) throws -> Void) throws {
    for (number, source) in sources.enumerated() {
      for (kind, bits) in bits[number] {
        try bits.forEachRun { run in
          for (place, row) in zip(run, try source.rows(kind, run)) where bits.contains(place) {
            try body(row, source.packs[Int(row.pack)])
          }
        }
      }
    }
  }

  /// Whether anything is marked.
  var hasMarks: Bool {
    !newer.isEmpty || bits.contains { $0.values.contains(where: \.isAnySet) }
  }

  /// Marked objects that were stored since the marking began, or are nowhere.
  var markedSince: Set<ObjectKey> { newer }

  /// The roots of the recipes for a blob that were known when the marking began.
  func recipes(of blob: Digest) throws -> [Digest] { try snapshot.recipes(of: blob) }
}

/// A bit a row.
private struct RowBits {
  private var words: [UInt64]
  private let count: Int

  init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  func contains(_ row: Int) -> Bool { words[row >> 6] & (1 << UInt64(row & 63)) != 0 }

  var isAnySet: Bool { words.contains { $0 != 0 } }

  mutating func remove(_ row: Int) { words[row >> 6] &= ~(1 << UInt64(row & 63)) }

  /// Calls `body` with ranges of rows outside of which no bit is set.
  func forEachRun(_ body: (Range<Int>) throws -> Void) throws {
    var index = 0
    while index < words.count {
      guard words[index] != 0 else {
        index += 1
        continue
      }
      let first = index
      while index < words.count, words[index] != 0, index - first < 64 { index += 1 }
      try body(first << 6..<min(index << 6, count))
    }
  }

  /// Whether the bit was not set before.
  mutating func insert(_ row: Int) -> Bool {
    let bit: UInt64 = 1 << UInt64(row & 63)
    guard words[row >> 6] & bit == 0 else { return false }
    words[row >> 6] |= bit
    return true
  }
}

extension MergeSource {
  /// The place of the object's row among those of its kind; nil when it has none.
  func place(of key: ObjectKey) throws -> Int? {
    switch self {
    case .packed(let rows): rows.place(key.kind, key.digest)
    case .segment(let segment): try segment.place(key.kind, key.digest)
    }
  }
}

extension ObjectStore {
  /// Marks a file's content: its chunk, or its recipes with their chunks. What is missing is passed
  /// over: it cannot be lost again.
  ///
  /// - Parameters:
  ///   - isStrict: what is missing and not declared absent is an error, `StoreError.missing`.
  ///   - except: what is marked there is not marked here.
  /// - Returns: packs with a recipe of it that cannot be read: nobody can tell what else it is stored as.
  @discardableResult
  public func markBlob(
    _ blob: BlobID, in marks: LiveMarks, isStrict: Bool = false, except: LiveMarks? = nil
  ) throws -> Set<Digest> {
    var unreadable: Set<Digest> = []
    let isWanted = { (key: ObjectKey) in try except?.isMarked(key) != true }
    let chunk = ObjectKey(kind: .chunk, digest: blob.digest)
    let isChunk: Bool
    if isStrict || except != nil {
      isChunk = try isStored(chunk)
      if isChunk, try isWanted(chunk) { _ = try marks.mark(chunk) }
    } else {
      // What the index did not have was stored since, and counts as needed.
      isChunk = try marks.markKnown(chunk) != nil
    }
    let roots = try recipeRoots(of: blob).map(\.digest)
    if isStrict, !isChunk, roots.isEmpty, absence(of: chunk) == nil {
      throw StoreError.missing(chunk, pack: nil)
    }
    for root in roots {
      let key = ObjectKey(kind: .recipe, digest: root)
      guard try isWanted(key), try marks.mark(key) else { continue }
      do {
        try RecipeCodec.forEachChunk(
          root: RecipeID(root), expecting: blob,
          load: { part in
            let key = ObjectKey(kind: .recipe, digest: part.digest)
            if part.digest != root, try isWanted(key) { _ = try marks.mark(key) }
            return try read(.recipe, part.digest)
          },
          { span in
            let key = ObjectKey(kind: .chunk, digest: span.id.digest)
            if try isWanted(key), try marks.mark(key), isStrict, try locate(key) == nil,
              absence(of: key) == nil
            {
              throw StoreError.missing(key, pack: nil)
            }
          })
      } catch let error as StoreError where error.isLoss && !isStrict {
        if let pack = try locate(key)?.pack.id { unreadable.insert(pack) }
      }
    }
    return unreadable
  }
}
