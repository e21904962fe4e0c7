import Objects

/// What must hold for the rows of an index that was read from disk.
enum IndexCheck {
  typealias Failure = IndexReaderV1.Failure

  static let modes: Set<TreeMode> = [.file, .executable, .symlink]

  static func folder(
    _ folder: FolderRow, after previous: FolderRow?, heap: [UInt8]
  ) throws(Failure) {
    guard folder.pathRange.upperBound <= heap.count else {
      throw .damaged("a folder's path lies outside the names")
    }
    guard folder.firstFile == (previous?.fileRange.upperBound ?? 0) else {
      throw .damaged("a folder's files do not follow those of the one before")
    }
    guard (folder.fileCount == 0) == folder.isEmpty else {
      throw .damaged("a folder has no files and is not recorded as empty")
    }
    guard let path = String(validating: heap[folder.pathRange], as: UTF8.self),
      (try? RepositoryPath(validating: path)) != nil
    else { throw .damaged("a folder's path cannot be used") }
    if let previous, order(previous.pathRange, folder.pathRange, heap, PathOrder.compare) >= 0 {
      throw .damaged("folders are not in order")
    }
  }

  static func name(
    _ name: Range<Int>, after previous: Range<Int>, heap: [UInt8]
  ) throws(Failure) {
    guard name.upperBound <= heap.count, !name.isEmpty else {
      throw .damaged("a file's name lies outside the names")
    }
    guard previous.isEmpty || order(previous, name, heap, PathOrder.compareNames) < 0 else {
      throw .damaged("files are not in order")
    }
    guard isPlain(name, heap) || isValid(name, heap) else {
      throw .damaged("a file's name cannot be used")
    }
  }

  /// The quick answer for nearly all names: printable ASCII without `~` that does not begin with a dot.
  private static func isPlain(_ name: Range<Int>, _ heap: [UInt8]) -> Bool {
    heap.withUnsafeBytes { bytes in
      guard name.count <= 255, bytes[name.lowerBound] != UInt8(ascii: ".") else { return false }
      return bytes[name].allSatisfy { $0 >= 32 && $0 < 126 && $0 != PathOrder.slash }
    }
  }

  private static func isValid(_ name: Range<Int>, _ heap: [UInt8]) -> Bool {
    guard let text = String(validating: heap[name], as: UTF8.self) else { return false }
    return (try? EntryName.validate(text)) != nil
  }

  private static func order(
    _ a: Range<Int>, _ b: Range<Int>, _ heap: [UInt8],
    _ compare: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Int
  ) -> Int {
    heap.withUnsafeBytes { bytes in
      compare(
        UnsafeRawBufferPointer(rebasing: bytes[a]), UnsafeRawBufferPointer(rebasing: bytes[b]))
    }
  }
}
