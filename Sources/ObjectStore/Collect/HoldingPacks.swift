// Which packs have bytes that are to go.
import FileIO
import Objects
import SystemPackage

/// The packs that hold objects which are to go.
public struct HoldingPacks: Sendable, Equatable {
  /// Packs that the object index names.
  public var named: Set<Digest> = []
  /// Packs that nothing names, left by commands that were stopped.
  public var strays: Set<Digest> = []
  /// Named packs that cannot be read as one: nobody can tell what they hold, and they stay.
  public var unreadable: Set<Digest> = []
  /// Their bytes as stored; of payloads that hold others too, in proportion.
  public var bytes: UInt64 = 0
  /// Objects that go, second copies not counted.
  public var objects = 0
}

extension ObjectStore {
  /// The packs with a copy of what is marked, also copies that the object index does not name.
  ///
  /// - Parameters:
  ///   - keepsBases: false where no delta may need what is marked either: packs that list it as a base go too.
  ///   - strays: packs that nothing names, to be looked at as well.
  public func packs(
    holding gone: LiveMarks, keepsBases: Bool, strays: Set<Digest> = []
  ) throws -> HoldingPacks {
    var found = HoldingPacks()
    var seen: Set<ObjectKey> = []
    for entry in Set(try snapshot().segments.live.flatMap(\.packs)) {
      guard let file = try packFiles.file(entry) else { continue }
      do {
        if try holds(file, gone, keepsBases: keepsBases, &found, &seen) {
          found.named.insert(entry.id)
        }
      } catch let error as StoreError where error.isLoss {
        found.unreadable.insert(entry.id)
      }
    }
    for pack in strays {
      do throws(FileError) {
        let file = try File(layout.pack(pack), .read, in: fileSystem)
        if try any({ try holds(file, gone, keepsBases: keepsBases, &found, &seen) }) {
          found.strays.insert(pack)
        }
      } catch {
        guard case .notFound = error else { throw error }
      }
    }
    found.objects = seen.count
    return found
  }

  /// Deletes packs in the trash that hold what is marked, and damaged ones: nobody can tell all that they
  /// hold.
  public func deleteFromTrash(holding gone: LiveMarks) throws {
    for folder in try trashFolders() {
      for name in folder.damaged {
        try fileSystem.unlink(FilePath(folder.path).entry(name))
      }
      for pack in folder.packs {
        let path = FilePath(folder.path).entry(pack.hex + ".pack")
        let file = try File(path, .read, in: fileSystem)
        var found = HoldingPacks()
        var seen: Set<ObjectKey> = []
        let isHolding = try any {
          try holds(file, gone, keepsBases: true, &found, &seen)
        }
        if isHolding { try fileSystem.unlink(path) }
      }
    }
  }

  /// A pack that cannot be read as one holds nothing that could be found.
  private func any(_ body: () throws -> Bool) throws(FileError) -> Bool {
    do {
      return try body()
    } catch let error as FileError {
      throw error
    } catch {
      return false
    }
  }

  private func holds(
    _ file: File, _ gone: LiveMarks, keepsBases: Bool, _ found: inout HoldingPacks,
    _ seen: inout Set<ObjectKey>
  ) throws -> Bool {
    try Interruption.check()
    let table = try PackTable(reading: file, objectBytesMax: limits.objectBytesMax)
    var isHolding = false
    var start = 0
    while start < table.rows.count {
      let payload = table.rows[start...].prefix { $0.sharesPayload(with: table.rows[start]) }
      let going = try payload.filter { try gone.isMarked($0.key) }
      if !going.isEmpty {
        isHolding = true
        seen.formUnion(going.map(\.key))
        let stored = UInt64(table.rows[start].stored)
        let raw = payload.reduce(UInt64(0)) { $0 + UInt64($1.raw) }
        let part = going.reduce(UInt64(0)) { $0 + UInt64($1.raw) }
        found.bytes += raw == 0 ? stored : stored * part / raw
      }
      start = payload.endIndex
    }
    if isHolding || keepsBases { return isHolding }
    return try table.bases.needed.contains { base in
      try gone.isMarked(ObjectKey(kind: .chunk, digest: base))
    }
  }
}
