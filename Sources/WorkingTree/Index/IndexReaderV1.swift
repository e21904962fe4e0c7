import Chunking
import FileIO
import Objects

/// Decodes version 1 of the index file. Nothing in it is believed before it was checked: a damaged
/// index is an error, never a trap.
struct IndexReaderV1 {
  /// Why a file is no index; the caller adds which file it is.
  enum Failure: Error, Equatable {
    case damaged(String)
    case tooNew(UInt32)
  }

  private let input: LittleEndianReader
  /// Of the whole file.
  private let fileBytes: Int
  private var sections: [UInt32: Range<Int>] = [:]

  static func decode(_ bytes: [UInt8]) throws(Failure) -> Index {
    var result: Result<Index, Failure> = .failure(.damaged("empty"))
    bytes.withUnsafeBytes { buffer in
      do throws(Failure) {
        var reader = IndexReaderV1(input: LittleEndianReader(bytes: buffer))
        result = .success(try reader.read())
      } catch {
        result = .failure(error)
      }
    }
    return try result.get()
  }

  private init(input: LittleEndianReader, fileBytes: Int? = nil) {
    self.input = input
    self.fileBytes = fileBytes ?? input.bytes.count
  }

  /// Where the file names its pending packs, by its first bytes; nil when they are no such file's.
  static func pendingRange(_ head: [UInt8], fileBytes: Int) -> Range<Int>? {
    head.withUnsafeBytes { bytes in
      var reader = IndexReaderV1(input: LittleEndianReader(bytes: bytes), fileBytes: fileBytes)
      guard bytes.count >= IndexLayoutV1.headerBytes,
        bytes[..<8].elementsEqual(IndexLayoutV1.headerMagic),
        reader.input.u32(8) == IndexLayoutV1.version, (try? reader.readDirectory()) != nil
      else { return nil }
      return reader.sections[IndexLayoutV1.Section.pending.rawValue]
    }
  }

  private mutating func read() throws(Failure) -> Index {
    try checkFrame()
    try readDirectory()
    var index = Index()
    index.written = FileTime(
      seconds: Int64(bitPattern: input.u64(32)), nanoseconds: input.u32(40))
    index.names = Array(input.bytes[try range(.names)])
    try readFolders(into: &index)
    try readFiles(into: &index)
    try readTrees(into: &index)
    do {
      try IndexDeclarations.decode(Array(input.bytes[try range(.declarations)]), into: &index)
      index.pending = try IndexDeclarations.decodePending(
        Array(input.bytes[try range(.pending)]))
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .damaged("\(error)")
    }
    return index
  }

  /// Magic words, version, length and checksum.
  private func checkFrame() throws(Failure) {
    let bytes = input.bytes
    let least = IndexLayoutV1.headerBytes + IndexLayoutV1.footerBytes
    guard bytes.count >= 12, bytes[..<8].elementsEqual(IndexLayoutV1.headerMagic) else {
      throw .damaged("it does not begin as an index does")
    }
    guard input.u32(8) == IndexLayoutV1.version else { throw .tooNew(input.u32(8)) }
    guard bytes.count >= least, input.u64(24) == UInt64(bytes.count) else {
      throw .damaged("its length is not the one that it names")
    }
    let footer = bytes.count - IndexLayoutV1.footerBytes
    guard bytes[(footer + 32)...].elementsEqual(IndexLayoutV1.footerMagic) else {
      throw .damaged("it does not end as an index does")
    }
    let digest = SHA256Hasher.hash(UnsafeRawBufferPointer(rebasing: bytes[..<footer]))
    guard digest.withUnsafeBytes({ $0.elementsEqual(bytes[footer..<footer + 32]) }) else {
      throw .damaged("its checksum does not match")
    }
  }

