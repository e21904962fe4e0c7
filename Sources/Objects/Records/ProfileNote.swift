// Profiles that were made after the commit: a note on the bytes that they are of.

extension Note {
  /// A note that names the profile of some bytes.
  public static func profile(
    _ profile: ProfileID, of object: AssetObject, author: Author
  ) -> Note {
    Note(.profile, about: .object(object), body: ["profile": .string(profile.hex)], author: author)
  }

  /// The profile that a note of that kind names; nil for any other note.
  public var profile: ProfileID? {
    guard noteKind == .profile, let hex = body["profile"]?.string else { return nil }
    return ProfileID(hex: hex)
  }
}
