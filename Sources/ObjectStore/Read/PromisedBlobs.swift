// Files that a remote has promised: their bytes come when a command needs them.
import FileIO
import Objects

/// Brings the bytes of files from where they are.
public protocol BlobSupplier: Sendable {
  /// Stores files whole, each checked against its id. Threads may call it at one time.
  ///
  /// - Parameter blobs: files that are declared to be promised, each once.
  ///
  /// Errors: those of the place that has them, and of writing.
  func supply(_ blobs: [BlobID]) throws
}

extension ObjectStore {
  /// Who is asked for what is promised; nobody before this is called.
  public func setSupplier(_ new: any BlobSupplier) { supplier.withLock { $0 = new } }

  /// Who is asked; nil for nobody.
  public var currentSupplier: (any BlobSupplier)? { supplier.withLock { $0 } }

  /// Whether a file is not here, and a remote has it.
  public func isPromised(_ blob: BlobID) -> Bool {
    hasAbsent && absence(of: chunkKey(blob))?.state == .promised && !containsBlob(blob)
  }

  /// Whether anything at all is declared absent.
  public var hasAbsent: Bool {
    ((try? snapshot())?.segments.live.contains { $0.count(.absent) > 0 }) ?? false
  }

  /// Brings those of some files that are promised, all at once: by one, each would be a journey.
  ///
  /// Errors: `object-absent` where nobody is asked; those of the supplier.
  public func bring(_ blobs: some Sequence<BlobID>) throws {
    guard hasAbsent else { return }
    var seen: Set<BlobID> = []
    let wanted = blobs.filter { seen.insert($0).inserted && isPromised($0) }
    guard !wanted.isEmpty else { return }
    if let supplier = supplier.withLock({ $0 }) {
      try supplier.supply(wanted)
      try reload()
    }
    if let lost = wanted.first(where: { !containsBlob($0) }) {
      let key = chunkKey(lost)
      throw StoreError.absent(key, absence(of: key) ?? Absence(.promised, detail: ""))
    }
  }

  /// Brings a file that is about to be read. Returns whether it was brought.
  func bringIfPromised(_ blob: BlobID) throws -> Bool {
    guard isPromised(blob) else { return false }
    try bring([blob])
    return containsBlob(blob)
  }
}
