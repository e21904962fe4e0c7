import ArgumentParser
import FileIO
import Objects
import ProjectFiles
import Repository
import SystemPackage

/// What one run of a command has of the process: its arguments, its folder, its terminal.
struct Session: Sendable {
  let global: GlobalOptions
  /// The command line as it was typed, without the program's name.
  let arguments: [String]
  let progress: ProgressLine

  init(global: GlobalOptions, arguments: [String]) {
    self.global = global
    self.arguments = arguments
    let isShown = !global.quiet && !global.noProgress && StandardStream.error.isTerminal
    progress = ProgressLine(isShown: isShown)
  }

  /// What the flag asks for, else the setting.
  func terminalSettings(_ configuration: Configuration? = nil) -> Terminal.Settings {
    let setting = try? configuration?.get(.color)?.value
    let color = global.color ?? setting.flatMap(ColorChoice.init(rawValue:)) ?? .auto
    return Terminal.Settings(color: color, isQuiet: global.quiet, isVerbose: global.verbose)
  }

  /// The repository around the folder that the command runs in.
  func openRepository() throws -> Repository {
    let start = try global.startFolder()
    return try Repository.discover(from: start, environment())
  }

  /// The clock, the author and the settings, from the environment of the process.
  func environment() throws -> RepositoryEnvironment {
    RepositoryEnvironment(
      clock: ProcessClock.clock(), host: ProcessEnvironment.host, user: ProcessEnvironment.user,
      commandLine: ["mlx"] + arguments,
      configuration: try Configuration.load(
        environment: ProcessEnvironment.settings, local: nil, fileSystem: KernelFileSystem()),
      progress: progress)
  }
}
