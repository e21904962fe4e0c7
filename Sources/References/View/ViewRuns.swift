import ObjectStore
import Objects

// Runs in a view: `runs/<yyyymm>/<run>`. They are only ever added, as notes are.
extension View {
  /// Names a stored run below the month in which it began, when the view is written.
  public mutating func addRun(_ run: RunRecord) { addedRuns.insert(PlacedRun(run)) }

  /// The runs that a stored view names, those of the newest month first; within one, by id. Reads no
  /// record.
  public static func runs(in view: TreeID, from store: ObjectStore) throws -> [PlacedRun] {
    let load = { (id: TreeID) in try store.read(.tree, id.digest) }
    guard let root = try TreeCodec.entry(named: "runs", in: view, load: load), root.mode == .tree
    else { return [] }
    var found: [PlacedRun] = []
    for folder in try TreeCodec.decode(TreeID(root.id), load: load).reversed()
    where folder.mode == .tree {
      for entry in try TreeCodec.decode(TreeID(folder.id), load: load) where entry.mode == .run {
        found.append(PlacedRun(month: folder.name, id: RunID(entry.id)))
      }
    }
    return found
  }
}

/// A run as a view names it: below the month in which it began.
public struct PlacedRun: Hashable, Sendable {
  /// Such as `202611`, in UTC.
  public let month: String
  public let id: RunID

  /// A run at a place.
  public init(month: String, id: RunID) {
    self.month = month
    self.id = id
  }

  /// Where a run belongs.
  public init(_ run: RunRecord) { self.init(month: run.month, id: run.id) }

  /// `runs`, the month, the id.
  public var path: [String] { ["runs", month, id.hex] }

  var change: TreeEdit.Change {
    TreeEdit.Change(
      path: path.map { Substring($0) }[...],
      entry: TreeEntry(mode: .run, name: id.hex, size: 0, id: id.digest))
  }
}
