import FileIO
import Foundation
import HostileSupport
import ObjectStore
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

/// Links that lead out of the work tree: a checkout makes them, and never writes, changes or deletes what is behind.
@Suite struct HostileLinksTests {
  private let kernel = KernelFileSystem()

  @Test(arguments: [
    "../outside", "/", "/etc/passwd", "..", "../../../../..", ".mlops", "self", "\u{1B}]0;x\u{7}",
  ])
  func linksAreMadeAndNotFollowed(target: String) throws {
    let scene = try HostileScene()
    let id = try scene.commit { writer in
      try HostileScene.tree(
        [
          HostileScene.file("a", writer), HostileScene.file("self", target, mode: .symlink, writer),
        ],
        writer)
    }
    #expect(try scene.doEverything().isEmpty)
    _ = try scene.test.reopened().checkout(.init(revision: .init(parsing: id.hex)))
    #expect(try kernel.readLink(scene.test.path("self")) == target)
    // A version in which the link is a folder, and back.
    let folder = try scene.commit { writer in
      let inner = try HostileScene.tree(
        [HostileScene.file("file", "new", writer), HostileScene.file("heads", "new", writer)],
        writer)
      return try HostileScene.tree(
        [HostileScene.file("a", writer), HostileScene.folder("self", inner)], writer)
    }
    for revision in [folder, id, folder] {
      _ = try scene.test.reopened().checkout(.init(revision: .init(parsing: revision.hex)))
      #expect(try scene.test.reopened().status().unstagedFiles.isEmpty)
    }
    #expect(try scene.test.text("self/file") == "new")
    #expect(try scene.isUntouched())
  }

  @Test func targetsThatNoLinkCanHave() throws {
    let scene = try HostileScene()
    for target in [
      "", "a\0b", String(repeating: "x", count: 4096), String(repeating: "x", count: 10_000),
    ] {
      try scene.commit { writer in
        try HostileScene.tree([HostileScene.file("l", target, mode: .symlink, writer)], writer)
      }
      let refused = try scene.doEverything()
      #expect(refused["checkout"] != nil && refused["back"] == nil, "\(target.count): \(refused)")
      #expect(try kernel.status(at: scene.test.path("l"), followingLinks: false) == nil)
    }
  }

  /// What a person put in the way: the folder is a link to elsewhere, and holds other things.
  @Test func aLinkInTheWorkTreeWhereAFolderShallBe() throws {
    let scene = try HostileScene()
    let id = try scene.commit { writer in
      let inner = try HostileScene.tree(
        [HostileScene.file("file", "new", writer), HostileScene.file("folder", "new", writer)],
        writer)
      let deep = try HostileScene.tree([HostileScene.folder("outside", inner)], writer)
      return try HostileScene.tree([HostileScene.folder("models", deep)], writer)
    }
    for link in ["models", "models/outside"] {
      try? scene.test.delete("models")
      let place = scene.test.path(link)
      try kernel.makeDirectories(place.removingLastComponent())
      let target = link == "models" ? scene.canary.removingLastComponent() : scene.canary
      try kernel.symlink(target: target.string, at: place)
      for force in [false, true] {
        var options = CheckoutOptions(revision: try Revision(parsing: id.hex))
        options.force = force
        do {
          _ = try scene.test.reopened().checkout(options)
        } catch let error as any MLXError {
          #expect(!force && error.code == "working-tree-modified", "\(error)")
        }
        #expect(try scene.isUntouched(), "\(link)")
      }
      #expect(try scene.test.text("models/outside/file") == "new")
      _ = try scene.test.reopened().checkout(.init(revision: .init(parsing: "main")))
    }
  }

  /// A folder that becomes a link at any moment of a checkout: what is written lands in the folder as it was, or
  /// nowhere.
  @Test(arguments: [false, true])
  func aFolderIsExchangedForALinkMeanwhile(isLarge: Bool) throws {
    let hooked = HookedFileSystem()
    let scene = try HostileScene { _ in hooked }
    let text = String(repeating: "x", count: isLarge ? 5 << 20 : 3)
    // Two versions that differ in content, in mode, in what is there, and in what is a folder.
    let versions = try [false, true].map { isSecond in
      let word = isSecond ? "2" : "1"
      return try scene.commit { writer in
        var inner = [
          TreeEntry(mode: .tree, name: "empty" + word, size: 0, id: TreeCodec.emptyID.digest),
          try HostileScene.file("file", word + (isLarge ? "" : text), writer),
          try HostileScene.file("link", word, mode: .symlink, writer),
          try HostileScene.file("mode", "m", mode: isSecond ? .executable : .file, writer),
          try HostileScene.file("only" + word, text.prefix(3) + word, writer),
        ]
        if isLarge { inner.append(try large("wide", word, writer)) }
        let outside = try HostileScene.tree(inner, writer)
        let deep = try HostileScene.tree([HostileScene.folder("outside", outside)], writer)
        return try HostileScene.tree([HostileScene.folder("data", deep)], writer)
      }
    }
    let swap = FolderSwap(scene)
    var moments = 0
    for moment in 1... {
      for version in versions {
        try swap.undo()
        hooked.beforeEachChange(nil)
        var options = CheckoutOptions(revision: try Revision(parsing: version.hex))
        options.force = true
        hooked.beforeEachChange { _, path in swap.step(path) }
        swap.arm(at: moment)
        do {
          _ = try scene.test.reopened().checkout(options)
        } catch let error as any MLXError {
          #expect(!error.code.isEmpty)
          hooked.beforeEachChange(nil)
          try swap.undo()
          _ = try? scene.test.reopened().abortCheckout(force: true)
        }
        hooked.beforeEachChange(nil)
        #expect(try swap.isUntouched(), "at change \(moment)")
      }
      if !swap.hasSwapped { break }
      moments = moment
    }
    #expect(moments > 5)
    #expect(try scene.isUntouched())
  }

