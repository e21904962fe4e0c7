// Where the profile of an asset is: a note on its bytes, or the record that the commit names.
import ObjectStore
import Objects
import Profiles
import References

extension ObjectStore {
  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  package func profile(_ id: ProfileID) throws -> AssetProfile {
    let bytes = try read(.record, id.digest)
    do throws(ObjectError) {
      return try AssetProfile.decode(bytes)
    } catch {
      guard case .malformed(let kind, nil, let reason) = error else { throw error }
      throw ObjectError.malformed(kind: kind, id: id.hex, reason: reason)
    }
  }
}

extension Repository {
  /// The profile of an asset: of the newest note on its bytes, else the one that the commit names.
  ///
  /// Errors: `object-missing`, `object-corrupt`, `unsupported-format`.
  package func profileID(of asset: Asset) throws -> ProfileID? {
    let notes = try noteReader().notes(about: .object(asset.object), .profile)
    return notes.lazy.compactMap(\.note.profile).first ?? asset.profile
  }
}
