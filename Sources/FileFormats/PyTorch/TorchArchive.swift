// What torch.save and torch.jit.save write since 1.6: a zip archive of pickles and stored bytes.

/// A zip archive of torch.
struct TorchArchive {
  /// The folder that everything is in.
  let root: String
  /// Members by their names below the root.
  let members: [String: ZipMember]
  private let source: any RandomAccess
  private let inflate: Inflate?

  /// A pickle inside of an archive is expanded up to this length.
  static let pickleBytesMax = 256 << 20

  /// nil when the archive holds no `data.pkl`.
  init?(_ directory: ZipDirectory, in source: any RandomAccess, inflate: Inflate?) throws {
    let ending = "/data.pkl"
    let found = directory.members.filter { $0.name.hasSuffix(ending) }.map {
      String($0.name.dropLast(ending.count - 1))
    }
    guard let root = found.min(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
    self.root = root
    self.source = source
    self.inflate = inflate
    var members: [String: ZipMember] = [:]
    for member in directory.members where member.name.hasPrefix(root) {
      members[String(member.name.dropFirst(root.count))] = member
    }
    self.members = members
  }

  /// A member's content as a source; nil when there is none.
  func content(_ name: String, most: Int = pickleBytesMax) throws -> (any RandomAccess)? {
    try members[name]?.content(in: source, most: most, inflate: inflate)
  }

  /// A short text, such as `version`.
  func text(_ name: String) throws -> String? {
    guard let content = try content(name, most: 256), content.byteCount <= 256 else { return nil }
    let bytes = try content.read(at: 0, count: Int(content.byteCount))
    return String(decoding: bytes.filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
  }

  /// Where each storage of a folder lies, by its key; those that are compressed do not count.
  func storages(in folder: String) -> [String: Range<UInt64>] {
    var storages: [String: Range<UInt64>] = [:]
    for (name, member) in members where member.isStored && name.hasPrefix(folder) {
      storages[String(name.dropFirst(folder.count))] = member.range
    }
    return storages
  }
}
