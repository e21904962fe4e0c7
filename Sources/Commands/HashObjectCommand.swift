import ArgumentParser
import Objects
import Repository
import SystemPackage

/// `mlx hash-object <file>`: the id of a file. The work is `Repository.hashObject`.
struct HashObjectCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "hash-object",
    abstract: "Print the id of a file; it is its SHA-256.",
    usage: "mlx hash-object [-w] <file> ...")

  @Argument(help: ArgumentHelp("The files.", valueName: "file"), completion: .file())
  var files: [String]

  @Flag(name: [.customShort("w"), .customLong("write")], help: "Also store their bytes.")
  var write = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  /// Only storing needs a repository.
  func perform(_ session: Session) async throws -> HashObjectOutput {
    let folder = try global.startFolder()
    let repository = write ? try session.openRepository() : nil
    return HashObjectOutput(
      objects: try files.map { file in
        let path = folder.pushing(FilePath(file)).lexicallyNormalized()
        let id = try repository?.hashObject(path, write: true) ?? Repository.hash(fileAt: path)
        return (file, id)
      })
  }
}

/// Files with their ids.
struct HashObjectOutput: CommandOutput {
  let objects: [(path: String, id: BlobID)]

  var json: [String: JSONValue] {
    [
      "objects": .list(objects) { ["path": .string($0.path), "id": .string($0.id.hex)] }
    ]
  }

  func render(to terminal: inout Terminal) {
    for object in objects { terminal.line(Text(object.id.hex)) }
  }
}
