import FileIO
import Objects
import SystemPackage
import Testing

@testable import Environments

@Suite struct InterpreterReaderTests {
  private func version(_ fixture: EnvironmentFixture, _ variables: [String: String]) -> String? {
    fixture.reader(variables).capture().record.interpreter.map {
      "\($0.implementation) \($0.version)"
    }
  }

  @Test(arguments: [
    ("home = /x\nversion = 3.11.7\n", "CPython 3.11.7"),
    ("home = /x\nimplementation = PyPy\nversion_info = 3.11.9.final.0\n", "PyPy 3.11.9"),
    ("HOME=/x\nVersion=3.11.4\n", "CPython 3.11.4"),
    ("home = /x\nversion = so new\n", "CPython 3.11"),
    ("", "CPython 3.11"),
  ])
  func virtualenvsSay(_ settings: String, _ expected: String) throws {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv("work/.venv", settings: settings)
    #expect(version(fixture, [:]) == expected)
  }

  @Test func anUpdatedBaseCounts() throws {
    let fixture = try EnvironmentFixture()
    try fixture.makeVirtualenv(
      "work/.venv", settings: "home = \(fixture.path("base/bin"))\nversion = 3.11.7\n")
    try fixture.write("base/include/python3.11/patchlevel.h", "#define PY_VERSION \t\"3.11.9+\"\n")
    #expect(version(fixture, [:]) == "CPython 3.11.9+")
    try fixture.write("base/include/python3.11/patchlevel.h", "#define PY_VERSION \"3.12.0\"\n")
    #expect(version(fixture, [:]) == "CPython 3.11.7")
  }

  @Test func condaSays() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("c/conda-meta/python-3.10.4-h12debd9_0_cpython.json", "{}")
    #expect(version(fixture, ["CONDA_PREFIX": fixture.path("c")]) == "CPython 3.10.4")
  }

  @Test func systemsSay() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("u/bin/python3", "", permissions: 0o755)
    try fixture.write("u/lib/python3.11/os.py", "")
    #expect(version(fixture, ["PATH": fixture.path("u/bin")]) == "CPython 3.11")
    try fixture.write("u/include/python3.11/patchlevel.h", "#define PY_VERSION \"3.11.5\"\n")
    #expect(version(fixture, ["PATH": fixture.path("u/bin")]) == "CPython 3.11.5")
    try fixture.write(
      "root/var/lib/dpkg/status",
      "Package: a\nVersion: 1\n\nPackage: python3.11-minimal\nStatus: ok\n"
        + "Version: 3.11.2-6+deb12u6\n\nPackage: b\nVersion: 2\n")
    let library = try #require(PythonLibrary(name: "python3.11"))
    let reader = InterpreterReader(files: fixture.files, systemRoot: fixture.path("root"))
    #expect(reader.system(prefix: "/usr", library: library).version.hasPrefix("3.11."))
  }

  @Test func libraryFoldersHaveNames() {
    #expect(PythonLibrary(name: "python3.11")?.minorVersion == "3.11")
    #expect(PythonLibrary(name: "pypy3.10")?.implementation == "PyPy")
    #expect(PythonLibrary(name: "python3.13t")?.minorVersion == "3.13")
    for name in ["python3", "python", "python3.11.7", "python3.11-config", "python3.99999999999"] {
      #expect(PythonLibrary(name: name) == nil)
    }
  }
}
