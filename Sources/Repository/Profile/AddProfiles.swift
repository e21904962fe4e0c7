// `mlx profile`.
import ObjectStore
import Objects
import Profiles
import References

/// An asset that was asked for its profile.
public struct ProfiledAsset: Sendable, Equatable {
  /// What became of it.
  public enum State: String, Sendable {
    /// A profile was made, and noted.
    case made
    /// There was one.
    case known
    /// Nothing in it has a profile, or a file is damaged.
    case none
    /// Its bytes are not here.
    case absent
  }

  public var reference: AssetReference
  public var path: RepositoryPath
  /// What it is like now; nil where there is no profile.
  public var profile: AssetProfile?
  public var id: ProfileID?
  public var state: State
}

/// What `mlx profile` did.
public struct ProfileReport: Sendable, Equatable {
  public var commit: CommitID
  public var assets: [ProfiledAsset]
  /// Sentences for a person.
  public var notices: [String]
}

extension Repository {
  /// Makes the profiles that assets of a version lack, and notes each on the bytes that it is of.
  ///
  /// - Parameters:
  ///   - text: a revision, or one asset as `ASSET[@REV]`.
  ///   - isForced: make profiles that are there anew, too.
  ///
  /// Errors: those of `locate`; `object-missing` and `object-corrupt` where bytes cannot be read.
  public func addProfiles(_ text: String, isForced: Bool = false) throws -> ProfileReport {
    let (id, wanted) = try profiled(text)
    let commit = try self.commit(id)
    let options = ProfileOptions(excludedColumns: try unprofiledColumns())
    var maker = ProfileMaker(self, options: options)
    var report = ProfileReport(commit: id, assets: [], notices: [])
    var new: [(asset: Asset, bytes: [UInt8])] = []
    for asset in commit.assets where wanted.map({ $0 == asset.reference }) ?? true {
      var entry = ProfiledAsset(reference: asset.reference, path: asset.path, state: .none)
      if !isForced, let known = try knownProfile(of: asset, options) {
        (entry.profile, entry.id, entry.state) = (known.profile, known.id, .known)
      } else if !isHere(asset) {
        entry.state = .absent
      } else if let profile = try maker.profile(
        of: asset, ProfiledFiles(of: asset, in: commit, store), isStaged: false),
        let bytes = profile.encodeForStore()
      {
        new.append((asset, bytes))
        (entry.profile, entry.state) = (profile, .made)
        entry.id = ProfileID(SHA256Hasher.hash(bytes))
      }
      report.assets.append(entry)
    }
    if !new.isEmpty { try note(new, text) }
    report.notices = maker.notices + [environment.identity.guessNotice].compactMap { $0 }
    return report
  }

  /// The version, and the asset of it that is meant; nil for all.
  private func profiled(_ text: String) throws -> (CommitID, AssetReference?) {
    switch try locate(text) {
    case .commit(let id): return (id, nil)
    case .external(let asset, _):
      throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
    case .entry(let found):
      guard let asset = found.asset, asset.path == found.path else {
        throw ProfileError.notAnAsset(text)
      }
      return (found.commit, asset.reference)
    }
  }

  private func knownProfile(
    of asset: Asset, _ options: ProfileOptions
  ) throws -> (id: ProfileID, profile: AssetProfile)? {
    guard let id = try profileID(of: asset),
      store.contains(ObjectKey(kind: .record, digest: id.digest))
    else { return nil }
    let profile = try store.profile(id)
    return options.isMet(by: profile) ? (id, profile) : nil
  }

  private func isHere(_ asset: Asset) -> Bool {
    switch asset.object {
    case .blob(let blob): store.containsBlob(blob)
    case .tree(let tree): store.contains(ObjectKey(kind: .tree, digest: tree.digest))
    case .environment: false
    }
  }

  /// All in one operation.
  private func note(_ new: [(asset: Asset, bytes: [UInt8])], _ text: String) throws {
    try keepProfiles()
    let author = environment.identity.author(at: environment.clock())
    try transaction("profile: \(text)") { transaction in
      for (asset, bytes) in new {
        let id = ProfileID(try transaction.writer.putBytes(.record, bytes))
        let note = Note.profile(id, of: asset.object, author: author)
        try transaction.writer.putBytes(.record, note.encode())
        transaction.view.addNote(note)
      }
    }
  }
}
