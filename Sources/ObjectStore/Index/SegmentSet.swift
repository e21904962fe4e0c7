// The segments that are live: those in the folder that no other one there replaces.
import FileIO
import Objects
import SystemPackage

/// An immutable view of `objects/index/`.
struct SegmentSet: Sendable {
  /// Sorted by id.
  let live: [SegmentReader]
  /// Every segment file that was there.
  let files: Set<Digest>

  /// The files that others replace and nobody has deleted yet.
  var dead: Set<Digest> { files.subtracting(live.map(\.id)) }

  /// What a new segment stands for that takes in some of the live ones: these, and all that is dead already. A dead file may be
  /// dead by another one that is deleted before it, or whose deletion a power cut keeps while it takes back its own.
  func replaced(byTaking taken: [SegmentReader]) -> [Digest] {
    dead.union(taken.map(\.id)).sorted()
  }

  /// Reads the folder; segments that `previous` has open are not opened again.
  static func load(
    _ layout: StoreLayout, in fileSystem: any FileSystem, limits: StoreLimits,
    previous: SegmentSet?
  ) throws -> SegmentSet {
    var known: [Digest: SegmentReader] = [:]
    for segment in previous?.live ?? [] { known[segment.id] = segment }
    while true {
      try Interruption.check()
      let files = try names(layout, in: fileSystem)
      do {
        let all = try files.map { id in
          try known[id]
            ?? SegmentReader(
              layout.segment(id), id: id, in: fileSystem, loadBelow: limits.segmentSmallBytes)
        }
        let replaced = Set(all.flatMap(\.replaced))
        return SegmentSet(live: all.filter { !replaced.contains($0.id) }, files: Set(files))
      } catch FileError.notFound(let path) {
        // A merge took it away after we listed the folder: the newer one is there.
        guard try names(layout, in: fileSystem) != files else { throw FileError.notFound(path) }
      }
    }
  }

  /// The ids of the segment files in the folder, sorted.
  static func names(_ layout: StoreLayout, in fileSystem: any FileSystem) throws -> [Digest] {
    do throws(FileError) {
      return try fileSystem.entries(of: layout.segments)
        .compactMap { StoreLayout.id(in: $0.name, suffix: ".seg") }.sorted()
    } catch {
      guard case .notFound = error else { throw error }
      return []
    }
  }
}
