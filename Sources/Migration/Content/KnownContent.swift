// What earlier imports stored, by DVC's name for it: so that a file is read once. Derived: it may be deleted.
import FileIO
import Objects
import SystemPackage

/// A file that is stored.
struct StoredFile: Hashable, Sendable {
  let blob: BlobID
  let size: UInt64
}

/// A table of stored files by MD5, kept in `.mlops/cache/dvc`.
struct KnownContent {
  private static let bytesMax = 1 << 30
  private static let head = "mlx-dvc 1"

  private let path: FilePath
  private var files: [DVCHash: StoredFile] = [:]
  private var isChanged = false

  /// Reads the table; one that is missing or damaged is empty.
  init(metadata: FilePath, in fileSystem: any FileSystem) {
    path = metadata.appending("cache").appending("dvc")
    guard let bytes = try? fileSystem.readFile(path, maxBytes: Self.bytesMax) else { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    guard lines.first.map({ $0.elementsEqual(Self.head.utf8) }) == true else { return }
    for line in lines.dropFirst() {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      guard words.count == 4, let kind = DVCHash.Kind(rawValue: String(words[0])),
        let hash = DVCHash(String(words[1]), kind: kind), let blob = BlobID(hex: words[2]),
        let size = UInt64(words[3])
      else { continue }
      files[hash] = StoredFile(blob: blob, size: size)
    }
  }

  subscript(hash: DVCHash) -> StoredFile? { files[hash] }

  mutating func add(_ file: StoredFile, as hash: DVCHash) {
    if files.updateValue(file, forKey: hash) != file { isChanged = true }
  }

  /// Writes the table. Best effort: without it, files are read again.
  mutating func save(temporary: FilePath, in fileSystem: any FileSystem) {
    guard isChanged else { return }
    var text = Self.head + "\n"
    for (hash, file) in files {
      text += "\(hash.kind.rawValue) \(hash.text) \(file.blob.hex) \(file.size)\n"
    }
    try? fileSystem.makeDirectories(path.removingLastComponent())
    try? fileSystem.replaceFile(path, with: Array(text.utf8), temporary: temporary, durable: false)
    isChanged = false
  }
}
