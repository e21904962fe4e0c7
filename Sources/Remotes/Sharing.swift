import FileIO
import ObjectStore
import Objects
import References
import Repository
import SystemPackage

/// A repository and one of its remotes: what travels between them.
public struct Sharing: Sendable {
  public let repository: Repository
  public let name: RemoteName
  let transport: any Transport
  let places: RemoteRepository.Places

  /// - Parameter transport: how the remote is reached.
  public init(_ repository: Repository, remote name: RemoteName, over transport: any Transport) {
    self.repository = repository
    self.name = name
    self.transport = transport
    places = RemoteRepository.Places(metadata: repository.metadata, remote: name)
  }

  var environment: RepositoryEnvironment { repository.environment }

  /// The remote; nil where nothing was pushed yet.
  func open() throws -> RemoteRepository? {
    try RemoteRepository.open(transport, places, environment)
  }

  /// The notes that one view has and another has not, about objects that the other side has or gets.
  static func newNotes(
    of view: TreeID, in store: ObjectStore, lackedBy other: Set<PlacedNote>,
    isThere: (Digest) throws -> Bool
  ) throws -> [PlacedNote] {
    var known: [Digest: Bool] = [:]
    return try View.notes(in: view, from: store).filter { note in
      guard !other.contains(note) else { return false }
      // What a tombstone is about is nowhere.
      if note.kind == .tombstone { return true }
      let isThere = try known[note.subject] ?? isThere(note.subject)
      known[note.subject] = isThere
      return isThere
    }
  }

  /// Whether an object of any kind is stored, or promised.
  static func isThere(_ id: Digest, in store: ObjectStore) throws -> Bool {
    try store.isStored(ObjectKey(kind: .record, digest: id))
      || store.isStored(ObjectKey(kind: .tree, digest: id)) || store.isStored(BlobID(id))
      || store.isPromised(BlobID(id))
  }
}
