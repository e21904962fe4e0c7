import FileIO
import Objects
import ProjectFiles
import References
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

@Suite struct RemoteRefTests {
  @Test func collectionsKeepWhatOthersPushed() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    let first = try ana.test.commit("one", ["a": largeText(100_000, seed: 1)])
    try ana.push()
    let ben = try Member(remote, later: 1000)
    try ben.fetch()
    ben.test.clock.advance(seconds: 400 * 86_400)
    var options = CollectOptions()
    options.isImmediate = true
    _ = try ben.repository.collect(options)
    #expect(try ben.data("origin/main") == ana.data(first.hex))
    try ben.expectSound()
  }

  @Test func undoLeavesThemAlone() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    let first = try ana.test.commit("one", ["a": "1"])
    try ana.push()
    #expect(code { try ana.repository.undo() } == "nothing-to-undo")
    try ana.test.commit("two", ["a": "2"])
    try ana.repository.undo()
    #expect(try ana.head() == first)
    #expect(try ana.tracked() == ["origin/main": first])
  }

  @Test func statusCountsBothSides() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    #expect(try ana.repository.status().upstream == nil)
    try ana.test.commit("one", ["a": "1"])
    #expect(try ana.repository.status().upstream == nil)
    try ana.push()
    let ben = try Member(remote, later: 1000)
    #expect(code { _ = try ben.sharing().pull() } == nil)
    #expect(try ben.head() == ana.head())
    #expect(try ben.test.text("data/a") == "1")
    try ben.test.commit("b1", ["b": "1"])
    try ben.test.commit("b2", ["b": "2"])
    try ana.test.commit("two", ["a": "2"])
    try ana.push()
    #expect(try ben.sharing().fetch().commits == 1)
    let state = try #require(try ben.repository.status().upstream)
    #expect("\(state.name)" == "origin/main" && state.ahead == 2 && state.behind == 1)
    let error = #expect(throws: RemoteError.self) { _ = try ben.sharing().pull() }
    #expect(error?.description.hasSuffix("2 here, 1 there") == true)
    #expect(try ben.test.text("data/a") == "1", "nothing moved")
  }

  @Test func pullRefusesToLoseChanges() throws {
    let remote = MemoryTransport()
    let ana = try Member(remote)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    let ben = try Member(remote, later: 1000)
    _ = try ben.sharing().pull()
    try ana.test.commit("two", ["a": "2"])
    try ana.push()
    try ben.test.write("data/a", "mine")
    #expect(code { _ = try ben.sharing().pull() } == "working-tree-modified")
    #expect(try ben.test.text("data/a") == "mine")
    try ben.test.write("data/a", "1")
    let report = try ben.sharing().pull()
    #expect(try report.checkout?.written == 1 && report.to == ana.head())
    #expect(try ben.test.text("data/a") == "2")
  }

  @Test func cloneLeavesNothingWhenItFails() throws {
    let folder = try RemoteFolder()
    let ana = try Member(folder.transport)
    try ana.test.commit("one", ["a": "1"])
    try ana.push()
    let place = folder.place.path.appending("clone")
    let environment = TestRepository.environment()
    let location = try RemoteLocation(parsing: "file://" + folder.path.string)
    let report = try Sharing.clone(location, from: FilePath("/"), to: place, environment)
    #expect(report.branch == .main && report.checkout?.written == 1)
    let bytes = try KernelFileSystem().readFile(
      place.appending("data").appending("a"), maxBytes: 10)
    #expect(bytes == Array("1".utf8))
    #expect(
      code { _ = try Sharing.clone(location, from: FilePath("/"), to: place, environment) }
        == "folder-not-empty")
    for entry in try KernelFileSystem().entries(of: folder.path.appending("heads")) {
      try KernelFileSystem().unlink(folder.path.appending("heads").appending(entry.name))
    }
    let other = folder.place.path.appending("other")
    #expect(
      code { _ = try Sharing.clone(location, from: FilePath("/"), to: other, environment) }
        == "head-damaged")
    #expect(try KernelFileSystem().status(at: other, followingLinks: false) == nil)
  }

  @Test func settingsComeBeforeTheProject() throws {
    let ana = try Member(MemoryTransport())
    try ana.test.write("mlx.yaml", "remotes: {origin: ../team, far: s3://bucket/x}\n")
    var all = try ana.repository.remotes()
    #expect(all.map(\.name.string) == ["far", "origin"])
    #expect(all[0].path == nil && all[1].path == ana.test.directory.path.appending("team"))
    #expect(code { _ = try ana.repository.sharing(with: "far") } == "remote-unsupported")
    #expect(code { _ = try ana.repository.removeRemote(.origin) } == "remote-declared")
    let own = try RemoteLocation(parsing: "own")
    _ = try ana.repository.addRemote(.origin, at: own, from: FilePath("/mnt"))
    all = try ana.repository.remotes()
    #expect(all[1].path == FilePath("/mnt/own") && all[1].origin == .config)
    let config = try ana.test.text(".mlops/config") ?? ""
    #expect(config.contains("remote.origin.url = /mnt/own\n"))
    #expect(
      code { _ = try ana.repository.addRemote(.origin, at: own, from: FilePath("/")) }
        == "name-taken")
    _ = try ana.repository.removeRemote(.origin)
    #expect(try ana.repository.remotes()[1].origin == .project)
    #expect(code { _ = try ana.repository.remote(named: "nobody") } == "unknown-remote")
    try ana.test.write("mlx.yaml", "remotes: [origin]\n")
    #expect(code { _ = try ana.repository.remotes() } == "project-file-invalid")
  }

  @Test(arguments: [
    ("", nil), ("a\nb", nil), ("file://host/x", nil), ("file:///a%20b", nil),
    ("x", "/base/x"), ("../x", "/x"), ("/x/", "/x"), ("file:///x/y", "/x/y"),
    ("file://localhost/x", "/x"), ("~/x", "/home/ana/x"),
  ])
  func locations(_ text: String, _ path: String?) throws {
    guard let path else {
      #expect(throws: RemoteError.invalidLocation(text)) { try RemoteLocation(parsing: text) }
      return
    }
    let location = try RemoteLocation(parsing: text)
    #expect(try location.path(from: FilePath("/base"), home: "/home/ana") == FilePath(path))
  }

  @Test(arguments: ["", "a/b", "-a", ".a", "a b", "ä", String(repeating: "a", count: 65), "HEAD"])
  func badNames(_ name: String) {
    #expect(throws: RefError.self) { try RemoteName(validating: name) }
  }

  @Test func branchesOfRemotesAreReadAsTheyAreTyped() throws {
    let name = try RemoteBranch(validating: "origin/exp/lr")
    #expect(name.remote == .origin && name.branch.string == "exp/lr")
    #expect(RefName.remote(name).description == "remotes/origin/exp/lr")
    #expect(throws: RefError.self) { try RemoteBranch(validating: "origin") }
    #expect(throws: RefError.self) { try RemoteBranch(validating: "origin/") }
  }
}
