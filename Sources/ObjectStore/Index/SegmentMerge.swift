// Writing the one segment of a transaction: new rows, and those of the segments that it takes in.
import FileIO
import Objects
import SystemPackage

/// Where the rows of a merge come from.
enum MergeSource: Sendable {
  case packed(PackedRows)
  case segment(SegmentReader)

  var packs: [PackEntry] {
    switch self {
    case .packed(let rows): rows.packs
    case .segment(let segment): segment.packs
    }
  }

  func count(_ kind: StoredKind) -> Int {
    switch self {
    case .packed(let rows): rows.rows[kind]?.count ?? 0
    case .segment(let segment): segment.count(SegmentSection(kind))
    }
  }

  func cursor(_ kind: StoredKind) throws -> SortedCursor<ObjectRow> {
    switch self {
    case .packed(let packed):
      let rows = packed.rows[kind] ?? []
      return try SortedCursor(count: rows.count) { Array(rows[$0]) }
    case .segment(let segment):
      return try SortedCursor(count: count(kind)) { try segment.rows(kind, $0) }
    }
  }

  var recipeCount: Int {
    switch self {
    case .packed(let packed): packed.blobRecipes.count
    case .segment(let segment): segment.count(.blobRecipes)
    }
  }

  func recipeCursor() throws -> SortedCursor<BlobRecipe> {
    switch self {
    case .packed(let packed):
      let recipes = packed.blobRecipes
      return try SortedCursor(count: recipes.count) { Array(recipes[$0]) }
    case .segment(let segment):
      return try SortedCursor(count: recipeCount) { try segment.blobRecipes($0) }
    }
  }

  func absentRows() throws -> [AbsentRow] {
    switch self {
    case .packed: []
    case .segment(let segment): try segment.absentRows()
    }
  }
}

/// Merges sources into one segment, in two passes: the first counts, the second writes.
/// Memory is bounded: no source is loaded whole.
struct SegmentMerge {
  /// In order of preference: of two usable copies that are alike the first is kept.
  var sources: [MergeSource]
  /// Rows that are declared absent by this transaction; they win over older ones.
  var absent: [AbsentRow] = []
  /// Segments that the new one replaces, taken in or not.
  var replaced: [Digest]
  /// Packs that are there.
  var isThere: (PackEntry) throws -> Bool
  /// Packs whose objects were copied elsewhere: their rows are dropped.
  var folded: Set<Digest> = []
  /// Packs that are to go: their copies are kept where there is no other.
  var condemned: Set<Digest> = []
  /// Packs whose copies take the place of all others.
  var replacing: Set<Digest> = []
  /// Whether a live segment that is not taken in has a usable copy.
  var hasOtherCopy: (ObjectKey) throws -> Bool = { _ in false }
  /// Whether rows that lead from blobs to recipes go with the recipes.
  var dropsRecipes = false

  /// Writes the segment to a temporary file and returns its path, id and size.
  func write(
    in folder: FilePath, fileSystem: any FileSystem, sync: Bool
  ) throws -> (path: FilePath, id: Digest, bytes: Int64) {
    var plan = try MergePlan(self)
    for kind in StoredKind.allCases { try plan.count(kind) }
    try plan.countRecipes()
    let absent = try mergedAbsent()
    let sections = plan.sections(absent: absent, replaced: replaced.count)
    let writer = try SegmentWriter(sections, in: folder, fileSystem: fileSystem)
    do {
      for section in sections { try write(section, plan, absent, writer) }
      let (id, bytes) = try writer.finish(sync: sync)
      return (writer.path, id, bytes)
    } catch {
      try? fileSystem.unlink(writer.path)
      throw error
    }
  }

  private func write(
    _ section: PlannedSection, _ plan: MergePlan, _ absent: [AbsentRow], _ writer: SegmentWriter
  ) throws {
    try writer.write(section) { writer in
      switch section.section {
      case .chunks: try plan.write(.chunk, writer)
      case .recipes: try plan.write(.recipe, writer)
      case .trees: try plan.write(.tree, writer)
      case .records: try plan.write(.record, writer)
      case .packs:
        for entry in plan.usedPacks { try writer.append { IndexSegmentV1.append(entry, to: &$0) } }
      case .blobRecipes: try plan.writeRecipes(writer)
      case .absent: try Self.write(absent, writer)
      case .details:
        for row in absent { try writer.append { $0 += Array(row.absence.detail.utf8) } }
      case .replaced: for id in replaced { try writer.append { $0.append(id) } }
      }
    }
  }

  private static func write(_ absent: [AbsentRow], _ writer: SegmentWriter) throws {
    var detailOffset = 0
    for row in absent {
      try writer.append { IndexSegmentV1.append(row, detailOffset: detailOffset, to: &$0) }
      detailOffset += row.absence.detail.utf8.count
    }
  }

  /// Absent rows of all sources, one a key, sorted by id and kind.
  private func mergedAbsent() throws -> [AbsentRow] {
    var byKey: [ObjectKey: Absence] = [:]
    for row in absent { byKey[row.key] = row.absence }
    for source in sources {
      for row in try source.absentRows() where byKey[row.key] == nil {
        byKey[row.key] = row.absence
      }
    }
    return byKey.map { AbsentRow(key: $0.key, absence: $0.value) }.sorted {
      ($0.key.digest, $0.key.kind.rawValue) < ($1.key.digest, $1.key.kind.rawValue)
    }
  }
}
