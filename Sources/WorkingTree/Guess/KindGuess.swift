import FileFormats
import FileIO
import Objects

/// Guesses what an asset is when nobody said: by content and by name, for files and folders.
public enum KindGuess {
  /// Links are followed. Errors: `pathMissing`; `FileError` for what cannot be read.
  public static func guess(_ path: RepositoryPath, in tree: WorkTree) throws -> Guess {
    let disk = tree.absolute(path)
    switch try tree.status(at: path, followingLinks: true)?.type {
    case .directory: return try FolderGuess.guess(disk, name: path.name, in: tree.fileSystem)
    case .regular: return try FileGuess.guess(disk, name: path.name, in: tree.fileSystem)
    case nil where try tree.status(at: path) == nil:
      throw WorkTreeError.pathMissing(path.string)
    default: return Guess(kind: .artifact, format: nil, why: "no file and no folder")
    }
  }

  /// What a file that is not in a work tree seems to be.
  ///
  /// - Parameter head: its first 4096 bytes, or all of them.
  public static func guess(fileNamed name: String, head: [UInt8]) -> Guess {
    FileGuess.guess(name: name, format: FileFormat.guess(name: name, head: head))
  }

  /// What a folder that is not on the disk seems to be, by the names of its files, as paths from the folder.
  public static func guess(folderNamed name: String, files: [RepositoryPath]) -> Guess {
    FolderGuess.guess(FolderSample(of: files), name: name)
  }

  /// The format alone, such as `safetensors`; nil when nothing is known.
  public static func format(of path: RepositoryPath, in tree: WorkTree) throws -> String? {
    try guess(path, in: tree).format
  }

  /// The name that an asset gets when nobody names it: a file's without its extension, a folder's
  /// as it is, with what names cannot hold replaced.
  public static func name(for path: RepositoryPath, in tree: WorkTree? = nil) -> String {
    let type = tree.flatMap { try? $0.status(at: path, followingLinks: true)?.type }
    return name(forFileName: path.name, isFolder: type == .directory)
  }

  /// - Parameter isFolder: then nothing is taken for an extension.
  public static func name(forFileName name: String, isFolder: Bool) -> String {
    let stem = isFolder ? name[...] : stem(of: name)
    var text = String(stem.map { isAllowed($0) ? $0 : "-" })
    while text.contains("..") { text = text.replacing("..", with: ".") }
    let ends: Set<Character> = ["-", " ", "."]
    text = String(text.drop { ends.contains($0) })
    while let last = text.last, ends.contains(last) || text.utf8.count > AssetName.bytesMax {
      text.removeLast()
    }
    return text.isEmpty ? "asset" : text
  }

  /// Without its extension, if it has one that looks like one: letters, few of them, not only
  /// digits (`llama-3.1` keeps its dot); also without a `.tar`, or the ending of a table, before it.
  private static func stem(of name: String) -> Substring {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name[...] }
    let ending = name[name.index(after: dot)...]
    let isExtension =
      !ending.isEmpty && ending.utf8.count <= 12 && ending.contains { $0.isLetter }
      && ending.allSatisfy { $0.isLetter || $0.isNumber }
    guard isExtension else { return name[...] }
    let stem = name[..<dot]
    if stem.hasSuffix(".tar"), stem.count > 4 { return stem.dropLast(4) }
    guard FileFormat.tableInside(name: name) != nil, let inner = stem.lastIndex(of: ".") else {
      return stem
    }
    return stem[..<inner]
  }

  private static func isAllowed(_ character: Character) -> Bool {
    if ["@", ":", "=", "/"].contains(character) { return false }
    return character.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
  }
}
