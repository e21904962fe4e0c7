import Objects

/// An output or a dependency, as a file of DVC has it.
struct DVCEntry: Hashable, Sendable {
  /// Another repository that `dvc import` took it from.
  struct Origin: Hashable, Sendable {
    let url: String
    /// The git commit, when it was recorded.
    let revision: String?
  }

  /// As it is written: relative to the folder of the stage, absolute, or a URL.
  let path: String
  /// nil when DVC had not made one yet, or made one of another kind.
  let hash: DVCHash?
  /// Bytes, of all files of a folder; nil when it is not said.
  let size: UInt64?
  let isExecutable: Bool
  let origin: Origin?
  /// The files of a folder that has no list in the cache, as for remotes that keep versions themselves.
  let files: [DVCFolder.File]?

  /// nil when there is no path.
  init?(_ value: JSONValue) {
    guard let path = value["path"]?.string, !path.isEmpty else { return nil }
    self.path = path
    // DVC 3 names the hash; files without that word are older, or of the older kind still.
    let kind: DVCHash.Kind = value["hash"]?.string == "md5" ? .md5 : .dos2unix
    hash = value["md5"]?.string.flatMap { DVCHash($0, kind: kind) }
    size = value["size"]?.integer.flatMap { UInt64(exactly: $0) }
    isExecutable = value["isexec"]?.bool == true
    origin = value["repo"].flatMap { repo in
      repo["url"]?.string.map { url in
        Origin(url: url, revision: repo["rev_lock"]?.string ?? repo["rev"]?.string)
      }
    }
    files = value["files"]?.array.flatMap { DVCFolder.files(in: $0, kind: kind) }
  }

  static func list(_ value: JSONValue?) -> [DVCEntry] {
    value?.array?.compactMap(DVCEntry.init) ?? []
  }
}
