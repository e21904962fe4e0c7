import Foundation

/// The checkout that the tests were built from, read as text.
struct SourceTree {
  struct SourceFile {
    let path: String
    let lines: [String]
    var name: String { (path as NSString).lastPathComponent }
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every file below `folder` with this extension, with its path from the root.
  static func files(in folder: String, extension ending: String) throws -> [SourceFile] {
    let base = root.appendingPathComponent(folder)
    guard
      let walk = FileManager.default.enumerator(
        at: base, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    else { return [] }
    var found: [SourceFile] = []
    for case let url as URL in walk where url.pathExtension == ending {
      let text = try String(contentsOf: url, encoding: .utf8)
      let path = url.path.replacingOccurrences(of: root.path + "/", with: "")
      found.append(SourceFile(path: path, lines: text.components(separatedBy: "\n")))
    }
    return found.sorted { $0.path < $1.path }
  }
}
