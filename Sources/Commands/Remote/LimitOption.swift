import ArgumentParser
import ProjectFiles

/// `--limit`, of commands that reach a remote.
struct LimitOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Move at most so many bytes a second, such as 800kB or 10MB.", valueName: "rate"))
  var limit: String?

  /// The limit; nil for what the settings say.
  var rate: ByteRate? { limit.flatMap { ByteRate($0) } }

  func validate() throws {
    if let limit, ByteRate(limit) == nil {
      throw UsageError(
        "'\(limit)' is no rate", hint: "write bytes a second, such as 800kB, 10MB or 1GB")
    }
  }
}
