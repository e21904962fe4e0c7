import FileIO
import Objects
import Repository
import SystemPackage

/// `.mlops/cache/lineage/graph`: the facts of the commits that refs lead to. Derived state, which may
/// be deleted at any time (I8); a file that is damaged or of another version counts as none.
///
/// Facts of a commit never change, so a file of any age is right as far as it goes.
struct LineageCache {
  /// A file that is larger is not read.
  private static let bytesMax = 1 << 30

  private let repository: Repository
  let path: FilePath

  init(_ repository: Repository) {
    self.repository = repository
    path = repository.metadata.appending("cache").appending("lineage").appending("graph")
  }

  /// The facts by commit; empty when there is no file that can be used.
  func load() -> [CommitID: LineageFacts] {
    let fileSystem = repository.environment.fileSystem
    guard let bytes = try? fileSystem.readFile(path, maxBytes: Self.bytesMax),
      let facts = try? FactsDecoderV1.decode(bytes)
    else { return [:] }
    return Dictionary(facts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Replaces the file. Best effort: a repository that cannot be written to is asked all the same.
  func save(_ facts: [LineageFacts]) {
    let fileSystem = repository.environment.fileSystem
    do {
      try repository.checkWritable()
      try fileSystem.makeDirectories(path.removingLastComponent())
      // Not synced: what a power cut leaves is recognised by its checksum.
      try fileSystem.replaceFile(
        path, with: FactsEncoderV1.encode(facts),
        temporary: repository.metadata.appending("tmp"), durable: false)
    } catch {}
  }
}
