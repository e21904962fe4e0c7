// Programs on PATH.
import FileIO

/// The folders of PATH, in order.
struct ProgramPath {
  let folders: [String]
  let files: SmallFiles

  /// Relative folders are left out: they mean another place in each folder.
  init(variables: [String: String], files: SmallFiles) {
    var seen: Set<String> = []
    folders = (variables["PATH"] ?? "").split(separator: ":").map(String.init).filter {
      $0.hasPrefix("/") && seen.insert($0).inserted
    }
    self.files = files
  }

  /// The absolute path of the first program with this name.
  func first(_ name: String) -> String? { all(name).first }

  /// Every program with this name, the one that a shell runs first.
  func all(_ name: String) -> [String] {
    folders.map { PathText.join($0, name) }.filter { path in
      guard let status = files.status(path) else { return false }
      return status.type == .regular && status.permissions & 0o111 != 0
    }
  }
}
