// Which environment a command runs in.
import FileIO
import Objects
import SystemPackage

/// Finds the environment: `VIRTUAL_ENV`, `CONDA_PREFIX`, a folder in the work tree (`.venv`, `venv`,
/// `env`), then `python3` and `python` on PATH. Conda's own `base`, which it activates in every
/// shell, says less than a folder in the work tree and comes after it.
public struct EnvironmentLocator: Sendable {
  private let variables: [String: String]
  private let workTree: String
  private let files: SmallFiles

  /// - Parameter variables: the environment variables; this library reads none itself.
  /// - Parameter workTree: the absolute path of the root of the work tree.
  public init(variables: [String: String], workTree: FilePath, fileSystem: any FileSystem) {
    self.variables = variables
    self.workTree = workTree.string
    files = SmallFiles(fileSystem: fileSystem)
  }

  /// The environment; nil when there is no Python.
  public func locate() -> EnvironmentLocation? {
    var remarks = Remarks()
    return locate(&remarks)
  }

  func locate(_ remarks: inout Remarks) -> EnvironmentLocation? {
    if let found = fromVariable("VIRTUAL_ENV", &remarks) { return found }
    let isBase = ["base", "root"].contains(variables["CONDA_DEFAULT_ENV"] ?? "")
    if !isBase, let found = fromVariable("CONDA_PREFIX", &remarks) { return found }
    for name in [".venv", "venv", "env"] {
      let folder = PathText.join(workTree, name)
      if let found = environment(in: folder, foundBy: name) { return found }
    }
    if isBase, let found = fromVariable("CONDA_PREFIX", &remarks) { return found }
    return onPath()
  }

  private func fromVariable(_ name: String, _ remarks: inout Remarks) -> EnvironmentLocation? {
    guard let folder = variables[name], folder.hasPrefix("/") else { return nil }
    if let found = environment(in: folder, foundBy: name) { return found }
    remarks.add("\(name) names a folder that holds no environment")
    return nil
  }

  /// The environment in a folder, by the files that make it one.
  func environment(in folder: String, foundBy: String) -> EnvironmentLocation? {
    if files.isFile(PathText.join(folder, "pyvenv.cfg")) {
      return EnvironmentLocation(origin: .virtualenv, prefix: folder, foundBy: foundBy)
    }
    if files.isFolder(PathText.join(folder, "conda-meta")) {
      return EnvironmentLocation(origin: .conda, prefix: folder, foundBy: foundBy)
    }
    return nil
  }

  private func onPath() -> EnvironmentLocation? {
    let path = ProgramPath(variables: variables, files: files)
    for name in ["python3", "python"] {
      for program in path.all(name) {
        if let found = environment(ofProgram: program) { return found }
      }
    }
    return nil
  }

  /// The environment that an interpreter is of; nil for a script that is not known to start one.
  func environment(ofProgram program: String) -> EnvironmentLocation? {
    let foundBy = "PATH"
    let links = RealPath(files: files)
    guard let folder = links.resolve(PathText.parent(program)) else { return nil }
    if let pyenv = PyenvShims(program: PathText.join(folder, PathText.last(program)), files: files)
    {
      let selected = pyenv.selectedPrefix(variables: variables, workTree: workTree)
      return selected.flatMap { environment(in: $0, foundBy: foundBy) ?? system(prefix: $0) }
    }
    // As Python itself does, `pyvenv.cfg` is looked for before links are followed.
    if let found = environment(in: PathText.parent(folder), foundBy: foundBy) { return found }
    guard let real = links.resolve(program) else { return nil }
    let prefix = PathText.parent(PathText.parent(real))
    return environment(in: prefix, foundBy: foundBy)
      ?? system(prefix: prefix, program: PathText.last(real))
  }

  private func system(prefix: String, program: String = "python") -> EnvironmentLocation? {
    guard let library = PythonLibrary(prefix: prefix, program: program, files: files) else {
      return nil
    }
    var found = EnvironmentLocation(origin: .system, prefix: prefix, foundBy: "PATH")
    found.library = library.name
    return found
  }
}
