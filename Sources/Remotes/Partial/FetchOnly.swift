// `mlx fetch --only`: the files of an asset of some version, whatever the filter of this clone.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import Repository

extension Sharing {
  /// Brings the files of what is named, also what was lost of them here. Returns how many files those are.
  ///
  /// - Parameter names: `ASSET@REV`, `KIND/ASSET@REV`, `REV:PATH`, or a revision for all of its files.
  func bringNamed(_ names: [String]) throws -> Int {
    guard !names.isEmpty else { return 0 }
    var files: Set<BlobID> = []
    for name in names { files.formUnion(try repository.files(named: name)) }
    try repository.store.bring(files.sorted())
    let store = repository.store
    let lost = try files.filter { blob in
      try !store.isWhole(blob)
        && store.absence(of: ObjectKey(kind: .chunk, digest: blob.digest)) == nil
    }
    if !lost.isEmpty { try bring(lost.sorted()) }
    return files.count
  }

  /// From now on a fetch goes so far back.
  func keepDepth(_ depth: Int) throws {
    try ConfigFile.set(
      ConfigKey.remoteDepth(name.string).name, to: String(depth),
      in: repository.metadata.appending("config"),
      temporary: repository.metadata.appending("tmp"), fileSystem: environment.fileSystem)
    repository.forgetLineageFacts()
  }

  /// From now on a fetch goes back to the beginning. What was derived from a shorter history goes.
  func forgetDepth() throws {
    _ = try ConfigFile.unset(
      ConfigKey.remoteDepth(name.string).name, in: repository.metadata.appending("config"),
      temporary: repository.metadata.appending("tmp"), fileSystem: environment.fileSystem)
    repository.forgetLineageFacts()
  }
}
