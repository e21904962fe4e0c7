// A row of a pack's table or of a segment's section: where one object's bytes are.
import Objects

/// Where an object is in a pack, and how it is stored.
struct ObjectRow: Sendable, Equatable {
  var id: Digest
  /// Where the payload begins in the pack file.
  var offset: UInt64
  /// Bytes of the payload.
  var stored: UInt32
  /// Bytes of the object.
  var raw: UInt32
  /// Where the object begins in what the payload decodes to.
  var inner: UInt32
  /// 1 + the row in the pack's base list, 0 for none.
  var base: UInt32
  /// The pack's number in the list that comes with this row; 0 within a pack's own table.
  var pack: UInt32
  var kind: StoredKind
  /// The code of the encoding, which may be one that this program does not know.
  var encoding: UInt8

  var key: ObjectKey { ObjectKey(kind: kind, digest: id) }

  /// The end of the object in what the payload decodes to.
  var innerEnd: Int { Int(inner) + Int(raw) }

  /// Whether the payload needs other objects to be decoded.
  var isDelta: Bool { base > 0 || Encoding(rawValue: encoding)?.isDelta == true }

  /// Whether both rows are objects of one frame.
  func sharesPayload(with other: ObjectRow) -> Bool {
    offset == other.offset && stored == other.stored && encoding == other.encoding
      && base == other.base && pack == other.pack
  }
}

/// A pack as a segment lists it.
struct PackEntry: Hashable, Sendable {
  var id: Digest
  /// Size of the file.
  var bytes: UInt64
  /// The flags of the pack's header; bit 0: metadata.
  var flags: UInt32

  var isMetadata: Bool { flags & PackFormatV1.metadataFlag != 0 }
}
