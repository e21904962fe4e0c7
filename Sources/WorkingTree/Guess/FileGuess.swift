import FileFormats
import FileIO
import Objects
import SystemPackage

/// What a single file seems to be.
enum FileGuess {
  /// Enough for every format that shows in its first bytes.
  private static let headBytes = 4096

  static func guess(_ path: FilePath, name: String, in fileSystem: any FileSystem) throws -> Guess {
    let isNamed = EnvironmentFiles.format(of: name) != nil
    return guess(
      name: name, format: isNamed ? nil : try format(of: path, name: name, in: fileSystem))
  }

  /// - Parameter format: what the content and the name say.
  static func guess(name: String, format: FileFormat?) -> Guess {
    if let format = EnvironmentFiles.format(of: name) {
      return Guess(kind: .environment, format: format, why: "named \(name)")
    }
    if let format, let kind = FormatKinds.kind(of: format) {
      return Guess(kind: kind, format: format.rawValue, why: "\(format.rawValue) file")
    }
    if let format, format == .gzip || format == .zstd,
      let inside = FileFormat.tableInside(name: name)
    {
      return Guess(
        kind: .dataset, format: format.rawValue,
        why: "\(inside.rawValue) in a \(format.rawValue) file")
    }
    if isNamedWeights(name) {
      return Guess(kind: .model, format: format?.rawValue, why: "named like weights")
    }
    let why = format.map { "\($0.rawValue) file" } ?? "no known format"
    return Guess(kind: .artifact, format: format?.rawValue, why: why)
  }

  static func format(
    of path: FilePath, name: String, in fileSystem: any FileSystem
  ) throws -> FileFormat? {
    let file = try File(path, .read, in: fileSystem)
    return FileFormat.guess(name: name, head: try file.readUpTo(headBytes, at: 0))
  }

  /// The format by name alone, for counting many files.
  static func format(named name: String) -> FileFormat? {
    FileFormat.guess(name: name, head: [])
  }

  /// Weights whose content shows nothing, such as `pytorch_model.bin`.
  static func isNamedWeights(_ name: String) -> Bool {
    let ending = ending(of: name)
    if ending == "bin" { return name.lowercased().contains("model") || name.contains("weights") }
    return FormatKinds.weightEndings.contains(ending)
  }

  /// What follows the last dot, in lower case; empty when there is none.
  static func ending(of name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }
}
