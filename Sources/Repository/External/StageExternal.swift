// `mlx add --external`, and `--external` of `mlx commit`.
import Objects
import SystemPackage
import WorkingTree

extension Repository {
  /// Hashes what is at some locations outside of the work tree, and stages them for the next commit.
  /// No bytes of files are stored.
  ///
  /// Errors: `not-external`, `location-unreachable`, `object-mismatch`, `name-taken`, `usage` for a URL
  /// without a digest.
  public func addExternal(_ wishes: [ExternalWish]) throws -> AddResult {
    try withSettledTree {
      let loaded = try loadIndexState()
      let writer = makeWriter()
      var stager = Stager(repository: self, writer: writer, index: loaded.index)
      stager.result.notices = loaded.notices
      do {
        for wish in wishes { try stager.stageExternal(wish) }
        stager.index.pending += try writer.seal()
        try saveIndex(stager.index)
      } catch {
        writer.discard()
        throw error
      }
      return stager.result
    }
  }
}

extension Stager {
  mutating func stageExternal(_ wish: ExternalWish) throws {
    if let name = wish.name { try AssetName.validate(name) }
    let location = try repository.externalLocation(wish.location, from: wish.folder)
    let known = index.external.first { $0.location == location }
    if wish.location.contains("://"), location.utf8.count < wish.location.utf8.count,
      !wish.location.hasPrefix("file:")
    {
      result.notices.append(LineageRequest.strippedNotice(location))
    }
    let found = try read(location, wish)
    let kind = wish.kind ?? known?.kind ?? .dataset
    let name =
      wish.name ?? known?.name ?? ExternalName.derived(from: location, isFolder: found.isFolder)
    let new = ExternalAsset(
      kind: kind, name: name, location: location, object: found.object, size: found.size,
      format: found.guess?.format)
    let old = try replaced(by: new, known: known, isNamed: wish.name != nil)
    index.external.removeAll { $0 == old }
    index.external.append(new)
    namedExternal.insert(new.reference)
    let change = ChangeKind(from: old, to: new)
    result.external.append(
      AddedExternal(
        asset: new, change: change, previous: change == .unchanged ? nil : old,
        fileCount: found.fileCount))
    result.notices += found.notices
    if wish.kind == nil, kind == .dataset, found.guess?.kind == .model, known == nil {
      result.notices.append(
        "'\(name)' looks like a model (\(found.guess?.why ?? "")): add it with '--model' if it is one"
      )
    }
  }

  /// Which one the new one takes the place of. A name that was only derived moves nothing.
  private func replaced(
    by new: ExternalAsset, known: ExternalAsset?, isNamed: Bool
  ) throws -> ExternalAsset? {
    if let asset = index.asset(new.kind, named: new.name) {
      throw ExternalError.nameTaken(new.reference, by: asset.path.string)
    }
    guard let holder = index.external(new.reference), holder != known else { return known }
    guard isNamed, known == nil, !namedExternal.contains(new.reference) else {
      throw ExternalError.nameTaken(new.reference, by: holder.location)
    }
    return holder
  }

  /// What a location holds.
  private struct Found {
    var object: AssetObject
    var size: UInt64?
    var isFolder = false
    var fileCount = 0
    var guess: Guess?
    var notices: [String] = []
  }

  private func read(_ location: String, _ wish: ExternalWish) throws -> Found {
    guard case .path(let place) = ExternalLocation(location, in: repository.workTree) else {
      guard let digest = wish.digest else { throw ExternalError.digestMissing(location) }
      return Found(object: .blob(BlobID(digest)), size: nil)
    }
    let hash: ExternalHash
    switch try ExternalCheck(repository).hash(location) {
    case .failure(let reason):
      throw ExternalError.unreachable(wish.location, reason: reason.text)
    case .success(let found): hash = found
    }
    if let digest = wish.digest, digest != hash.object.digest {
      throw ExternalError.digestMismatch(wish.location, expected: digest, found: hash.object)
    }
    try hash.writeTrees(writer)
    return Found(
      object: hash.object, size: hash.content.size, isFolder: hash.content.isFolder,
      fileCount: hash.content.fileCount, guess: repository.externalGuess(place),
      notices: hash.content.notices.map { "'\($0.path)' of '\(location)' is \($0.text)" })
  }
}

/// The name of an external asset that nobody named.
enum ExternalName {
  /// From the last part of the location: `corpus` of `/mnt/data/corpus`, `bert` of `hf:org/bert@main`.
  static func derived(from location: String, isFolder: Bool) -> String {
    let path = location.prefix { $0 != "?" && $0 != "#" }
    let last = path.split(separator: "/").last ?? path
    let name = location.contains(":") ? last.prefix { $0 != "@" } : last
    return KindGuess.name(forFileName: String(name), isFolder: isFolder)
  }
}

extension ChangeKind {
  /// What happened to an external asset.
  init(from old: ExternalAsset?, to new: ExternalAsset?) {
    guard let new else {
      self = .deleted
      return
    }
    guard let old else {
      self = .added
      return
    }
    if old.reference != new.reference || old.location != new.location {
      self = .renamed
    } else {
      self = old.object == new.object ? .unchanged : .modified
    }
  }
}

extension Repository {
  /// What the bytes at a place seem to be; nil where it cannot be seen.
  fileprivate func externalGuess(_ place: FilePath) -> Guess? {
    guard let name = place.lastComponent?.string else { return nil }
    let folder = WorkTree(
      root: place.removingLastComponent(), metadata: metadata,
      fileSystem: environment.fileSystem)
    return try? KindGuess.guess(RepositoryPath(unchecked: name), in: folder)
  }
}
