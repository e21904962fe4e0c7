// pyenv puts a script in the place of each interpreter; which one it starts is in small files.
import FileIO

/// The versions that pyenv looks after.
struct PyenvShims {
  let root: String
  private let files: SmallFiles

  /// nil when `program` is no script of pyenv: `<root>/shims/python3` beside `<root>/versions`.
  init?(program: String, files: SmallFiles) {
    let folder = PathText.parent(program)
    guard PathText.last(folder) == "shims" else { return nil }
    root = PathText.parent(folder)
    guard files.isFolder(PathText.join(root, "versions")) else { return nil }
    self.files = files
  }

  /// The folders of all versions.
  var prefixes: [String] {
    files.names(in: root + "/versions").map { root + "/versions/" + $0 }
  }

  /// The folder of the version that the script would start in `workTree`: `PYENV_VERSION`, else the
  /// nearest `.python-version`, else pyenv's own setting. nil when that is the system's.
  func selectedPrefix(variables: [String: String], workTree: String) -> String? {
    guard let setting = variables["PYENV_VERSION"] ?? nearestSetting(from: workTree) else {
      return nil
    }
    let names = setting.split { $0.isWhitespace || $0 == ":" }
    for name in names where !name.contains("/") && !name.hasPrefix(".") {
      let exact = root + "/versions/" + name
      if files.isFolder(exact) { return exact }
      // `3.11` means the newest of them.
      let newest = files.names(in: root + "/versions").filter { $0.hasPrefix(name + ".") }
        .max { Self.patch($0) < Self.patch($1) }
      if let newest { return root + "/versions/" + newest }
    }
    return nil
  }

  private func nearestSetting(from workTree: String) -> String? {
    var folder = workTree
    while true {
      if let text = files.text(PathText.join(folder, ".python-version"), max: 4096) { return text }
      if folder == "/" || folder.isEmpty { break }
      folder = PathText.parent(folder)
    }
    return files.text(PathText.join(root, "version"), max: 4096)
  }

  private static func patch(_ version: String) -> Int {
    version.split(separator: ".").last.flatMap { Int($0) } ?? 0
  }
}
