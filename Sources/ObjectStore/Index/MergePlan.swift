// The first pass of a merge: which rows stay, how many, and in which packs.
import Objects

/// Counts what a merge keeps, numbers the packs anew, and writes the rows.
struct MergePlan {
  /// The packs that kept rows name, by their new number.
  private(set) var usedPacks: [PackEntry] = []
  private let merge: SegmentMerge
  /// New numbers by source and old number; nil until a kept row names the pack.
  private var numbers: [[UInt32?]]
  private var numberOf: [Digest: UInt32] = [:]
  private let kept: KeptRows
  private var counts: [StoredKind: (rows: Int, fanOut: FanOut)] = [:]
  private var recipes: (rows: Int, fanOut: FanOut) = (0, FanOut(rows: 0))

  init(_ merge: SegmentMerge) throws {
    self.merge = merge
    numbers = merge.sources.map { Array(repeating: nil, count: $0.packs.count) }
    kept = try KeptRows(merge)
  }

  /// Counts the kept rows of a kind.
  mutating func count(_ kind: StoredKind) throws {
    var rows = 0
    var fanOut = FanOut(rows: merge.sources.reduce(0) { $0 + $1.count(kind) })
    let kept = kept
    try kept.forEach(kind) { source, row in
      rows += 1
      fanOut.count(row.id)
      number(source, Int(row.pack))
    }
    counts[kind] = (rows, fanOut)
  }

  /// Counts the rows that lead from blobs to recipes.
  mutating func countRecipes() throws {
    var rows = 0
    var fanOut = FanOut(rows: merge.sources.reduce(0) { $0 + $1.recipeCount })
    try forEachRecipe {
      rows += 1
      fanOut.count($0.blob)
    }
    recipes = (rows, fanOut)
  }

  /// Writes the kept rows of a kind, with the new pack numbers.
  func write(_ kind: StoredKind, _ writer: SegmentWriter) throws {
    try kept.forEach(kind) { source, row in
      guard let number = numbers[source][Int(row.pack)] else { return }
      var row = row
      row.pack = number
      try writer.append { IndexSegmentV1.append(row, to: &$0) }
    }
  }

  func writeRecipes(_ writer: SegmentWriter) throws {
    try forEachRecipe { recipe in
      try writer.append { IndexSegmentV1.append(recipe, to: &$0) }
    }
  }

  /// The sections of the new segment that have rows.
  func sections(absent: [AbsentRow], replaced: Int) -> [PlannedSection] {
    var sections: [PlannedSection] = StoredKind.allCases.compactMap { kind in
      guard let (rows, fanOut) = counts[kind] else { return nil }
      return PlannedSection(section: SegmentSection(kind), rows: rows, fanOut: fanOut)
    }
    var absentFanOut = FanOut(rows: absent.count)
    for row in absent { absentFanOut.count(row.key.digest) }
    let details = absent.reduce(0) { $0 + $1.absence.detail.utf8.count }
    sections += [
      PlannedSection(section: .packs, rows: usedPacks.count),
      PlannedSection(section: .blobRecipes, rows: recipes.rows, fanOut: recipes.fanOut),
      PlannedSection(section: .absent, rows: absent.count, fanOut: absentFanOut),
      PlannedSection(section: .details, rows: details),
      PlannedSection(section: .replaced, rows: replaced),
    ]
    return sections.filter { $0.rows > 0 }
  }

  // MARK: - Inside

  private mutating func number(_ source: Int, _ pack: Int) {
    guard numbers[source][pack] == nil else { return }
    let entry = merge.sources[source].packs[pack]
    if let known = numberOf[entry.id] {
      numbers[source][pack] = known
      return
    }
    let number = UInt32(usedPacks.count)
    usedPacks.append(entry)
    numberOf[entry.id] = number
    numbers[source][pack] = number
  }

  private func forEachRecipe(_ body: (BlobRecipe) throws -> Void) throws {
    let cursors = try merge.sources.map { try $0.recipeCursor() }
    try SortedCursor.merge(cursors, by: \.self) { equal in
      guard let first = equal.first, try !merge.dropsRecipes || isKept(first.row.root) else {
        return
      }
      try body(first.row)
    }
  }

  /// Whether a recipe stays in this segment, or is in another one.
  private func isKept(_ root: Digest) throws -> Bool {
    let key = ObjectKey(kind: .recipe, digest: root)
    for source in merge.sources {
      guard let place = try source.place(of: key),
        let row = try source.rows(.recipe, place..<place + 1).first
      else { continue }
      if !merge.folded.contains(source.packs[Int(row.pack)].id) { return true }
    }
    return try merge.hasOtherCopy(key)
  }
}
