import Objects
import Testing

@testable import WorkingTree

@Suite struct IndexLookupTests {
  private static func sample() -> Index {
    var index = Index()
    index.apply(
      ["top", "a/x", "a/y", "a.b/z", "a/b/c/deep", "z/last"].map { .set(.sample($0)) }
        + [.emptyFolder("a/nothing"), .emptyFolder("quiet")])
    return index
  }

  @Test func findsFilesByPath() {
    let index = Self.sample()
    #expect(index.fileCount == 6)
    for path in ["top", "a/x", "a/y", "a.b/z", "a/b/c/deep", "z/last"] {
      #expect(index.entry(at: RepositoryPath(unchecked: path)) == .sample(path), "\(path)")
    }
    for path in ["", "a", "a/b", "a/b/c", "to", "topp", "a/z", "quiet", "zz"] {
      #expect(index.entry(at: RepositoryPath(unchecked: path)) == nil, "\(path)")
    }
  }

  @Test(arguments: [
    ("", 6), ("a", 3), ("a/b", 1), ("a/b/c", 1), ("a.b", 1), ("a/x", 1), ("z", 1), ("b", 0),
    ("quiet", 0), ("a/nothing", 0),
  ])
  func findsWhatIsWithinAPath(path: String, count: Int) {
    let index = Self.sample()
    let entries = index.entries(within: RepositoryPath(unchecked: path))
    #expect(entries.count == count)
    #expect(entries.allSatisfy { $0.path.isWithin(RepositoryPath(unchecked: path)) })
    #expect(index.summary(within: RepositoryPath(unchecked: path)).files == count)
    #expect(index.summary(within: RepositoryPath(unchecked: path)).bytes == UInt64(count) * 3)
  }

  @Test func knowsEmptyFolders() {
    let index = Self.sample()
    #expect(index.emptyFolders() == ["a/nothing", "quiet"])
    #expect(index.emptyFolders(within: "a") == ["a/nothing"])
    #expect(index.contains(within: "quiet"))
    #expect(!index.contains(within: "qui"))
  }

  @Test func findsTheInnermostAsset() throws {
    var index = Index()
    index.assets = [
      try .sample(name: "all", path: "models"), try .sample(name: "one", path: "models/one.bin"),
    ]
    #expect(index.asset(containing: "models/one.bin")?.path == "models/one.bin")
    #expect(index.asset(containing: "models/two.bin")?.path == "models")
    #expect(index.asset(containing: "models2") == nil)
    #expect(index.asset(at: "models")?.path == "models")
  }

  @Test func ordersPathsWithSlashBelowAll() {
    let paths: [RepositoryPath] = ["a", "a/b", "a/b/c", "a/c", "a b", "a!", "a.b", "ab"]
    #expect(paths.sorted() == paths)
    for (left, right) in zip(paths, paths.dropFirst()) {
      let order = PathOrder.withBytes(left.string) { a in
        PathOrder.withBytes(right.string) { b in PathOrder.compare(a, b) }
      }
      #expect(order < 0, "\(left) \(right)")
    }
  }
}
