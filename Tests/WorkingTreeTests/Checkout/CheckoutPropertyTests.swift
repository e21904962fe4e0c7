import FileIO
import ObjectStore
import Objects
import TestSupport
import Testing

@testable import WorkingTree

/// Random work trees, there and back.
@Suite struct CheckoutPropertyTests {
  @Test(arguments: 1...12)
  func everyVersionComesBack(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let project = try Project()
    var index = Index()
    var versions: [(tree: TreeID, files: [String: String])] = []
    for _ in 0..<4 {
      try project.remove("d")
      try project.makeFolder("d")
      try Self.fill(project, &random)
      try project.add("d", to: &index)
      versions.append((try project.commit(index), try project.snapshot()))
    }
    var current = versions[3].tree
    for _ in 0..<12 {
      let next = versions[Int.random(in: 0..<4, using: &random)]
      let isSwitch = Bool.random(using: &random)
      // Noise that must not matter: files that are touched, and others that are deleted.
      if !isSwitch, let path = try project.snapshot().keys.sorted().first {
        try project.remove(path)
      }
      let plan = try Checkout.plan(
        CheckoutRequest(target: .tree(next.tree), base: isSwitch ? current : nil), index: index,
        in: project.tree, store: project.store)
      #expect(plan.conflicts.isEmpty, "seed \(seed)")
      index = try Checkout.apply(plan, index: index, in: project.tree, store: project.store).index
      #expect(try project.snapshot() == next.files, "seed \(seed)")
      #expect(try project.commit(index) == next.tree, "seed \(seed)")
      #expect(try project.status(index).isEmpty, "seed \(seed)")
      current = next.tree
    }
  }

  /// With local changes: whatever is not stored is on disk afterwards, or the checkout refuses.
  @Test(arguments: 1...20)
  func noBytesAreLost(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 1_000)
    let project = try Project()
    var index = Index()
    var trees: [TreeID] = []
    for _ in 0..<2 {
      try project.remove("d")
      try project.makeFolder("d")
      try Self.fill(project, &random)
      try project.add("d", to: &index)
      trees.append(try project.commit(index))
    }
    try Self.fill(project, &random, text: "local")
    let local = try project.snapshot().filter { $0.value.contains("local") }
    let plan = try Checkout.plan(
      CheckoutRequest(target: .tree(trees[0]), base: trees[1]), index: index, in: project.tree,
      store: project.store)
    do {
      index = try Checkout.apply(plan, index: index, in: project.tree, store: project.store).index
    } catch let error as WorkTreeError {
      #expect(error.code == "working-tree-modified" && !plan.conflicts.isEmpty)
    }
    let after = try project.snapshot()
    for (path, text) in local { #expect(after[path] == text, "seed \(seed) \(path)") }
  }

  private static func fill(
    _ project: Project, _ random: inout SeededGenerator, text: String = ""
  ) throws {
    let kernel = KernelFileSystem()
    for _ in 0..<Int.random(in: 0...14, using: &random) {
      let depth = Int.random(in: 1...3, using: &random)
      let parts = (0..<depth).map { _ in ["a", "b", "c"][Int.random(in: 0..<3, using: &random)] }
      let path = "d/" + parts.joined(separator: "/")
      let number = Int.random(in: 0..<3, using: &random)
      // Whatever is in the way stays.
      guard try kernel.status(at: project.path(path), followingLinks: false) == nil,
        (try? project.makeFolder("d/" + parts.dropLast().joined(separator: "/"))) != nil
      else { continue }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: try project.makeFolder(path)
      case 1: try project.link(path, to: "nowhere-\(text)\(number)")
      case 2: try project.write(path, "exec \(text)\(number)", executable: true)
      default: try project.write(path, "file \(text)\(number)")
      }
    }
  }
}
