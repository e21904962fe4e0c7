// The pack files that a store has open: many packs, few descriptors.
import FileIO
import Objects
import SystemPackage

/// Opens packs on demand and keeps the ones used last. Threads may share it.
final class PackFiles: Sendable {
  private struct Entry {
    var file: File
    var lastUse: UInt64
  }

  private struct State {
    var open: [Digest: Entry] = [:]
    /// Packs that were looked at: there with the right size, or not.
    var isThere: [Digest: Bool] = [:]
    var uses: UInt64 = 0
  }

  private let layout: StoreLayout
  private let fileSystem: any FileSystem
  private let openMax: Int
  private let state = Locked(State())

  init(layout: StoreLayout, fileSystem: any FileSystem, openMax: Int) {
    self.layout = layout
    self.fileSystem = fileSystem
    self.openMax = max(openMax, 1)
  }

  /// The open pack; nil when it is not there or its size is not the one that the index names.
  func file(_ entry: PackEntry) throws -> File? {
    try state.withLock { state in
      if let found = state.open[entry.id] {
        state.uses += 1
        state.open[entry.id]?.lastUse = state.uses
        return found.file
      }
      if state.isThere[entry.id] == false { return nil }
      guard let file = try opened(entry) else {
        state.isThere[entry.id] = false
        return nil
      }
      state.isThere[entry.id] = true
      if state.open.count >= openMax { Self.closeOldest(&state) }
      state.uses += 1
      state.open[entry.id] = Entry(file: file, lastUse: state.uses)
      return file
    }
  }

  /// Whether the pack is there with the right size. Asked of the disk once.
  func isThere(_ entry: PackEntry) throws -> Bool {
    if let known = state.withLock({ $0.isThere[entry.id] }) { return known }
    let status = try fileSystem.status(at: layout.pack(entry.id), followingLinks: true)
    let isThere = status.map { UInt64(clamping: $0.size) == entry.bytes } ?? false
    state.withLock { $0.isThere[entry.id] = isThere }
    return isThere
  }

  /// What became of the pack; nil when it is there with the right size.
  func loss(of entry: PackEntry) throws -> PackLoss? {
    let path = layout.pack(entry.id)
    guard let status = try fileSystem.status(at: path, followingLinks: true) else {
      return PackLoss(path: path.string, fate: .gone)
    }
    let size = UInt64(clamping: status.size)
    if size == entry.bytes { return nil }
    return PackLoss(path: path.string, fate: size < entry.bytes ? .shorter : .longer)
  }

  /// Looks at the disk again from now on.
  func forget() {
    state.withLock {
      $0.isThere.removeAll()
      $0.open.removeAll()
    }
  }

  private func opened(_ entry: PackEntry) throws -> File? {
    do throws(FileError) {
      let file = try File(layout.pack(entry.id), .read, in: fileSystem)
      return try UInt64(clamping: file.status().size) == entry.bytes ? file : nil
    } catch {
      guard case .notFound = error else { throw error }
      return nil
    }
  }

  private static func closeOldest(_ state: inout State) {
    guard let oldest = state.open.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
    state.open[oldest.key] = nil
  }
}
