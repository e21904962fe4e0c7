// `.mlops/trash/<time>/`: the packs that collections took away.
import FileIO
import Objects
import SystemPackage

/// The packs that one collection took away.
public struct TrashFolder: Sendable, Equatable {
  /// When it did; the name of the folder.
  public var time: Timestamp
  /// Where they are.
  public var path: String
  /// The packs.
  public var packs: [Digest]
  /// Damaged packs that a repair put there as evidence: nothing brings them back.
  public var damaged: [String] = []
  /// Bytes of the files.
  public var bytes: UInt64
  /// Packs of either sort.
  public var count: Int { packs.count + damaged.count }
}

extension ObjectStore {
  private var trash: FilePath { root.entry("trash") }

  /// Makes a folder of the trash, which is there before anything moves in.
  func makeTrash(_ folder: FilePath, _ durability: Durability) throws {
    if isShared {
      for folder in [trash, folder] { try fileSystem.makeSharedFolder(folder) }
    } else {
      try fileSystem.makeDirectories(folder)
    }
    guard durability == .full else { return }
    for parent in [trash, root] { try fileSystem.syncDirectory(parent) }
  }

  /// Where a collection at a time puts packs.
  func trashFolder(_ time: Timestamp) -> FilePath {
    trash.entry(time.description.filter { $0 != "-" && $0 != ":" })
  }

  /// No pack is called so: what is damaged is never taken for one again.
  static let damagedSuffix = ".pack.damaged"

  /// Moves damaged packs to a folder of their own in the trash, where they stay as long as what a collection
  /// took away; returns their new paths. No segment names them any more.
  func trashDamaged(
    _ packs: Set<Digest>, at time: Timestamp, durability: Durability
  ) throws -> [String] {
    guard !packs.isEmpty else { return [] }
    var time = time
    while try fileSystem.status(at: trashFolder(time), followingLinks: false) != nil {
      time = Timestamp(seconds: time.seconds + 1)
    }
    let folder = trashFolder(time)
    try makeTrash(folder, durability)
    var paths: [String] = []
    for pack in packs.sorted() {
      let path = folder.entry(pack.hex + Self.damagedSuffix)
      try fileSystem.rename(layout.pack(pack), to: path)
      paths.append(path.string)
      Failpoint.salvageMoved.hit()
    }
    if durability == .full {
      for folder in [folder, layout.packs] { try fileSystem.syncDirectory(folder) }
    }
    try reload()
    return paths
  }

  /// The folders in the trash, oldest first. Other names are passed over.
  public func trashFolders() throws -> [TrashFolder] {
    guard try fileSystem.status(at: trash, followingLinks: true) != nil else { return [] }
    var folders: [TrashFolder] = []
    for entry in try fileSystem.entries(of: trash) where entry.isValid {
      guard let time = Self.time(entry.name) else { continue }
      let path = trash.entry(entry.name)
      var folder = TrashFolder(time: time, path: path.string, packs: [], bytes: 0)
      for file in try fileSystem.entries(of: path) where file.isValid {
        guard
          let status = try fileSystem.status(
            at: path.entry(file.name), followingLinks: false)
        else { continue }
        if let pack = StoreLayout.id(in: file.name, suffix: ".pack") {
          folder.packs.append(pack)
        } else if file.name.hasSuffix(Self.damagedSuffix) {
          folder.damaged.append(file.name)
        } else {
          continue
        }
        folder.bytes += UInt64(clamping: status.size)
      }
      folder.packs.sort()
      folders.append(folder)
    }
    return folders.sorted { $0.time < $1.time }
  }

  /// Deletes a folder of the trash for good.
  public func deleteTrash(_ folder: TrashFolder) throws {
    try fileSystem.removeTree(FilePath(folder.path))
  }

  /// Deletes packs that a collection at a time put into the trash, and the folder when it is empty then.
  /// Returns those that were there.
  public func deleteFromTrash(
    _ packs: Set<Digest>, at time: Timestamp
  ) throws -> [(pack: Digest, bytes: UInt64)] {
    let folder = trashFolder(time)
    var deleted: [(pack: Digest, bytes: UInt64)] = []
    for pack in packs.sorted() {
      let path = folder.entry(pack.hex + ".pack")
      guard let status = try fileSystem.status(at: path, followingLinks: false) else { continue }
      try fileSystem.unlink(path)
      deleted.append((pack, UInt64(clamping: status.size)))
    }
    if !deleted.isEmpty, try fileSystem.entries(of: folder).isEmpty {
      try fileSystem.removeTree(folder)
    }
    return deleted
  }

  /// Gives the packs of a trash folder their places back. They stay in the trash as well, until
  /// `deleteTrash`, so that a crash loses nothing.
  public func restoreTrash(_ folder: TrashFolder, durability: Durability) throws {
    for pack in folder.packs {
      let kept = FilePath(folder.path).entry(pack.hex + ".pack")
      do throws(FileError) {
        try fileSystem.link(kept, to: layout.pack(pack))
      } catch {
        switch error {
        case .exists: continue
        // It was renamed before; whoever names it says if it is not there either.
        case .notFound: continue
        // A file of somebody else gets no second name; it gets its own back.
        case .permissionDenied: try fileSystem.rename(kept, to: layout.pack(pack))
        default: throw error
        }
      }
    }
    if durability == .full { try fileSystem.syncDirectory(layout.packs) }
  }

  /// Names packs in the object index that no segment names.
  public func namePacks(_ packs: [Digest], durability: Durability) throws {
    let outcome = try Publication(store: self, durability: durability).run(packs, absent: [])
    try SwapCleanup(store: self).run(outcome)
  }

  /// `20010203T040506Z`
  private static func time(_ name: String) -> Timestamp? {
    let digits = Array(name)
    guard digits.count == 16 else { return nil }
    let date = [String(digits[0..<4]), String(digits[4..<6]), String(digits[6..<8])]
    let clock = [String(digits[9..<11]), String(digits[11..<13]), String(digits[13..<15])]
    let text = date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
    guard let time = Timestamp(text), text.filter({ $0 != "-" && $0 != ":" }) == name else {
      return nil
    }
    return time
  }
}
