import ArgumentParser
import FileIO
import Objects
import ProjectFiles
import Remotes
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
    let isWanted = !global.quiet && !global.noProgress
    let canRedraw =
      StandardStream.error.isTerminal && ProcessEnvironment.value("TERM") != "dumb"
    progress = ProgressLine(isShown: isWanted && canRedraw)
  }

  /// What the flag asks for, else the setting.
  func terminalSettings(_ configuration: Configuration?) -> Terminal.Settings {
    let setting = try? configuration?.get(.color)?.value
    let color = global.color ?? setting.flatMap(ColorChoice.init(rawValue:)) ?? .auto
    return Terminal.Settings(color: color, isQuiet: global.quiet, isVerbose: global.verbose)
  }

  /// Why the setting of color cannot be; nil where it can, or where nothing depends on it.
  func colorFault(_ configuration: Configuration) -> ConfigError? {
    if global.color != nil || global.json { return nil }
    do throws(ConfigError) {
      _ = try configuration.get(.color)
      return nil
    } catch {
      return error
    }
  }

  /// The settings that hold in the folder that the command runs in, as far as they can be read.
  func configuration() -> Configuration {
    (try? openRepository())?.environment.configuration ?? (try? environment())?.configuration
      ?? Configuration(environment: ProcessEnvironment.settings)
  }

  /// Where in a work tree the command runs; nil where it runs in none.
  func place() -> PlaceInTree? {
    guard let repository = try? openRepository() else { return nil }
    return PlaceInTree(global, in: repository)
  }

  /// The repository around the folder that the command runs in.
  func openRepository() throws -> Repository {
    let start = try global.startFolder()
    let repository = try Repository.discover(from: start, environment())
    repository.store.setSupplier(PromisedFiles(repository))
    return repository
  }

  /// The same; nil where there is none, for commands that need none.
  func repositoryIfThere() throws -> Repository? {
    do {
      return try openRepository()
    } catch let error as RepositoryError where error.code == "not-a-repository" {
      return nil
    }
  }

  /// The clock, the author and the settings, from the environment of the process.
  func environment() throws -> RepositoryEnvironment {
    var environment = RepositoryEnvironment(
      clock: ProcessClock.clock(), host: ProcessEnvironment.host, user: ProcessEnvironment.user,
      commandLine: ["mlx"] + arguments,
      configuration: try Configuration.load(
        environment: ProcessEnvironment.settings, local: nil, fileSystem: KernelFileSystem()),
      progress: progress, variables: { ProcessVariables.all() })
    environment.measuresRuns = !ProcessClock.isStopped
    return environment
  }
}
