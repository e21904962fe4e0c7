// What is whole of one pack, damaged or not.
import FileIO
import Objects

/// One pack as a repair finds it: where objects are said to be, and which of them are there.
struct PackContent {
  /// As the pack's file is now.
  let entry: PackEntry
  let file: File
  private let bases: BaseList
  /// Why the pack cannot tell itself what is in it; nil when it can.
  private(set) var tableProblem: StoreProblem?
  /// Objects that are named and damaged.
  private(set) var damage: [StoreProblem] = []
  /// Rows of objects that are whole, or in an encoding that this program cannot judge.
  private(set) var whole: [ObjectRow] = []
  /// Whether deltas are left out only because what they are made on is not to be had.
  private(set) var lacksBases = false
  /// Whether it may hold more than can be told now, so that it is not to go.
  var mustStay: Bool { lacksBases || hasUnknownEncodings }
  private var hasUnknownEncodings = false
  private var deltas: [ObjectRow] = []

  /// Whether anything of it is not as it was written.
  var isDamaged: Bool { tableProblem != nil || !damage.isEmpty }
  /// Whether nothing tells where its objects are.
  private(set) var isUnexplained = false

  /// Reads a pack and checks every object that is no delta.
  ///
  /// - Parameter segments: say where objects are if the pack itself does not.
  /// Errors: `StoreError.unsupported` for a pack of a later version; a `FileError` for one that may not be read.
  init(_ id: Digest, in store: ObjectStore, segments: [SegmentReader]) throws {
    let path = store.layout.pack(id)
    file = try File(path, .read, in: store.fileSystem)
    var named: [ObjectRow]
    do {
      let table = try PackTable(reading: file, objectBytesMax: store.limits.objectBytesMax)
      guard table.entry.id == id else {
        throw StoreError.packDamaged(path: path.string, reason: "its name is not its checksum")
      }
      (entry, bases, named) = (table.entry, table.bases, table.rows)
    } catch {
      guard Self.isDamage(error) else { throw error }
      let salvage = try PackSalvage(store: store, segments: segments).run(id, file)
      (entry, bases, named) = (salvage.entry, salvage.bases, salvage.rows)
      tableProblem = StoreProblem(error, path: path.string)
      isUnexplained = salvage.isUnknown
      hasUnknownEncodings = salvage.hasUnknownEncodings
    }
    deltas = named.filter(\.isDelta)
    try check(named.filter { !$0.isDelta }, path.string, store.scanRules)
  }

  /// Checks the deltas, when all that they may be made on is known.
  mutating func checkDeltas(_ rules: ScanRules) throws {
    try check(deltas, file.path.string, rules)
    deltas = []
  }

  private mutating func check(_ named: [ObjectRow], _ path: String, _ rules: ScanRules) throws {
    try PackScan.forEachPayload(of: named, in: file, bases, rules) { payload in
      var damaged: Set<ObjectKey> = []
      for (row, reason) in payload.damage where Encoding(rawValue: row.encoding) != nil {
        damaged.insert(row.key)
        if row.isDelta, reason == PayloadError.baseMissing.reason {
          lacksBases = true
        } else if tableProblem == nil {
          damage.append(StoreProblem(row, path: path, reason: reason))
        }
      }
      whole += payload.rows.filter { !damaged.contains($0.key) }
    }
  }

  /// What a row's delta is made on.
  func bases(of row: ObjectRow) -> [Digest] { bases.ids(of: row) }

  /// Whether an error says that a pack's own words are wrong, as opposed to what keeps it from being read.
  private static func isDamage(_ error: any Error) -> Bool {
    switch error {
    case StoreError.packDamaged, FileError.io: true
    default: false
    }
  }
}
