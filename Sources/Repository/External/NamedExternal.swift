import Objects
import SystemPackage
import WorkingTree

/// Words of a command line, told apart: external assets, and paths.
public struct NamedExternal: Sendable, Equatable {
  public var external: [AssetReference] = []
  public var paths: [RepositoryPath] = []
}

extension Repository {
  /// What words that were typed in a folder mean: a tracked path, else an external asset by its name
  /// (`corpus`, `dataset/corpus`) or location, else a path.
  ///
  /// Errors: `path-outside`, `path-reserved`, `invalid-path`; `ambiguous-asset`.
  public func named(_ words: [String], from folder: FilePath) throws -> NamedExternal {
    let index = try loadIndex()
    var result = NamedExternal()
    for word in words {
      let path = Result { try workTree.relative(user: word, from: folder) }
      if let path = try? path.get(), index.contains(within: path) {
        result.paths.append(path)
      } else if let asset = try external(word, from: folder, in: index) {
        result.external.append(asset.reference)
      } else {
        result.paths.append(try path.get())
      }
    }
    return result
  }

  private func external(
    _ word: String, from folder: FilePath, in index: Index
  ) throws -> ExternalAsset? {
    let found = index.external.filter { $0.name == word || $0.reference.text == word }
    guard found.count < 2 else {
      throw WorkingError.ambiguousAsset(word, candidates: found.map(\.reference.text))
    }
    if let only = found.first { return only }
    let location = try? ExternalLocation.stored(word, from: folder, in: workTree)
    return index.external.first { $0.location == location }
  }
}
