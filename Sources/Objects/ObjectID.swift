/// What an id can be the id of: only to keep ids apart at compile time.
public protocol ObjectKind: Sendable {}

/// Tag of Blob ids.
public enum BlobKind: ObjectKind {}
/// Tag of Chunk ids.
public enum ChunkKind: ObjectKind {}
/// Tag of Recipe ids.
public enum RecipeKind: ObjectKind {}
/// Tag of Tree ids.
public enum TreeKind: ObjectKind {}
/// Tag of Commit ids.
public enum CommitKind: ObjectKind {}
/// Tag of Operation ids.
public enum OperationKind: ObjectKind {}
/// Tag of Staging ids.
public enum StagingKind: ObjectKind {}
/// Tag of Note ids.
public enum NoteTag: ObjectKind {}
/// Tag of Environment ids.
public enum EnvironmentKind: ObjectKind {}
/// Tag of Profile ids.
public enum ProfileKind: ObjectKind {}
/// Tag of Run ids.
public enum RunKind: ObjectKind {}
/// Tag of Record ids.
public enum RecordKind: ObjectKind {}

/// The SHA-256 that names an object of one kind.
public struct ObjectID<Kind: ObjectKind>: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The SHA-256.
  public let digest: Digest

  /// The id with this SHA-256.
  public init(_ digest: Digest) { self.digest = digest }

  /// 64 lower-case hex digits; nil for anything else.
  public init?(hex: some StringProtocol) {
    guard let digest = Digest(hex: hex) else { return nil }
    self.init(digest)
  }

  /// 64 lower-case hex digits.
  public var hex: String { digest.hex }
  /// The first seven hex digits, for people.
  public var short: String { String(hex.prefix(7)) }
  public var description: String { hex }

  /// By bytes.
  public static func < (a: Self, b: Self) -> Bool { a.digest < b.digest }
}

/// The SHA-256 of a file's bytes.
public typealias BlobID = ObjectID<BlobKind>
/// The SHA-256 of a run of a blob's bytes.
public typealias ChunkID = ObjectID<ChunkKind>
/// The SHA-256 of a recipe's root, leaf or node.
public typealias RecipeID = ObjectID<RecipeKind>
/// The SHA-256 of a tree's root.
public typealias TreeID = ObjectID<TreeKind>
/// The SHA-256 of the root of a tree of refs.
public typealias ViewID = TreeID
/// The SHA-256 of a commit record.
public typealias CommitID = ObjectID<CommitKind>
/// The SHA-256 of an operation record.
public typealias OperationID = ObjectID<OperationKind>
/// The SHA-256 of a staging record.
public typealias StagingID = ObjectID<StagingKind>
/// The SHA-256 of a note record.
public typealias NoteID = ObjectID<NoteTag>
/// The SHA-256 of an environment record.
public typealias EnvironmentID = ObjectID<EnvironmentKind>
/// The SHA-256 of a profile record.
public typealias ProfileID = ObjectID<ProfileKind>
/// The SHA-256 of a run record.
public typealias RunID = ObjectID<RunKind>
/// The SHA-256 of a record of any schema.
public typealias RecordID = ObjectID<RecordKind>

/// How the store keeps objects apart.
public enum StoredKind: UInt8, CaseIterable, Sendable {
  case chunk = 1
  case recipe
  case tree
  case record

  /// The kind in a word.
  public var word: String {
    switch self {
    case .chunk: "chunk"
    case .recipe: "recipe"
    case .tree: "tree"
    case .record: "record"
    }
  }
}

/// What the store looks an object up by.
public struct ObjectKey: Hashable, Sendable {
  public let kind: StoredKind
  public let digest: Digest

  /// The key of the object of this kind with this SHA-256.
  public init(kind: StoredKind, digest: Digest) {
    self.kind = kind
    self.digest = digest
  }
}
