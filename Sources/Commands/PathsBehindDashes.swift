import ArgumentParser

/// What stands behind `--`, where revisions may stand before it. `ArgumentOrder` puts it into these
/// options: the parser has room for one list of words.
struct PathsBehindDashes: ParsableArguments {
  @Flag(
    name: .customLong("paths-follow"),
    help: ArgumentHelp(
      "There is a '--': what stands before it are revisions.", visibility: .private))
  var isMarked = false

  @Option(
    name: .customLong("path"), parsing: .singleValue,
    help: ArgumentHelp("A path, or the name of an asset.", visibility: .private),
    completion: .file())
  var paths: [String] = []
}
