// Files that a partial clone left at a remote, when they are needed.
import FileIO
import ObjectStore
import Objects
import Repository

/// Brings promised files from the remotes that have them; a repository's store asks it.
public final class PromisedFiles: BlobSupplier {
  /// The store holds this, and the repository the store.
  private weak let repository: Repository?
  /// One journey at a time: a thread that waited finds its file here.
  private let turn = Locked(())

  public init(_ repository: Repository) { self.repository = repository }

  /// Brings files, by remote.
  public func supply(_ blobs: [BlobID]) throws {
    try turn.withLock { _ in
      guard let repository else { return }
      var byRemote: [String: [BlobID]] = [:]
      for blob in blobs where repository.store.isPromised(blob) {
        let key = ObjectKey(kind: .chunk, digest: blob.digest)
        byRemote[repository.store.absence(of: key)?.detail ?? "", default: []].append(blob)
      }
      for (name, blobs) in byRemote.sorted(by: { $0.key < $1.key }) {
        try repository.sharing(with: name).bring(blobs)
      }
    }
  }
}

extension Sharing {
  /// Brings files from the remote: chunks that are missing, then a look at each file as a whole, then what says
  /// how it is put together. So a file is either here and right, or not here.
  ///
  /// Errors: `not-a-remote`, `object-missing`, `object-corrupt`, those of the transport and of writing.
  func bring(_ blobs: [BlobID]) throws {
    guard let remote = try open() else { throw RemoteError.notARemote(transport.location) }
    _ = try remote.state()
    repository.store.setCondemned(try repository.currentState().head.operation.condemned)
    try remote.reaching {
      let writer = StoreWriter(store: repository.store, durability: environment.durability)
      let progress = environment.progress
      let transfer = try ObjectTransfer(
        from: remote.store, to: writer, sendPack: nil,
        progress: { progress.report(Progress(phase: "receiving", $0)) })
      do {
        let marks = try LiveMarks(remote.store)
        var recipes: [ObjectKey] = []
        var large: [BlobID] = []
        for blob in blobs {
          let before = recipes.count
          try remote.store.forEachPart(of: blob) { key in
            guard try marks.mark(key) else { return }
            if key.kind == .chunk { try transfer.add(key) } else { recipes.append(key) }
          }
          if recipes.count > before { large.append(blob) }
        }
        try transfer.finish()
        for blob in large { try repository.store.verify(blob, asListedIn: remote.store) }
        Failpoint.bringChecked.hit()
        let last = try ObjectTransfer(from: remote.store, to: writer)
        for recipe in recipes { try last.add(recipe) }
        try last.finish()
      } catch {
        transfer.discard()
        throw error
      }
      writer.finishAfterSwap()
    }
  }
}
