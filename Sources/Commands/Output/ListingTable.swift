import Objects
import Repository

/// Entries of a folder for a person: size, name, and the asset that begins there.
enum ListingTable {
  static func table(of entries: [TreeListing]) -> Table {
    var table = Table(.right)
    for entry in entries {
      table.row(
        Text(Units.bytes(entry.size)), name(of: entry),
        Text(entry.asset.map { "\($0.kind.rawValue) \($0.name)" } ?? "", .dim))
    }
    return table
  }

  private static func name(of entry: TreeListing) -> Text {
    switch entry.mode {
    case .tree: "\(entry.path, .bold)/"
    case .executable: "\(entry.path, .green)*"
    case .symlink: "\(entry.path, .cyan)@"
    default: Text(entry.path.string)
    }
  }
}

extension TreeMode {
  /// The word of `--json` and of `mlx ls-tree`.
  var word: String {
    switch self {
    case .file: "file"
    case .executable: "executable"
    case .symlink: "symlink"
    case .tree: "tree"
    case .branch: "branch"
    case .tag: "tag"
    case .symbolic: "symbolic"
    case .note: "note"
    case .run: "run"
    case .deployment: "deployment"
    }
  }
}

extension TreeListing {
  var json: JSONValue {
    [
      "mode": .string(mode.word), "type": .string(type), "id": .string(id.hex),
      "bytes": .size(size), "path": .string(path.string),
      "asset": asset.map { ["kind": .string($0.kind.rawValue), "name": .string($0.name)] } ?? .null,
    ]
  }
}
