import FileIO
import Objects
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct StatusTests {
  private func sample() throws -> (Project, Index) {
    let project = try Project()
    for name in ["d/a", "d/b", "d/sub/c", "d/sub/deep/e", "top"] { try project.write(name, name) }
    try project.link("d/l", to: "a")
    try project.makeFolder("d/none")
    project.settle()
    var index = Index()
    try project.add("d", "top", to: &index)
    return (project, index)
  }

  @Test func nothingChanged() throws {
    let (project, index) = try sample()
    let status = try Status.compare(index, in: project.tree)
    #expect(status.isClean && status.refreshed.isEmpty && status.hashedFiles == 0)
    #expect(try project.status(index, rehash: true).isEmpty)
  }

  @Test func reportsEveryKindOfChange() throws {
    let (project, index) = try sample()
    try project.write("d/a", "other bytes")
    try project.write("d/b", "d/b", executable: true)
    try project.remove("d/sub/deep")
    try project.remove("d/l")
    try project.write("d/l", "a file now")
    try project.remove("d/none")
    try project.makeFolder("d/empty")
    try project.write("d/new/file", "new")
    try project.remove("top")
    try project.write("elsewhere", "not tracked")
    #expect(
      try project.status(index) == [
        "modified d/a", "modeChanged d/b", "added d/empty/", "typeChanged d/l",
        "added d/new/file", "deleted d/none/", "deleted d/sub/deep/e", "deleted top",
      ])
  }

  @Test func sameSizeOtherBytes() throws {
    let (project, index) = try sample()
    try project.write("d/a", "D/A")
    #expect(try project.status(index) == ["modified d/a"])
  }

  @Test func aTouchedFileIsReadOnceAndRefreshed() throws {
    let (project, sampled) = try sample()
    var index = sampled
    try project.write("d/a", "d/a")
    project.settle()
    let status = try Status.compare(index, in: project.tree)
    #expect(status.isClean && status.hashedFiles == 1 && status.refreshed.count == 1)
    index.refresh(status.refreshed)
    #expect(try Status.compare(index, in: project.tree).hashedFiles == 0)
  }

  @Test func aModeChangeIsReadOnce() throws {
    let (project, sampled) = try sample()
    var index = sampled
    try KernelFileSystem().setPermissions(0o755, of: project.path("d/a"))
    project.settle()
    let status = try Status.compare(index, in: project.tree)
    #expect(status.changes.map(\.kind) == [.modeChanged])
    index.refresh(status.refreshed)
    let again = try Status.compare(index, in: project.tree)
    #expect(again.changes.map(\.kind) == [.modeChanged] && again.hashedFiles == 0)
  }

  @Test func rehashTrustsNothing() throws {
    let (project, index) = try sample()
    let status = try Status.compare(index, in: project.tree, rehash: true)
    #expect(status.isClean && status.hashedFiles == 5)
  }

  @Test(arguments: [
    (["d/sub"], ["modified d/sub/c"]), (["top"], ["modified top"]),
    (["d", "d/sub"], ["modified d/a", "modified d/sub/c"]), (["d/b"], []),
    ([""], ["modified d/a", "modified d/sub/c", "modified top"]), (["unknown"], []),
    (["d/sub/c", "top"], ["modified d/sub/c", "modified top"]),
  ])
  func looksOnlyWhereItShall(scopes: [String], expected: [String]) throws {
    let (project, index) = try sample()
    for name in ["d/a", "d/sub/c", "top"] { try project.write(name, "changed") }
    let status = try Status.compare(
      index, in: project.tree, within: scopes.map(RepositoryPath.init(unchecked:)))
    #expect(status.changes.map { "\($0.kind) \($0.path)" } == expected)
  }

  @Test func anAssetThatIsGone() throws {
    let (project, index) = try sample()
    try project.remove("d")
    #expect(
      try project.status(index) == [
        "deleted d/a", "deleted d/b", "deleted d/l", "deleted d/none/", "deleted d/sub/c",
        "deleted d/sub/deep/e",
      ])
    try project.write("d", "a file")
    #expect(try project.status(index).first == "added d")
  }

  @Test func aFileThatIsAFolderNow() throws {
    let (project, index) = try sample()
    try project.remove("top")
    try project.write("top/x", "x")
    #expect(try project.status(index) == ["deleted top", "added top/x"])
  }

  @Test func linksReadThrough() throws {
    let project = try Project()
    try project.write(at: project.outside.appending("f"), Array("one".utf8))
    try project.link("d/l", to: "../../outside/f")
    try project.link("whole", to: "../outside")
    project.settle()
    var index = Index()
    try project.add("d", "whole", to: &index)
    let status = try Status.compare(index, in: project.tree)
    #expect(status.isClean && status.hashedFiles == 0)
    try project.write(at: project.outside.appending("f"), Array("two".utf8))
    #expect(try project.status(index) == ["modified d/l", "modified whole/f"])
  }

  @Test func manyFoldersOnThreads() throws {
    let project = try Project()
    for folder in 0..<30 {
      for file in 0..<80 { try project.write("d/\(folder)/\(file)", "\(folder) \(file)") }
    }
    project.settle()
    var index = Index()
    try project.add("d", to: &index)
    #expect(try project.status(index).isEmpty)
    try project.write("d/7/7", "x")
    try project.remove("d/29/79")
    #expect(try project.status(index) == ["deleted d/29/79", "modified d/7/7"])
  }
}
