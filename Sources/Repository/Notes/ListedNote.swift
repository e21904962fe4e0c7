import Objects

/// A note with what can be said of its subject.
public struct ListedNote: Sendable, Equatable {
  public var id: NoteID
  public var note: Note
  /// The first line of the message, when it is about a commit that is here.
  public var title: String?
  /// The assets of HEAD that have exactly the bytes that it is about.
  public var assets: [AssetReference]
}