  private mutating func readDirectory() throws(Failure) {
    let count = Int(input.u32(16))
    let end = fileBytes - IndexLayoutV1.footerBytes
    let start = IndexLayoutV1.headerBytes + count * IndexLayoutV1.directoryRowBytes
    guard count <= IndexLayoutV1.sectionsMax, start <= end, start <= input.bytes.count else {
      throw .damaged("its section table does not fit")
    }
    for position in 0..<count {
      let base = IndexLayoutV1.headerBytes + position * IndexLayoutV1.directoryRowBytes
      guard let section = IndexLayoutV1.Section(rawValue: input.u32(base)) else { continue }
      let (length, isOver) = input.u64(base + 8)
        .multipliedReportingOverflow(by: UInt64(section.rowBytes))
      guard Int(input.u32(base + 4)) == section.rowBytes, !isOver,
        let offset = Int(exactly: input.u64(base + 16)), offset >= start, offset <= end,
        length <= UInt64(end - offset), sections[section.rawValue] == nil
      else { throw .damaged("section \(section.rawValue) does not fit") }
      sections[section.rawValue] = offset..<offset + Int(length)
    }
  }

  private func range(_ section: IndexLayoutV1.Section) throws(Failure) -> Range<Int> {
    guard let range = sections[section.rawValue] else {
      throw .damaged("section \(section.rawValue) is missing")
    }
    return range
  }

  private func readFolders(into index: inout Index) throws(Failure) {
    let rows = try range(.folders)
    index.folders.reserveCapacity(rows.count / IndexLayoutV1.folderRowBytes)
    var previous: FolderRow?
    for base in stride(from: rows.lowerBound, to: rows.upperBound, by: IndexLayoutV1.folderRowBytes)
    {
      let folder = FolderRow(
        pathOffset: Int(input.u32(base)), pathLength: Int(input.u32(base + 4)),
        firstFile: Int(input.u32(base + 8)), fileCount: Int(input.u32(base + 12)),
        ctime: FileTime(
          seconds: Int64(bitPattern: input.u64(base + 16)), nanoseconds: input.u32(base + 24)),
        isEmpty: input.u32(base + 28) & 1 == 1)
      try IndexCheck.folder(folder, after: previous, heap: index.names)
      index.folders.append(folder)
      previous = folder
    }
  }

  private func readFiles(into index: inout Index) throws(Failure) {
    let rows = try range(.files)
    let count = rows.count / IndexLayoutV1.fileRowBytes
    guard (index.folders.last?.fileRange.upperBound ?? 0) == count else {
      throw .damaged("folders and files do not agree")
    }
    index.files.reserveCapacity(count)
    for folder in index.folders {
      var previous = 0..<0
      for row in folder.fileRange {
        let file = try readFile(at: rows.lowerBound + row * IndexLayoutV1.fileRowBytes)
        try IndexCheck.name(file.nameRange, after: previous, heap: index.names)
        index.files.append(file)
        previous = file.nameRange
      }
    }
  }

  private func readTrees(into index: inout Index) throws(Failure) {
    guard let rows = sections[IndexLayoutV1.Section.trees.rawValue] else { return }
    guard rows.count == index.folders.count * IndexLayoutV1.treeRowBytes else {
      throw .damaged("folders and trees do not agree")
    }
    for folder in index.folders.indices {
      let base = rows.lowerBound + folder * IndexLayoutV1.treeRowBytes
      let id = Digest(raw: UnsafeRawBufferPointer(rebasing: input.bytes[base..<base + 32]))
      if id != .zero {
        index.folders[folder].tree = FolderTree(id: TreeID(id), size: input.u64(base + 32))
      }
    }
  }

  private func readFile(at base: Int) throws(Failure) -> FileRow {
    let flags = IndexFlags(rawValue: input.bytes[base + 79])
    let cutter = input.u16(base + 80)
    guard let mode = TreeMode(rawValue: input.bytes[base + 78]), IndexCheck.modes.contains(mode),
      flags.isSubset(of: .known), CutterCode(rawValue: cutter) != nil
    else { throw .damaged("a file row holds an unknown code") }
    let name = Int(input.u32(base + 72))
    return FileRow(
      blob: Digest(raw: UnsafeRawBufferPointer(rebasing: input.bytes[base..<base + 32])),
      size: input.u64(base + 32), inode: input.u64(base + 56),
      mtime: FileTime(
        seconds: Int64(bitPattern: input.u64(base + 40)), nanoseconds: input.u32(base + 64)),
      ctime: FileTime(
        seconds: Int64(bitPattern: input.u64(base + 48)), nanoseconds: input.u32(base + 68)),
      name: name..<name + Int(input.u16(base + 76)), cutter: cutter, mode: mode, flags: flags)
  }
}
