import FileIO
import Testing

@testable import Environments

@Suite struct EnvironmentLocatorTests {
  private func place(_ location: EnvironmentLocation?) -> String? {
    location.map {
      "\($0.origin.rawValue) \($0.prefix.split(separator: "/").last ?? "") \($0.foundBy)"
    }
  }

  @Test func theNearestSignWins() throws {
    let fixture = try EnvironmentFixture()
    #expect(fixture.locate([:]) == nil)
    try fixture.makeVirtualenv("work/venv")
    #expect(place(fixture.locate([:])) == "virtualenv venv venv")
    try fixture.makeVirtualenv("work/.venv")
    #expect(place(fixture.locate([:])) == "virtualenv .venv .venv")
    try fixture.write("c/conda-meta/history", "")
    var variables = ["CONDA_PREFIX": fixture.path("c"), "CONDA_DEFAULT_ENV": "train"]
    #expect(place(fixture.locate(variables)) == "conda c CONDA_PREFIX")
    variables["CONDA_DEFAULT_ENV"] = "base"
    #expect(place(fixture.locate(variables)) == "virtualenv .venv .venv")
    try fixture.makeVirtualenv("v")
    variables["VIRTUAL_ENV"] = fixture.path("v")
    #expect(place(fixture.locate(variables)) == "virtualenv v VIRTUAL_ENV")
  }

  @Test func aFolderOfTheNameIsNotEnough() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("work/env/train.py", "")
    #expect(fixture.locate(["VIRTUAL_ENV": fixture.path("gone")]) == nil)
    let record = fixture.reader(["VIRTUAL_ENV": fixture.path("gone")]).capture().record
    #expect(record.origin == .none)
    #expect(record.remarks == ["VIRTUAL_ENV names a folder that holds no environment"])
  }

  @Test func pathLeadsToThePrefix() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("usr/bin/python3.11", "", permissions: 0o755)
    try fixture.write("usr/lib/python3.11/os.py", "")
    try fixture.write("usr/lib/python3.12/os.py", "")
    try fixture.link("usr/bin/python3", to: "python3.11")
    try fixture.link("bin", to: "usr/bin")
    let found = try #require(fixture.locate(["PATH": "relative:/nowhere:" + fixture.path("bin")]))
    #expect(place(found) == "system usr PATH")
    #expect(found.library == "python3.11")
    // An environment's `python3` is a link as well; its folder says more.
    try fixture.makeVirtualenv("v")
    try fixture.link("v/bin/python3", to: fixture.path("usr/bin/python3"))
    #expect(place(fixture.locate(["PATH": fixture.path("v/bin")])) == "virtualenv v PATH")
  }

  @Test func shimsAreSeenThrough() throws {
    let fixture = try EnvironmentFixture()
    try fixture.write("pyenv/shims/python3", "#!/bin/sh\n", permissions: 0o755)
    for version in ["3.11.2", "3.11.10", "3.12.1"] {
      try fixture.write("pyenv/versions/\(version)/lib/python\(version.prefix(4))/os.py", "")
    }
    let path = ["PATH": fixture.path("pyenv/shims")]
    #expect(fixture.locate(path) == nil)
    try fixture.write("pyenv/version", "3.12.1\n")
    #expect(place(fixture.locate(path)) == "system 3.12.1 PATH")
    try fixture.write("work/.python-version", "3.11\n")
    #expect(place(fixture.locate(path)) == "system 3.11.10 PATH")
    let chosen = path.merging(["PYENV_VERSION": "3.11.2"]) { $1 }
    #expect(place(fixture.locate(chosen)) == "system 3.11.2 PATH")
    #expect(
      fixture.locate(path.merging(["PYENV_VERSION": "../../x"]) { $1 }) == nil)
  }

  @Test func linksThatGoRoundEnd() throws {
    let fixture = try EnvironmentFixture()
    try fixture.link("a", to: "b")
    try fixture.link("b", to: "a")
    #expect(RealPath(files: fixture.files).resolve(fixture.path("a/x")) == nil)
  }
}
