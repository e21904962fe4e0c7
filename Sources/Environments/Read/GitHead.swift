// The commit of a git repository, by reading its files: for the folder of an editable package.
import Objects

/// Reads HEAD. No git is started, and no hook or setting of the repository is looked at.
struct GitHead {
  let files: SmallFiles

  /// The id of the commit that HEAD names in the repository around a folder; nil outside of one,
  /// and before its first commit.
  func head(of folder: String) -> String? {
    guard let gitFolder = gitFolder(around: folder),
      let text = files.text(PathText.join(gitFolder, "HEAD"), max: 4096)
    else { return nil }
    let head = text.trimmed
    guard head.hasPrefix("ref:") else { return commit(head) }
    return resolve(head.dropFirst(4).trimmed, in: gitFolder)
  }

  /// `.git` is a folder, or in a worktree and a submodule a file that names one.
  private func gitFolder(around folder: String) -> String? {
    var place = folder
    while true {
      let path = PathText.join(place, ".git")
      if let status = files.status(path) {
        if status.type == .directory { return path }
        guard let text = files.text(path, max: 4096), text.hasPrefix("gitdir:") else { return nil }
        return absolute(text.dropFirst(7).trimmed, from: place)
      }
      if place == "/" || place.isEmpty { return nil }
      place = PathText.parent(place)
    }
  }

  private func absolute(_ path: String, from folder: String) -> String {
    path.hasPrefix("/") ? path : PathText.join(folder, path)
  }

  /// A worktree keeps its branches in the folder that `commondir` names.
  private func resolve(_ ref: String, in gitFolder: String) -> String? {
    guard ref.hasPrefix("refs/"), !ref.split(separator: "/").contains("..") else { return nil }
    let common = files.text(PathText.join(gitFolder, "commondir"), max: 4096)
      .map { absolute($0.trimmed, from: gitFolder) }
    for folder in [gitFolder, common].compactMap({ $0 }) {
      if let text = files.text(PathText.join(folder, ref), max: 4096) {
        return commit(text.trimmed)
      }
    }
    return packed(ref, in: common ?? gitFolder)
  }

  /// `packed-refs` holds lines of an id, a space and a name.
  private func packed(_ ref: String, in folder: String) -> String? {
    guard let bytes = files.bytes(PathText.join(folder, "packed-refs"), max: 16 << 20),
      let place = ByteSearch.first(" \(ref)\n", in: bytes, from: 0)
    else { return nil }
    let start = bytes[..<place].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return commit(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  private func commit(_ text: String) -> String? { GitState.isCommit(text) ? text : nil }
}
