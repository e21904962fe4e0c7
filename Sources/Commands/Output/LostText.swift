// What a check found that versions hold and that cannot be had.
import Objects
import Repository

extension FsckReport {
  private static let contentsMax = 20
  private static let versionsMax = 5

  /// Lists what is lost, and in which versions: a few of many, all with `--json`.
  func renderLost(to terminal: inout Terminal) {
    guard !lost.isEmpty else { return }
    let versions = Set(lost.flatMap(\.versions).map(\.commit)).count
    let title = isRepair ? "lost" : "not whole"
    let amount = "\(Units.count(lost.count, "object")) of \(Units.count(versions, "version"))"
    terminal.line("\(title, .red): \(amount)")
    for content in lost.prefix(Self.contentsMax) {
      var table = Table(indent: 2)
      table.row(Text(content.title))
      terminal.table(table)
      var inner = Table(indent: 4)
      for version in content.versions.prefix(Self.versionsMax) {
        let refs = version.refs.isEmpty ? "" : " (\(version.refs.joined(separator: ", ")))"
        inner.row(Text(version.commit.short + refs), Text(version.subject ?? ""))
      }
      terminal.table(inner)
      let more = content.versions.count - Self.versionsMax
      if more > 0 { terminal.line("    and \(more) more") }
    }
    let more = lost.count - Self.contentsMax
    if more > 0 { terminal.line("  and \(more) more: 'mlx fsck --json' lists all") }
    let files = lost.filter { $0.object.hasPrefix("blob:") }.flatMap(\.versions).map(\.commit)
    if let first = files.first, !remotes.isEmpty {
      let revision = Set(files).count == 1 ? first.short : "REVISION"
      terminal.line(
        "  'mlx fetch --only \(revision)' brings files of a version that \(Self.names(remotes)) has"
      )
    }
  }
}

extension FsckReport {
  private static func names(_ remotes: [String]) -> String {
    remotes.map { "'\($0)'" }.joined(separator: " or ")
  }
}

extension LostContent {
  /// `model/fraud: models/fraud.safetensors, 256 MB, blob:4be07a21…`
  fileprivate var title: String {
    let path: String? =
      switch paths.count {
      case 0: nil
      case 1: paths[0]
      default: "\(paths[0]) and \(paths.count - 1) more"
      }
    let details = [path, size.map { Units.bytes($0) }, shortObject].compactMap(\.self)
    return (asset.map { "\($0): " } ?? "") + details.joined(separator: ", ")
  }

  private var shortObject: String {
    let parts = object.split(separator: ":", maxSplits: 1)
    return parts.count == 2 ? "\(parts[0]):\(parts[1].prefix(16))" : object
  }

  var json: JSONValue {
    [
      "object": .string(object), "size": size.map(JSONValue.size) ?? .null,
      "asset": .optional(asset?.description), "paths": .list(paths, JSONValue.string),
      "versions": .list(versions) { version in
        [
          "commit": .string(version.commit.hex), "refs": .list(version.refs, JSONValue.string),
          "subject": .optional(version.subject),
        ]
      },
    ]
  }
}
