import FileIO
import Objects
import Testing

@testable import WorkingTree

@Suite struct CaseFoldingTests {
  private func collisions(_ paths: [String], index: [String] = []) -> [String] {
    var plan = CheckoutPlan()
    plan.writes = paths.map { path in
      let entry = TreeEntry(mode: .file, name: path, size: 1, id: .zero)
      return .init(path: RepositoryPath(unchecked: path), entry: entry, replaced: nil)
    }
    var known = Index()
    known.apply(index.map { .set(.sample($0)) })
    return CaseFolding.collisions(plan, known).map { "\($0.0) \($0.1)" }
  }

  @Test func findsNamesThatAreOneWhereCaseFolds() {
    #expect(collisions(["a/x", "a/y", "b/x"]).isEmpty)
    #expect(collisions(["a/x", "a/X"]) == ["a/x a/X"])
    #expect(collisions(["a/x", "A/y"]) == ["a A"])
    #expect(collisions(["E\u{301}", "\u{E9}"]) == ["E\u{301} \u{E9}"])
    #expect(collisions(["a/new"], index: ["a/NEW", "b/new"]) == ["a/new a/NEW"])
    #expect(collisions(["a"], index: ["a"]).isEmpty)
  }

  @Test func bothAreWrittenWhereCaseCounts() throws {
    let project = try Project()
    try project.write("d/A", "upper")
    // On a file system that folds case the test has nothing to say.
    guard try project.tree.status(at: "d/a") == nil else { return }
    try project.write("d/a", "lower")
    var index = Index()
    try project.add("d", to: &index)
    let tree = try project.commit(index)
    try project.remove("d")
    let plan = try Checkout.plan(
      CheckoutRequest(target: .tree(tree)), index: Index(), in: project.tree,
      store: project.store)
    _ = try Checkout.apply(plan, index: Index(), in: project.tree, store: project.store)
    #expect(try project.snapshot() == ["d/A": "file:upper", "d/a": "file:lower"])
  }
}
