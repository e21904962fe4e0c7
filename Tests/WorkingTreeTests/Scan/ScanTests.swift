import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import WorkingTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ScanTests {
  private func lines(_ result: ScanResult) -> [String] {
    result.folders.flatMap { folder in
      folder.files.map { file in
        let path = folder.path.appending(unchecked: file.name)
        let target = file.linkTarget.map { " -> \($0)" } ?? ""
        return "\(file.mode) \(path)\(target)\(file.isLinked ? " linked" : "")"
      }
    }
  }

  private func notices(_ result: ScanResult) -> [String] {
    result.notices.map { "\($0.kind) \($0.path)" }
  }

  @Test func findsFilesLinksAndEmptyFolders() throws {
    let project = try Project()
    try project.write("d/b.txt", "b")
    try project.write("d/a.sh", "a", executable: true)
    try project.write("d/sub/c", "c")
    try project.makeFolder("d/none/at/all")
    try project.link("d/l", to: "sub/c")
    let result = try Scan.run("d", in: project.tree)
    #expect(
      lines(result) == [
        "executable d/a.sh", "file d/b.txt", "symlink d/l -> sub/c", "file d/sub/c",
      ])
    #expect(result.emptyFolders == ["d/none/at/all"])
    #expect(result.notices.isEmpty && result.linksReadThrough.isEmpty)
  }

  @Test func aSingleFile() throws {
    let project = try Project()
    try project.write("m/model.bin", "x")
    #expect(lines(try Scan.run("m/model.bin", in: project.tree)) == ["file m/model.bin"])
    #expect(try Scan.run("m/nothing", in: project.tree).exists == false)
  }

  @Test func readsThroughLinksThatLeave() throws {
    let project = try Project()
    try project.write(at: project.outside.appending("f"), [1, 2, 3])
    try project.write(at: project.outside.appending("more").appending("g"), [4])
    try project.write("d/own", "own")
    try project.link("d/f", to: "../../outside/f")
    try project.link("d/more", to: project.outside.string + "/more")
    try project.link("d/inner", to: project.path("d/own").string)
    let result = try Scan.run("d", in: project.tree)
    #expect(
      lines(result) == [
        "file d/f linked", "symlink d/inner -> \(project.path("d/own"))", "file d/own",
        "file d/more/g linked",
      ])
    #expect(result.linksReadThrough == ["d/f", "d/more"])
    #expect(result.folders.first?.files.first?.status.size == 3)
  }

  @Test func readsThroughTheAssetItself() throws {
    let project = try Project()
    try project.write(at: project.outside.appending("x"), [1])
    try project.write(at: project.outside.appending("v").appending("y"), [1])
    try KernelFileSystem().symlink(target: "v", at: project.outside.appending("latest"))
    try KernelFileSystem().symlink(
      target: project.outside.string + "/x", at: project.outside.appending("whole"))
    try project.link("d", to: project.outside.string)
    try project.link("f", to: project.outside.string + "/x")
    let result = try Scan.run("d", in: project.tree)
    #expect(
      lines(result) == [
        "symlink d/latest -> v", "file d/whole linked", "file d/x linked", "file d/v/y linked",
      ])
    #expect(result.linksReadThrough == ["d", "d/whole"])
    #expect(lines(try Scan.run("f", in: project.tree)) == ["file f linked"])
    // A path below a link.
    #expect(lines(try Scan.run("d/v", in: project.tree)) == ["file d/v/y linked"])
    #expect(lines(try Scan.run("d/x", in: project.tree)) == ["file d/x linked"])
    #expect(lines(try Scan.run("d/v/y", asset: "d", in: project.tree)) == ["file d/v/y linked"])
  }

  @Test func keepsDanglingAndLoopingLinks() throws {
    let project = try Project()
    try project.write("d/a", "a")
    try project.link("d/dangling", to: "/nowhere/at/all")
    try project.link("d/up", to: "../..")
    try project.link("d/one", to: "two")
    try project.link("d/two", to: "one")
    try project.write(at: project.outside.appending("x"), [1])
    try KernelFileSystem().symlink(
      target: project.path("d").string, at: project.outside.appending("back"))
    try project.link("d/out", to: project.outside.string)
    let result = try Scan.run("d", in: project.tree)
    #expect(
      notices(result) == [
        "danglingLink d/dangling", "linkLoop d/one", "linkLoop d/out/back", "linkLoop d/two",
        "linkLoop d/up",
      ])
    #expect(result.notices.allSatisfy { $0.isKept && !$0.text.isEmpty })
    #expect(lines(result).contains("file d/out/x linked"))
    #expect(lines(result).contains("symlink d/dangling -> /nowhere/at/all"))
  }

  @Test func leavesOutWhatCannotBeStored() throws {
    let project = try Project()
    try project.write("d/a", "a")
    #expect(mkfifo(project.path("d/pipe").string, 0o600) == 0)
    try project.write("d/.git/config", "x")
    try project.write("d/sub/.MLOPS/index", "x")
    try project.link("d/null", to: "/dev/null")
    try project.link("d/store", to: project.tree.metadata.string)
    try project.write("d/.mlx-checkout-12-34", "left over")
    let result = try Scan.run("d", in: project.tree)
    #expect(lines(result) == ["file d/a"])
    #expect(
      notices(result) == [
        "nestedRepository d/.git", "special d/null", "special d/pipe", "nestedRepository d/store",
        "nestedRepository d/sub/.MLOPS",
      ])
    #expect(throws: WorkTreeError.self) { try Scan.run("d/pipe", in: project.tree) }
  }

  @Test func refusesNamesThatAreNotText() throws {
    let project = try Project()
    try project.makeFolder("d")
    let name = (project.path("d").string + "/bad-").utf8.map { CChar(bitPattern: $0) }
    let descriptor = open(name + [-1, 0], O_CREAT, 0o600)
    close(descriptor)
    #expect {
      _ = try Scan.run("d", in: project.tree)
    } throws: { ($0 as? WorkTreeError)?.code == "invalid-name" }
    try project.write("d/.mlxignore", "bad*\n")
    #expect(lines(try Scan.run("d", in: project.tree)) == ["file d/.mlxignore"])
  }

  @Test func appliesIgnoreFilesInsideAssets() throws {
    let project = try Project()
    try project.write(".mlxignore", "*.tmp\n/d\n")
    try project.write(".gitignore", "*\n")
    try project.write("d/.mlxignore", "cache/\n!keep.tmp\n")
    for path in ["d/a", "d/b.tmp", "d/keep.tmp", "d/cache/x", "d/e/cache/y", "d/e/z"] {
      try project.write(path, path)
    }
    let result = try Scan.run("d", in: project.tree)
    #expect(
      lines(result) == ["file d/.mlxignore", "file d/a", "file d/keep.tmp", "file d/e/z"])
    #expect(result.ignoredCount == 3)
    #expect(result.emptyFolders.isEmpty)
    // A path that is named is not ignored.
    #expect(lines(try Scan.run("d/b.tmp", in: project.tree)) == ["file d/b.tmp"])
    #expect(lines(try Scan.run("d/b.tmp", asset: "d", in: project.tree)) == ["file d/b.tmp"])
    #expect(lines(try Scan.run("d/cache", asset: "d", in: project.tree)) == ["file d/cache/x"])
  }

  @Test func whatIsTrackedIsNotIgnored() throws {
    let project = try Project()
    try project.write("d/.mlxignore", "*.tmp\ncache/\n")
    for path in ["d/a.tmp", "d/b.tmp", "d/cache/x", "d/cache/y"] { try project.write(path, path) }
    var index = Index()
    index.apply([.set(.sample("d/a.tmp")), .set(.sample("d/cache/x"))])
    let result = try Scan.run("d", in: project.tree, tracked: index)
    #expect(lines(result) == ["file d/.mlxignore", "file d/a.tmp", "file d/cache/x"])
  }

  @Test func aTrackedLinkStaysALink() throws {
    let project = try Project()
    try project.write(at: project.outside.appending("secret"), [1])
    try project.link("d/l", to: "../../outside/secret")
    var index = Index()
    var entry = IndexEntry.sample("d/l", mode: .symlink)
    entry.blob = BlobID(SHA256Hasher.hash("../../outside/secret"))
    index.apply([.set(entry)])
    let result = try Scan.run("d", in: project.tree, tracked: index)
    #expect(lines(result) == ["symlink d/l -> ../../outside/secret"])
    #expect(notices(result) == ["trackedLink d/l"])
  }

  @Test func namesThatDifferByCaseAreTwo() throws {
    let project = try Project()
    try project.write("d/A", "1")
    try project.write("d/a", "2")
    #expect(lines(try Scan.run("d", in: project.tree)) == ["file d/A", "file d/a"])
  }

  @Test func anUnreadableFolderIsAnError() throws {
    let project = try Project(wrap: { try FaultyFileSystem(root: $0) })
    try project.write("d/sub/a", "1")
    let faulty = try #require(project.fileSystem as? FaultyFileSystem)
    faulty.inject(Fault(at: 2, errno: EACCES, counting: .only(.list)))
    #expect {
      _ = try Scan.run("d", in: project.tree)
    } throws: { ($0 as? FileError)?.code == "permission-denied" }
  }
}
