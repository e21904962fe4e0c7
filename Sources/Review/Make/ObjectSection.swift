// Whether everything that the head brings can be had.
import ObjectStore
import Objects
import Repository

extension ReviewMaker {
  /// Looks up each object that is new in the head. What a partial clone left out is known to be at its
  /// remote, and counts as had.
  mutating func checkObjects() throws {
    var count = 1
    var files: [(BlobID, String)] = []
    for asset in changes.assets {
      files += asset.files.compactMap { file in file.after.map { ($0, file.path.string) } }
    }
    files += (changes.files + changes.code).compactMap { file in
      file.after.map { ($0, file.path.string) }
    }
    for (blob, path) in files {
      count += 1
      guard !store.containsBlob(blob), !store.isPromised(blob) else { continue }
      report.missing.append(MissingObject(object: "blob:\(blob.hex)", owner: path))
    }
    let records = after.assets.compactMap { $0.profile?.digest } + environmentRecord
    for record in records where !store.contains(ObjectKey(kind: .record, digest: record)) {
      let missing = MissingObject(object: "record:\(record.hex)", owner: "the commit")
      if !report.missing.contains(where: { $0.object.hasSuffix(record.hex) }) {
        report.missing.append(missing)
      }
    }
    count += records.count
    guard let first = report.missing.first else {
      report.checks.append(
        ReviewCheck(
          .objects, .passed, "\(Units.count(count, "object")) of this change, 0 missing"))
      return
    }
    report.checks.append(
      ReviewCheck(
        .objects, .undecided,
        "\(report.missing.count) of \(Units.count(count, "object")) missing, the first is \(code: first.object) of \(code: first.owner)",
        advice: "bring what is missing: \(code: "mlx fetch"), then \(code: "mlx fsck")"))
  }

  private var environmentRecord: [Digest] {
    guard let id = after.environment?.id, id != before.environment?.id else { return [] }
    return [id.digest]
  }
}
