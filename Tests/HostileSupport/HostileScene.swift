import FileIO
import ObjectStore
import References
import Remotes
import Repository
import SystemPackage
import TestSupport

@testable import Objects

/// A repository into which any bytes are written as objects, past all that mlx checks when it writes. A folder
/// beside it must stay as it is, whatever is done with it.
package struct HostileScene {
  package let test: TestRepository
  private let before: [String: String]

  /// - Parameter wrap: puts another file system over the kernel's.
  package init(wrap: (FilePath) throws -> any FileSystem = { _ in KernelFileSystem() }) throws {
    test = try TestRepository(wrap: wrap)
    try test.commit("sound", ["a.csv": "a\n"])
    let canary = Self.canary(test)
    try KernelFileSystem().makeDirectories(canary.appending("folder"))
    try File(canary.appending("file"), .create, in: KernelFileSystem()).write(
      Array("canary".utf8), at: 0)
    before = try Self.listing(test.directory.path, "")
  }

  private static func canary(_ test: TestRepository) -> FilePath {
    test.directory.path.appending("outside")
  }

  /// The folder beside the work tree.
  package var canary: FilePath { Self.canary(test) }

  /// Everything beside the work tree, with its bytes.
  private static func listing(_ folder: FilePath, _ name: String) throws -> [String: String] {
    let kernel = KernelFileSystem()
    var found: [String: String] = [:]
    for entry in try kernel.entries(of: folder, withStatus: true)
    where name + entry.name != "project" {
      let path = folder.appending(entry.name)
      switch entry.status?.type {
      case .directory:
        found[name + entry.name] = "folder"
        found.merge(try listing(path, name + entry.name + "/")) { $1 }
      case .symlink: found[name + entry.name] = try kernel.readLink(path)
      default:
        let bytes = try kernel.readFile(path, maxBytes: 1 << 20)
        found[name + entry.name] = String(decoding: bytes, as: UTF8.self)
      }
    }
    return found
  }

  /// Whether nothing beside the work tree has changed.
  package func isUntouched() throws -> Bool { try Self.listing(test.directory.path, "") == before }

  // MARK: - Objects

  /// Stores objects in order and publishes them.
  package func store(_ body: (StoreWriter) throws -> Void) throws {
    let writer = StoreWriter(store: try test.reopened().store, durability: .none)
    try body(writer)
    try writer.publish(pending: [])
    writer.finishAfterSwap()
  }

  /// A tree of one object with these entries, as they are: not sorted, not checked.
  package static func tree(_ entries: [TreeEntry], _ writer: StoreWriter) throws -> TreeID {
    TreeID(try writer.putBytes(.tree, TreePart.encode(leaf: entries)))
  }

  package static func blob(_ text: String, _ writer: StoreWriter) throws -> Digest {
    try writer.putSmallBlob(Array(text.utf8)).digest
  }

  /// A file of a few bytes.
  package static func file(
    _ name: String, _ text: String, mode: TreeMode = .file, _ writer: StoreWriter
  ) throws -> TreeEntry {
    TreeEntry(mode: mode, name: name, size: UInt64(text.utf8.count), id: try blob(text, writer))
  }

  package static func file(_ name: String, _ writer: StoreWriter) throws -> TreeEntry {
    try file(name, "evil", writer)
  }

  package static func folder(_ name: String, _ tree: TreeID) -> TreeEntry {
    TreeEntry(mode: .tree, name: name, size: 0, id: tree.digest)
  }

  /// A commit of a tree, under the branch `evil`.
  @discardableResult
  package func commit(
    parents: [CommitID] = [], assets: [Asset] = [], environment: EnvironmentAsset? = nil,
    _ makeTree: (StoreWriter) throws -> TreeID
  ) throws -> CommitID {
    var id = CommitID(.zero)
    try store { writer in
      let author = Author(name: "Eve", email: "e@x", time: Timestamp(seconds: 981_173_106))
      let commit = Commit(
        parents: parents, tree: try makeTree(writer), assets: assets, environment: environment,
        author: author, message: "evil")
      id = CommitID(try writer.putBytes(.record, commit.encode()))
    }
    try lead(to: id)
    return id
  }

  /// Lets the branch `evil` lead to a commit. Not by `branch`, which wants all that the commit leads to.
  package func lead(to id: CommitID) throws {
    try test.reopened().transaction("evil") { transaction in
      try transaction.view.setBranch(BranchName(validating: Self.evil), to: id)
    }
  }

  // MARK: - Commands

  package static let evil = "evil"

  /// The code of the error with which a checkout is refused; nil when it was not.
  package func checkoutIsRefused() throws -> String? {
    do {
      _ = try test.reopened().checkout(
        CheckoutOptions(revision: try Revision(parsing: Self.evil)))
      return nil
    } catch let error as any MLXError {
      return error.code
    }
  }

  /// Ends an unfinished checkout, and goes back to the sound version.
  package func settle() throws {
    _ = try? test.reopened().abortCheckout(force: true)
    var options = CheckoutOptions(revision: try Revision(parsing: "main"))
    options.force = true
    _ = try test.reopened().checkout(options)
  }

  /// Everything that a person would do with it. Each ends, with a result or an error of the domain.
  ///
  /// Returns what was refused: the name of the command and the error's code.
  @discardableResult
  package func doEverything() throws -> [String: String] {
    var refused: [String: String] = [:]
    let revision = try Revision(parsing: Self.evil)
    func run(_ name: String, _ body: (Repository) throws -> Void) throws {
      do { try body(test.reopened()) } catch let error as any MLXError {
        refused[name] = error.code
      }
    }
    try run("list") { _ = try $0.list(Self.evil, recursive: true) }
    try run("ls-tree") { _ = try $0.listTree(Self.evil, recursive: true) }
    try run("show") { _ = try $0.show(Self.evil) }
    try run("cat") { try $0.cat(Self.evil + ":a") { _ in } }
    try run("log") { _ = try $0.log() }
    try run("diff") { repository in
      _ = try repository.diff(.between(try Revision(parsing: "HEAD"), revision), byLine: true)
    }
    try run("fsck") { _ = try $0.fsck() }
    try run("export") { repository in
      let id = try repository.resolve(revision)
      for entry in try repository.list(Self.evil) { _ = try repository.export(entry.path, of: id) }
    }
    try run("push") { repository in
      var request = PushRequest()
      request.all = true
      _ = try Sharing(repository, remote: .origin, over: MemoryTransport()).push(request)
    }
    try run("collect") { _ = try $0.collect(CollectOptions(isDryRun: true)) }
    try run("checkout") { _ = try $0.checkout(CheckoutOptions(revision: revision)) }
    try run("status") { _ = try $0.status(rehash: true) }
    try run("abort") { repository in
      let pending = test.root.appending(".mlops").appending("checkout.pending")
      let kernel = KernelFileSystem()
      guard try kernel.status(at: pending, followingLinks: false) != nil else { return }
      _ = try repository.abortCheckout(force: true)
    }
    try run("back") { repository in
      var options = CheckoutOptions(revision: try Revision(parsing: "main"))
      options.force = true
      _ = try repository.checkout(options)
    }
    return refused
  }
}
