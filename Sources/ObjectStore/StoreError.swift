// What can be wrong with stored objects: always with the path, and where, so that a person can look.
import Objects

/// Errors of the object store.
public enum StoreError: MLXError, Equatable {
  /// No pack has the object; `pack` is the one that should hold it, when a segment names one.
  case missing(ObjectKey, pack: PackLoss?)
  /// The object's bytes are not what its row or its id says.
  case corrupt(ObjectKey, path: String, offset: UInt64, reason: String)
  /// The object is declared absent.
  case absent(ObjectKey, Absence)
  /// A pack file's header, table or footer is wrong.
  case packDamaged(path: String, reason: String)
  /// A pack that the index names is not there.
  case packMissing(path: String)
  /// A segment file is wrong.
  case segmentDamaged(path: String, reason: String)
  /// A blob's recipe does not add up to the blob.
  case blobDamaged(BlobID, reason: String)
  /// The object is larger than the caller, or the format, allows.
  case tooLarge(ObjectKey, bytes: UInt64, maximum: UInt64)
  /// A version or a code that this program does not know.
  case unsupported(path: String, what: String)
  /// zlib or zstd could not work, for lack of memory.
  case compression(String)

  /// Whether an object is gone or damaged, as opposed to what keeps all objects from being found.
  public var isLoss: Bool {
    switch self {
    case .missing, .corrupt, .absent, .packDamaged, .packMissing, .blobDamaged, .tooLarge: true
    case .segmentDamaged, .unsupported, .compression: false
    }
  }

  /// The file that is wrong, when it is one.
  public var path: String? {
    switch self {
    case .corrupt(_, let path, _, _), .packDamaged(let path, _), .packMissing(let path),
      .segmentDamaged(let path, _), .unsupported(let path, _):
      path
    case .missing(_, let pack): pack?.path
    case .absent, .blobDamaged, .tooLarge, .compression: nil
    }
  }

  public var code: String {
    switch self {
    case .missing, .packMissing: "object-missing"
    case .corrupt, .packDamaged, .segmentDamaged, .blobDamaged: "object-corrupt"
    case .absent: "object-absent"
    case .tooLarge: "object-too-large"
    case .unsupported: "unsupported-format"
    case .compression: "compression-failed"
    }
  }

  public var description: String {
    switch self {
    case .missing(let key, let pack):
      "\(key.text) is missing" + (pack.map { ": \($0)" } ?? "")
    case .corrupt(let key, let path, let offset, let reason):
      "\(key.text) is corrupt in '\(path)' at \(offset): \(reason)"
    case .absent(let key, let absence):
      "\(key.text) is not stored here: \(absence.reason)"
    case .packDamaged(let path, let reason): "the pack '\(path)' is damaged: \(reason)"
    case .packMissing(let path): "\(PackLoss(path: path, fate: .gone))"
    case .segmentDamaged(let path, let reason):
      "the object index '\(path)' is damaged: \(reason)"
    case .blobDamaged(let blob, let reason): "blob \(blob.hex) is corrupt: \(reason)"
    case .tooLarge(let key, let bytes, let maximum):
      "\(key.text) has \(bytes) bytes, more than the \(maximum) that are allowed here"
    case .unsupported(let path, let what): "'\(path)' needs \(what), which this mlx does not know"
    case .compression(let reason): "compression failed: \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .missing, .corrupt, .packDamaged, .packMissing, .blobDamaged:
      "run 'mlx fsck' to see what else is affected"
    case .segmentDamaged: "run 'mlx fsck --repair' to rebuild it from the packs"
    case .unsupported: "use a newer mlx"
    case .absent(_, let absence): absence.hint
    case .tooLarge, .compression: nil
    }
  }
}

extension ObjectKey {
  /// The key in messages.
  var text: String { "\(kind.word) \(digest.hex)" }
}

extension Absence {
  /// How to get the object, where it can be had.
  var hint: String? {
    switch state {
    case .promised: "bring it with 'mlx fetch --only ASSET@REVISION' or 'mlx restore PATH'"
    case .boundary: "'mlx fetch --unshallow' brings all of it"
    case .external: nil
    case .purged: "'mlx note show \(detail.prefix(8))' says who purged it, and why"
    }
  }

  /// The reason in messages.
  var reason: String {
    switch state {
    case .promised: "the remote '\(detail)' has it"
    case .external: "it is kept at '\(detail)'"
    case .purged: "it was purged"
    case .boundary: "the history that was fetched ends here"
    }
  }
}
