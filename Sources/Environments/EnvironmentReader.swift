// Capturing an environment: everything that its record holds, read from files.
import FileIO
import Objects
import SystemPackage

/// What was captured: the record, and the bytes of the lock files that it names.
public struct EnvironmentCapture: Sendable, Equatable {
  public var record: EnvironmentRecord
  /// By name; each is stored as a blob, whose id the record has.
  public var lockFiles: [String: [UInt8]]
  /// Where it was found; nil when there is no Python, and for a capture from a file.
  public var location: EnvironmentLocation?

  /// A record and its lock files.
  public init(
    record: EnvironmentRecord, lockFiles: [String: [UInt8]], location: EnvironmentLocation? = nil
  ) {
    self.record = record
    self.lockFiles = lockFiles
    self.location = location
  }
}

/// Captures the environment of a work tree. No program is started, and no Python file is run.
public struct EnvironmentReader: Sendable {
  private let variables: [String: String]
  private let workTree: FilePath
  private let systemRoot: String
  private let files: SmallFiles

  /// - Parameter variables: the environment variables; this library reads none itself.
  /// - Parameter workTree: the absolute path of the root of the work tree.
  /// - Parameter systemRoot: where the files that describe the machine are; another folder than `/`
  ///   in tests.
  public init(
    variables: [String: String], workTree: FilePath, fileSystem: any FileSystem,
    systemRoot: FilePath = "/"
  ) {
    self.variables = variables
    self.workTree = workTree
    self.systemRoot = systemRoot.string
    files = SmallFiles(fileSystem: fileSystem)
  }

  private var locator: EnvironmentLocator {
    EnvironmentLocator(
      variables: variables, workTree: workTree, fileSystem: files.fileSystem)
  }

  /// Captures the environment that `EnvironmentLocator` finds. What cannot be read is named in the
  /// record's remarks.
  public func capture() -> EnvironmentCapture {
    var remarks = Remarks()
    return capture(locator.locate(&remarks), remarks)
  }

  /// Captures the environment in a folder; nil when there is none.
  public func capture(at folder: FilePath) -> EnvironmentCapture? {
    locator.environment(in: folder.string, foundBy: folder.string).map { capture($0, Remarks()) }
  }

  /// What of the machine is recorded.
  public func systemFacts() -> SystemFacts {
    SystemReader(files: files, root: systemRoot, variables: variables).read()
  }

  private func capture(_ location: EnvironmentLocation?, _ start: Remarks) -> EnvironmentCapture {
    var remarks = start
    var record = EnvironmentRecord(origin: .none, system: systemFacts())
    if let location {
      readPython(location, into: &record, &remarks)
    }
    let locks = LockFileReader(files: files).read(workTree: workTree.string, &remarks)
    // The initialiser puts the lists in order.
    record = EnvironmentRecord(
      origin: record.origin, interpreter: record.interpreter,
      distributions: record.distributions, condaPackages: record.condaPackages,
      lockFiles: locks.files, system: record.system,
      variables: RecordedVariables.taken(from: variables, workTree: workTree.string),
      remarks: remarks.all)
    return EnvironmentCapture(record: record, lockFiles: locks.bytes, location: location)
  }

  private func readPython(
    _ location: EnvironmentLocation, into record: inout EnvironmentRecord, _ remarks: inout Remarks
  ) {
    record.origin = location.origin
    let settings = files.text(PathText.join(location.prefix, "pyvenv.cfg"))
      .map { VirtualenvSettings($0) }
    if location.origin == .conda {
      record.condaPackages = CondaReader(files: files).read(prefix: location.prefix, &remarks)
    }
    let condaPython = record.condaPackages.first { $0.name == "python" }?.version
    let version = condaPython ?? settings?.version
    let library = PythonLibrary(
      prefix: location.prefix, program: location.library ?? "",
      minorVersion: version.map {
        $0.split(separator: ".").prefix(2).joined(separator: ".")
      }, files: files)
    record.interpreter = InterpreterReader(files: files, systemRoot: systemRoot).read(
      location, library: library, settings: settings, condaPackages: record.condaPackages)
    guard let library else {
      if location.origin != .conda {
        remarks.add("the environment has no folder such as 'lib/python3.11'")
      }
      return
    }
    let folders = PackageFolders(files: files, variables: variables)
      .list(location, library: library, settings: settings)
    let sources = DistributionSources(files: files, workTree: workTree.string)
    record.distributions = DistributionReader(files: files, sources: sources)
      .read(folders, &remarks)
  }
}
