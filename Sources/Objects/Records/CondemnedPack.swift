/// A pack that a collection found to hold little that is needed (Documentation/format.md,
/// "Collection"). Its objects count as not stored for whoever writes.
public struct CondemnedPack: Sendable, Hashable {
  /// The pack's name.
  public var pack: Digest
  /// When it was condemned; the grace counts from here.
  public var since: Timestamp
  /// Whether the grace is over: its rows go from the object index, and its file to the trash.
  public var isDropped: Bool

  /// A pack on the list.
  public init(pack: Digest, since: Timestamp, isDropped: Bool = false) {
    self.pack = pack
    self.since = since
    self.isDropped = isDropped
  }
}

// As an operation holds it.
extension CondemnedPack {
  var record: JSONValue {
    [
      "pack": .string(pack.hex), "since": .string(since.description),
      "dropped": .bool(isDropped),
    ]
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "condemned")
    guard let pack = Digest(hex: try fields.string("pack")) else {
      throw fields.fault("pack", "is not the name of a pack")
    }
    self.init(
      pack: pack, since: try fields.time("since"), isDropped: try fields.bool("dropped"))
  }
}
