// Measures what profiles do not tell of a change, and keeps it as notes for reviews.
import ObjectStore
import Objects
import Profiles
import References

extension Repository {
  /// Compares the models and datasets that differ between two versions, tensor by tensor and row by row,
  /// and notes it on the later bytes. Reads both versions whole; what is noted already is not read again.
  ///
  /// - Returns: the assets that were measured now.
  ///
  /// Errors: those of `resolve`; `object-missing` where bytes are not here and cannot be brought.
  @discardableResult
  public func measure(from base: CommitID, to head: CommitID) throws -> [AssetReference] {
    let known = try comparisons(to: head)
    let open = try changes(from: base, to: head).assets.filter { asset in
      guard let old = asset.before, let new = asset.after, old != new else { return false }
      return !(known[new] ?? []).contains { $0.base == old }
    }
    guard !open.isEmpty else { return [] }
    var tables = TableRequest()
    tables.comparesCells = false
    tables.hiddenColumns = try unprofiledColumns()
    let report = try diff(
      try .between(Revision(parsing: base.hex), Revision(parsing: head.hex)),
      paths: open.map(\.path), tensorBytesMax: .max,
      tables: tables)
    var measured: [AssetReference] = []
    for asset in report.assets {
      guard let comparison = Comparison(asset), let object = asset.after, !comparison.isEmpty
      else { continue }
      let note = Note.comparison(
        comparison, of: object, author: environment.identity.author(at: environment.clock()))
      _ = try land(note, as: "note: comparison on \(asset.name)")
      measured.append(AssetReference(kind: asset.kind, name: asset.name))
    }
    return measured
  }

  /// What is noted of the assets of a version, by their bytes; the newest note first.
  package func comparisons(to head: CommitID) throws -> [AssetObject: [Comparison]] {
    let reader = try noteReader()
    var found: [AssetObject: [Comparison]] = [:]
    for asset in try commit(head).assets where found[asset.object] == nil {
      found[asset.object] = try reader.notes(about: .object(asset.object), .comparison)
        .compactMap(\.note.comparison)
    }
    return found
  }
}

extension Comparison {
  /// What a comparison of two versions found; nil where there is only one.
  fileprivate init?(_ asset: AssetDiff) {
    guard let base = asset.before else { return nil }
    self.init(base: base)
    for change in asset.tensors?.tensors ?? [] {
      guard let difference = change.difference else { continue }
      let relative = difference.relativeL2
      tensors.append(
        Tensor(
          name: change.name, relativeL2: relative.isFinite ? relative : nil,
          distanceMax: difference.distanceMax, changed: difference.changed))
    }
    for file in asset.files {
      guard let table = file.table, let rows = table.rows,
        let path = file.path.relative(to: asset.path)
      else { continue }
      tables.append(
        Table(
          path: path, added: rows.added, removed: rows.removed, changed: rows.changed,
          key: table.key.isHidden ? [] : table.key.columns))
    }
    tensors.removeLast(max(0, tensors.count - Self.itemsMax))
    tables.removeLast(max(0, tables.count - Self.itemsMax))
  }
}
