// What a signature covers: the kind and the id of one thing.
import Objects
import References

/// The text that is signed. It names a commit, a note, or a tag with its commit, by the SHA-256 that
/// binds all that they reach.
public enum SignedText: Hashable, Sendable {
  case commit(CommitID)
  case note(NoteID)
  case tag(TagName, CommitID)

  /// `commit:<hex>`, `note:<hex>` or `tag:<name> commit:<hex>`.
  public var text: String {
    switch self {
    case .commit(let id): "commit:\(id.hex)"
    case .note(let id): "note:\(id.hex)"
    case .tag(let name, let id): "tag:\(name) commit:\(id.hex)"
    }
  }

  /// The bytes that are signed: the text and a line break.
  public var message: [UInt8] { Array((text + "\n").utf8) }

  /// In words, such as `tag v1`.
  public var name: String {
    switch self {
    case .commit(let id): "commit \(id.short)"
    case .note(let id): "note \(id.short)"
    case .tag(let name, _): "tag \(name)"
    }
  }

  /// Reads the text; nil for anything that `text` does not make.
  public init?(text: String) {
    if let id = Self.id(text[...], "commit:", CommitID.init(hex:)) {
      self = .commit(id)
    } else if let id = Self.id(text[...], "note:", NoteID.init(hex:)) {
      self = .note(id)
    } else {
      let parts = text.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0].hasPrefix("tag:"),
        let name = try? TagName(validating: String(parts[0].dropFirst("tag:".count))),
        let id = Self.id(parts[1], "commit:", CommitID.init(hex:))
      else { return nil }
      self = .tag(name, id)
    }
  }

  private static func id<ID>(
    _ text: Substring, _ prefix: String, _ make: (Substring) -> ID?
  ) -> ID? {
    text.hasPrefix(prefix) ? make(text.dropFirst(prefix.count)) : nil
  }
}
