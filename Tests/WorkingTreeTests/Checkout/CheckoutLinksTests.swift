import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import WorkingTree

/// Links on disk where the tree has files or folders: nothing is ever written or deleted through
/// one.
@Suite struct CheckoutLinksTests {
  /// Two versions of `d`, which is a link to a folder outside.
  private func linkedFolder() throws -> TwoVersions {
    try TwoVersions { project in
      try project.write(at: project.outside.appending("same"), Array("same".utf8))
      try project.write(at: project.outside.appending("edited"), Array("first".utf8))
      try project.link("d", to: "../outside")
    } second: { project in
      try project.write(at: project.outside.appending("edited"), Array("second".utf8))
      try project.write(at: project.outside.appending("sub").appending("new"), Array("new".utf8))
    }
  }

  private func outside(_ project: Project, _ name: String) throws -> String? {
    let bytes = try? KernelFileSystem().readFile(
      project.outside.appending(name), maxBytes: 1 << 20)
    return bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [true, false])
  func aLinkedFolderBecomesARealOneWhenItDiffers(isSwitch: Bool) throws {
    var versions = try linkedFolder()
    let request = isSwitch ? versions.toFirst : versions.exactlyFirst
    let plan = try versions.plan(request)
    #expect(plan.conflicts.isEmpty && plan.linksReplaced == ["d"])
    try versions.apply(request)
    #expect(
      try versions.project.snapshot() == ["d/same": "file:same", "d/edited": "file:first"])
    #expect(try outside(versions.project, "edited") == "second")
    #expect(try outside(versions.project, "sub/new") == "new")
    #expect(versions.index.entries().allSatisfy { !$0.isLinked })
    #expect(try versions.project.status(versions.index).isEmpty)
  }

  @Test func aLinkedFolderStaysWhileItIsTheSame() throws {
    var versions = try linkedFolder()
    let plan = try versions.plan(CheckoutRequest(target: .tree(versions.second)))
    #expect(plan.isEmpty && plan.linksReplaced.isEmpty && plan.keptCount == 3)
    // Behind the link it is put back to the first version by hand.
    try versions.project.write(
      at: versions.project.outside.appending("edited"), Array("first".utf8))
    try KernelFileSystem().removeTree(versions.project.outside.appending("sub"))
    let back = try versions.apply(versions.toFirst)
    #expect(back.linksReplaced.isEmpty && back.written == 0)
    #expect(try versions.project.snapshot() == ["d": "link:../outside"])
    #expect(try versions.project.commit(versions.index) == versions.first)
    #expect(try versions.project.status(versions.index).isEmpty)
  }

  @Test func changesBehindALinkAreConflicts() throws {
    var versions = try linkedFolder()
    try versions.project.write(
      at: versions.project.outside.appending("same"), Array("local".utf8))
    #expect(try versions.conflicts(versions.toFirst) == ["modified d/same"])
    try versions.apply(versions.toFirst, force: true)
    #expect(try versions.project.text("d/same") == "same")
    #expect(try outside(versions.project, "same") == "local")
  }

  @Test func onePathBehindALink() throws {
    var versions = try linkedFolder()
    try versions.apply(CheckoutRequest(target: .tree(versions.first), scope: ["d/edited"]))
    #expect(
      try versions.project.snapshot() == [
        "d/same": "file:same", "d/edited": "file:first", "d/sub/new": "file:new",
      ])
    #expect(try outside(versions.project, "edited") == "second")
  }

  @Test func deletingWhatIsBehindALink() throws {
    var versions = try linkedFolder()
    try versions.apply(CheckoutRequest(target: .tree(nil)))
    #expect(try versions.project.snapshot().isEmpty)
    #expect(try outside(versions.project, "edited") == "second")
  }

  @Test func aLinkedFile() throws {
    var versions = try TwoVersions { project in
      try project.write(at: project.outside.appending("f"), Array("first".utf8))
      try project.link("d/f", to: "../../outside/f")
      try project.link("d/kept", to: "../../outside/k")
      try project.write(at: project.outside.appending("k"), Array("kept".utf8))
    } second: { project in
      try project.write(at: project.outside.appending("f"), Array("second".utf8))
    }
    #expect(versions.index.entry(at: "d/f")?.isLinked == true)
    let plan = try versions.plan(versions.exactlyFirst)
    #expect(plan.conflicts.isEmpty && plan.linksReplaced == ["d/f"] && plan.keptCount == 1)
    try versions.apply(versions.exactlyFirst)
    #expect(
      try versions.project.snapshot() == ["d/f": "file:first", "d/kept": "link:../../outside/k"])
    #expect(try outside(versions.project, "f") == "second")
    #expect(try versions.project.status(versions.index).isEmpty)
  }

  @Test func anUnknownLinkInTheWayOfAFolder() throws {
    var versions = try TwoVersions.sample()
    let project = versions.project
    try KernelFileSystem().makeDirectories(project.outside)
    // `d/none/at/all` and `d/folder/inside` shall be written; on disk the folders are links.
    try project.link("d/none", to: project.outside.string)
    try project.remove("d/folder")
    try project.link("d/folder", to: project.outside.string)
    #expect(
      try versions.conflicts(versions.toFirst) == ["modified d/folder", "untracked d/none"])
    try versions.apply(versions.toFirst, force: true)
    #expect(try project.snapshot() == versions.firstFiles)
    #expect(try KernelFileSystem().entries(of: project.outside).isEmpty)
  }

  @Test func aFolderThatBecomesALinkWhileWeWrite() throws {
    let versions = try TwoVersions.sample()
    let project = versions.project
    try KernelFileSystem().makeDirectories(project.outside)
    let plan = try versions.plan(versions.toFirst)
    try project.link("d/none", to: project.outside.string)
    #expect {
      _ = try Checkout.apply(
        plan, index: versions.index, in: project.tree, store: project.store)
    } throws: { ($0 as? WorkTreeError)?.code == "path-blocked" }
    #expect(try KernelFileSystem().entries(of: project.outside).isEmpty)
  }

  /// A tree cannot name what is outside; but it can hold links that point there.
  @Test func linksOfATreeAreWrittenAndNeverFollowed() throws {
    var versions = try TwoVersions { project in
      try project.link("d/out", to: "/nowhere/at/all")
      try project.link("d/etc", to: "../../../../../../nowhere")
    } second: { project in
      try project.remove("d/out")
      try project.write("d/out/x", "real")
      try project.remove("d/etc")
    }
    try versions.apply(versions.toFirst)
    #expect(try versions.project.snapshot() == versions.firstFiles)
    try versions.apply(CheckoutRequest(target: .tree(versions.second), base: versions.first))
    #expect(try versions.project.snapshot() == versions.secondFiles)
  }

  @Test func aLinkThatCannotBe() throws {
    let project = try Project()
    for target in [
      [UInt8](), [0xFF, 0xFE], [0x61, 0, 0x62], [UInt8](repeating: 97, count: 5_000),
    ] {
      let writer = StoreWriter(store: project.store, durability: .none)
      let blob = try writer.putSmallBlob(target)
      try writer.publish(pending: [])
      var entry = IndexEntry.sample("l", mode: .symlink, size: UInt64(target.count))
      entry.blob = blob
      var index = Index()
      index.apply([.set(entry)])
      let tree = try project.commit(index)
      let plan = try Checkout.plan(
        CheckoutRequest(target: .tree(tree)), index: Index(), in: project.tree,
        store: project.store)
      #expect(throws: (any Error).self) {
        try Checkout.apply(plan, index: Index(), in: project.tree, store: project.store)
      }
      #expect(try project.snapshot().isEmpty)
    }
  }

  @Test(arguments: ["..", ".", "", "a/b", "/etc", ".git", ".MLOPS", "a\0b"])
  func hostileNamesAreRefused(name: String) throws {
    let project = try Project()
    let name = Array(name.utf8)
    var bytes = Array("MLXTREE\n".utf8) + [1, UInt8(name.count), 0] + name
    bytes += [3, 0, 0, 0, 0, 0, 0, 0] + SHA256Hasher.hash("x").bytes
    let writer = StoreWriter(store: project.store, durability: .none)
    let id = TreeID(try writer.putBytes(.tree, bytes))
    try writer.publish(pending: [])
    #expect(throws: ObjectError.self) {
      try Checkout.plan(
        CheckoutRequest(target: .tree(id)), index: Index(), in: project.tree,
        store: project.store)
    }
  }
}
