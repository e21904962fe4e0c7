// What this machine has to make environments with.
import FileIO
import Objects
import SystemPackage

/// An interpreter on this machine.
public struct InstalledInterpreter: Sendable, Hashable {
  public var path: String
  public var interpreter: Interpreter
}

/// Programs that were found on PATH. None is started to find out what it is.
public struct RestoreTools: Sendable, Equatable {
  /// The absolute path of uv.
  public var uv: String?
  /// The absolute path of `micromamba`, `mamba` or `conda`, the quickest first.
  public var conda: String?
  /// In the order of PATH; those that pyenv keeps come after them.
  public var interpreters: [InstalledInterpreter]

  /// Tools by hand, as tests do.
  public init(uv: String? = nil, conda: String? = nil, interpreters: [InstalledInterpreter] = []) {
    self.uv = uv
    self.conda = conda
    self.interpreters = interpreters
  }

  /// Looks for tools, and for interpreters of the language version of `wanted`.
  public static func find(
    for wanted: Interpreter?, variables: [String: String], fileSystem: any FileSystem
  ) -> RestoreTools {
    let files = SmallFiles(fileSystem: fileSystem)
    let path = ProgramPath(variables: variables, files: files)
    var tools = RestoreTools()
    tools.uv = path.first("uv")
    tools.conda = ["micromamba", "mamba", "conda"].lazy.compactMap(path.first).first
    guard let wanted, let minor = wanted.minorVersion else { return tools }
    let stem = wanted.implementation == "PyPy" ? "pypy" : "python"
    var programs: [String] = []
    for name in [stem + minor, stem + "3", stem] {
      for program in path.all(name) {
        if let pyenv = PyenvShims(program: program, files: files) {
          programs += pyenv.prefixes.map { "\($0)/bin/\(stem)\(minor)" }.filter(files.isFile)
        } else {
          programs.append(program)
        }
      }
    }
    var seen: Set<String> = []
    tools.interpreters = programs.filter { seen.insert($0).inserted }.compactMap { program in
      interpreter(program, files: files)
        .map { InstalledInterpreter(path: program, interpreter: $0) }
    }.filter { $0.interpreter.minorVersion == minor }
      .filter { $0.interpreter.implementation == wanted.implementation }
    return tools
  }

  /// The version of an interpreter, by the files around it.
  private static func interpreter(_ program: String, files: SmallFiles) -> Interpreter? {
    guard let real = RealPath(files: files).resolve(program) else { return nil }
    let prefix = PathText.parent(PathText.parent(real))
    let reader = InterpreterReader(files: files, systemRoot: "/")
    let library = PythonLibrary(prefix: prefix, program: PathText.last(real), files: files)
    if files.isFolder(prefix + "/conda-meta") {
      var remarks = Remarks()
      let location = EnvironmentLocation(origin: .conda, prefix: prefix, foundBy: "PATH")
      return reader.read(
        location, library: library, settings: nil,
        condaPackages: CondaReader(files: files).read(prefix: prefix, &remarks))
    }
    return library.map { reader.system(prefix: prefix, library: $0) }
  }
}
