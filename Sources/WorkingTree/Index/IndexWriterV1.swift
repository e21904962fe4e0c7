import Objects

/// Encodes an index as version 1 of its file. Names are packed anew, so what edits left behind in
/// the heap is not written.
struct IndexWriterV1 {
  private let index: Index
  private let declarations: [UInt8]
  private let pending: [UInt8]
  private let nameBytes: Int
  private var sections: [(section: IndexLayoutV1.Section, rows: Int, offset: Int)] = []
  private var endOfSections = 0

  static func encode(_ index: Index) -> [UInt8] {
    let writer = IndexWriterV1(index)
    let total = writer.endOfSections + IndexLayoutV1.footerBytes
    return [UInt8](unsafeUninitializedCapacity: total) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<total])
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      let out = LittleEndianWriter(bytes: bytes)
      writer.putHeader(out, total: total)
      writer.putRows(out)
      writer.putText(out)
      writer.putTrees(out)
      writer.putFooter(out)
      filled = total
    }
  }

  private init(_ index: Index) {
    self.index = index
    declarations = IndexDeclarations.encode(index)
    pending = IndexDeclarations.encodePending(index.pending)
    nameBytes =
      index.folders.reduce(0) { $0 + $1.pathLength }
      + index.files.reduce(0) { $0 + Int($1.nameLength) }
    let hasTrees = index.folders.indices.contains { index.knownTree($0) != nil }
    let all = IndexLayoutV1.Section.allCases.filter { $0 != .trees || hasTrees }
    var offset = IndexLayoutV1.headerBytes + all.count * IndexLayoutV1.directoryRowBytes
    for section in all {
      let rows = rowCount(section)
      sections.append((section, rows, offset))
      offset = IndexLayoutV1.aligned(offset + rows * section.rowBytes)
    }
    endOfSections = offset
  }

  private func rowCount(_ section: IndexLayoutV1.Section) -> Int {
    switch section {
    case .folders: index.folders.count
    case .files: index.files.count
    case .names: nameBytes
    case .declarations: declarations.count
    case .pending: pending.count
    case .trees: index.folders.count
    }
  }

  private func offset(_ section: IndexLayoutV1.Section) -> Int {
    sections.first { $0.section == section }?.offset ?? endOfSections
  }

  private func putHeader(_ out: LittleEndianWriter, total: Int) {
    out.put(IndexLayoutV1.headerMagic, at: 0)
    out.put(IndexLayoutV1.version, at: 8)
    out.put(UInt32(sections.count), at: 16)
    out.put(UInt64(total), at: 24)
    out.put(index.written.seconds, at: 32)
    out.put(index.written.nanoseconds, at: 40)
    for (position, entry) in sections.enumerated() {
      let base = IndexLayoutV1.headerBytes + position * IndexLayoutV1.directoryRowBytes
      out.put(entry.section.rawValue, at: base)
      out.put(UInt32(entry.section.rowBytes), at: base + 4)
      out.put(UInt64(entry.rows), at: base + 8)
      out.put(UInt64(entry.offset), at: base + 16)
    }
  }

  private func putRows(_ out: LittleEndianWriter) {
    let heapStart = offset(.names)
    var folderAt = offset(.folders)
    var fileAt = offset(.files)
    var name = 0
    index.names.withUnsafeBytes { heap in
      func pack(_ range: Range<Int>) -> UInt32 {
        out.put(UnsafeRawBufferPointer(rebasing: heap[range]), at: heapStart + name)
        defer { name += range.count }
        return UInt32(truncatingIfNeeded: name)
      }
      for folder in index.folders {
        put(folder, path: pack(folder.pathRange), at: folderAt, out)
        folderAt += IndexLayoutV1.folderRowBytes
        for row in folder.fileRange {
          let file = index.files[row]
          put(file, name: pack(file.nameRange), at: fileAt, out)
          fileAt += IndexLayoutV1.fileRowBytes
        }
      }
    }
  }

  private func put(_ folder: FolderRow, path: UInt32, at base: Int, _ out: LittleEndianWriter) {
    out.put(path, at: base)
    out.put(UInt32(truncatingIfNeeded: folder.pathLength), at: base + 4)
    out.put(UInt32(truncatingIfNeeded: folder.firstFile), at: base + 8)
    out.put(UInt32(truncatingIfNeeded: folder.fileCount), at: base + 12)
    out.put(folder.ctime.seconds, at: base + 16)
    out.put(folder.ctime.nanoseconds, at: base + 24)
    out.put(UInt32(folder.isEmpty ? 1 : 0), at: base + 28)
  }

  private func put(_ file: FileRow, name: UInt32, at base: Int, _ out: LittleEndianWriter) {
    file.blob.withUnsafeBytes { out.put($0, at: base) }
    out.put(file.size, at: base + 32)
    out.put(file.mtimeSeconds, at: base + 40)
    out.put(file.ctimeSeconds, at: base + 48)
    out.put(file.inode, at: base + 56)
    out.put(file.mtimeNanoseconds, at: base + 64)
    out.put(file.ctimeNanoseconds, at: base + 68)
    out.put(name, at: base + 72)
    out.put(file.nameLength, at: base + 76)
    out.put(file.mode.rawValue, at: base + 78)
    out.put(file.flags.rawValue, at: base + 79)
    out.put(file.cutter, at: base + 80)
  }

  private func putText(_ out: LittleEndianWriter) {
    out.put(declarations, at: offset(.declarations))
    out.put(pending, at: offset(.pending))
  }

  /// What is not known stays zero.
  private func putTrees(_ out: LittleEndianWriter) {
    guard sections.contains(where: { $0.section == .trees }) else { return }
    var base = offset(.trees)
    for folder in index.folders.indices {
      if let tree = index.knownTree(folder) {
        tree.id.digest.withUnsafeBytes { out.put($0, at: base) }
        out.put(tree.size, at: base + 32)
      }
      base += IndexLayoutV1.treeRowBytes
    }
  }

  private func putFooter(_ out: LittleEndianWriter) {
    let body = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(out.bytes)[..<endOfSections])
    SHA256Hasher.hash(body).withUnsafeBytes { out.put($0, at: endOfSections) }
    out.put(IndexLayoutV1.footerMagic, at: endOfSections + 32)
  }
}