  private func large(_ name: String, _ word: String, _ writer: StoreWriter) throws -> TreeEntry {
    let bytes = [UInt8](repeating: UInt8(ascii: Unicode.Scalar(word) ?? "1"), count: 1 << 20)
    let blob = try writer.putSmallBlob(bytes)
    return TreeEntry(mode: .file, name: name, size: UInt64(bytes.count), id: blob.digest)
  }

  /// Pipes and hard links in the way: nothing waits for a pipe, and the other name of a hard link keeps its bytes.
  @Test func pipesAndHardLinksInTheWay() throws {
    let scene = try HostileScene()
    let id = try scene.commit { writer in
      try HostileScene.tree(
        [
          HostileScene.file("hard", "new", writer), HostileScene.file("pipe", "new", writer),
          HostileScene.file("socket", "new", writer),
        ], writer)
    }
    try kernel.link(scene.canary.appending("file"), to: scene.test.path("hard"))
    #expect(mkfifo(scene.test.path("pipe").string, 0o644) == 0)
    #expect(mkfifo(scene.test.path("socket").string, 0o644) == 0)
    #expect(try scene.test.reopened().status().unstagedFiles.isEmpty)
    #expect {
      _ = try scene.test.reopened().checkout(.init(revision: .init(parsing: id.hex)))
    } throws: { ($0 as? any MLXError)?.code == "working-tree-modified" }
    var options = CheckoutOptions(revision: try Revision(parsing: id.hex))
    options.force = true
    _ = try scene.test.reopened().checkout(options)
    #expect(try scene.test.text("hard") == "new" && scene.test.text("pipe") == "new")
    #expect(try scene.isUntouched())
  }
}

/// Puts a link to elsewhere in the place of `data/outside`, or of `data`, before the n-th change below it.
private final class FolderSwap: Sendable {
  private struct State {
    var left = 0
    var moved: (from: FilePath, to: FilePath)?
    var hasSwapped = false
  }

  private let state = Locked(State())
  private let data: FilePath
  private let aside: FilePath
  private let decoy: FilePath
  private let kernel = KernelFileSystem()

  init(_ scene: HostileScene) {
    data = scene.test.path("data")
    aside = scene.test.path("aside")
    decoy = scene.test.path("decoy")
  }

  /// Whether there was a moment of that number in the last round.
  var hasSwapped: Bool { state.withLock { $0.hasSwapped } }

  func arm(at moment: Int) {
    state.withLock { $0 = State(left: moment) }
    try? kernel.makeDirectories(decoy.appending("outside"))
  }

  func step(_ path: FilePath) {
    guard path.starts(with: data) else { return }
    state.withLock { state in
      guard state.moved == nil, state.left > 0 else { return }
      state.left -= 1
      guard state.left == 0 else { return }
      // By turns the folder itself and the one above it.
      let isInner = path.components.count > data.components.count + 1
      let folder = isInner ? data.appending("outside") : data
      guard (try? kernel.status(at: folder, followingLinks: false))??.type == .directory,
        (try? kernel.rename(folder, to: aside)) != nil
      else { return }
      try? kernel.symlink(
        target: isInner ? decoy.appending("outside").string : decoy.string, at: folder)
      state.moved = (folder, aside)
      state.hasSwapped = true
    }
  }

  /// Whether nothing was written through the link.
  func isUntouched() throws -> Bool {
    try kernel.entries(of: decoy).map(\.name) == ["outside"]
      && kernel.entries(of: decoy.appending("outside")).isEmpty
  }

  func undo() throws {
    guard let moved = state.withLock({ $0.moved }) else { return }
    try? kernel.removeTree(moved.from)
    try? kernel.rename(moved.to, to: moved.from)
    state.withLock { $0.moved = nil }
  }
}
