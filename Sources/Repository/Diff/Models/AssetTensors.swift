// Which files of an asset are compared tensor by tensor.
import Objects
import Profiles

extension DiffBuilder {
  /// The tensors of an asset that differ; nil when they are not asked for, or when it is no model.
  ///
  /// - Parameters:
  ///   - changes: the files that differ and are wanted.
  ///   - pairs: all files that differ.
  func tensors(
    _ changes: [FileRenames.Change], of pairs: [FilePair], from old: Asset?, to new: Asset?
  ) throws -> ModelDiff? {
    guard let models, let old, let new, changes.contains(where: { $0.kind != .renamed }) else {
      return nil
    }
    var files = changes.map { change in
      file(
        before: change.pair.before, at: change.previousPath ?? change.pair.path, in: old,
        after: change.pair.after, at: change.pair.path, in: new)
    }
    if case .tree = new.object, changes.contains(where: { ModelDiffs.isNamed($0.pair.path.name) }) {
      // Files that stayed as they are belong to the model too: "2 of 32 layers".
      let changed = Set(pairs.map(\.path))
      let same = try FileStates(store: repository.store).list(new, in: after)
        .filter { !changed.contains($0.path) && ModelDiffs.isNamed($0.path.name) }
      files += same.map {
        file(before: $0, at: $0.path, in: old, after: $0, at: $0.path, in: new)
      }
    }
    return try models.compare(files, of: new.kind)
  }

  private func file(
    before old: FileState?, at oldPath: RepositoryPath, in oldAsset: Asset,
    after new: FileState?, at newPath: RepositoryPath, in newAsset: Asset
  ) -> ModelDiffs.File {
    let places = (oldAsset.path.appending(oldPath), newAsset.path.appending(newPath))
    return ModelDiffs.File(
      beforeName: oldPath.isRoot ? places.0.name : oldPath.string,
      afterName: newPath.isRoot ? places.1.name : newPath.string,
      before: side(old, at: places.0, in: before), after: side(new, at: places.1, in: after))
  }
}
