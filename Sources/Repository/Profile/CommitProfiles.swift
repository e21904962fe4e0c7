import ObjectStore
import Objects
import Profiles
import WorkingTree

/// The profiles that a new commit names.
struct CommitProfiles {
  private let repository: Repository
  private let options: ProfileOptions?
  private var maker: ProfileMaker?

  /// - Parameters:
  ///   - options: nil when no profiles are made; those of assets that did not change are kept then.
  ///   - fresh: what was made while files were stored.
  init(_ repository: Repository, options: ProfileOptions?, fresh: IngestProfiles?) {
    self.repository = repository
    self.options = options
    maker = options.map { ProfileMaker(repository, options: $0, fresh: fresh) }
  }

  /// Sentences for a person.
  var notices: [String] { maker?.notices ?? [] }

  /// The assets, each with its profile. An asset that is as it was keeps what it had, be it none.
  mutating func add(
    to assets: [Asset], index: Index, previous: Commit?, writer: StoreWriter
  ) throws -> [Asset] {
    var result: [Asset] = []
    for var asset in assets {
      if let old = previous?.assets.first(where: { $0.hasProfile(of: asset) }) {
        asset.profile = old.profile
        if old.profile == nil || isMet(old) {
          result.append(asset)
          continue
        }
      }
      asset.profile = try make(asset, index, writer)
      result.append(asset)
    }
    return result
  }

  /// Whether a profile that is there is still as it should be: what shall be left out may have changed.
  private func isMet(_ asset: Asset) -> Bool {
    guard let options, let id = asset.profile,
      let profile = try? repository.store.profile(id)
    else { return true }
    return options.isMet(by: profile)
  }

  private mutating func make(_ asset: Asset, _ index: Index, _ writer: StoreWriter) throws
    -> ProfileID?
  {
    let files = ProfiledFiles(of: asset, in: index)
    guard let bytes = try maker?.profile(of: asset, files, isStaged: true)?.encodeForStore() else {
      return nil
    }
    try repository.keepProfiles()
    return ProfileID(try writer.putBytes(.record, bytes))
  }
}

extension Asset {
  /// Whether this one's profile is that of the other, too.
  fileprivate func hasProfile(of other: Asset) -> Bool {
    object == other.object && kind == other.kind && format == other.format
  }
}

extension Repository {
  /// Programs that collect must know that commits name profiles, or they throw them away.
  func keepProfiles() throws {
    try format.addCollectFlag(RepositoryFormat.profiles, environment)
  }
}
