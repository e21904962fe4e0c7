import ArgumentParser
import SystemPackage

/// `--store`, of commands that make a repository.
struct StoreOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep the objects in this folder, which several clones share.", valueName: "store"),
    completion: .directory)
  var store: String?

  /// The folder; nil for `.mlops` itself.
  func folder(from start: FilePath) -> FilePath? {
    store.map { start.pushing(FilePath($0)).lexicallyNormalized() }
  }
}
