import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// A commit that takes another one back.
@Suite struct RevertTests {
  @Test func theLastCommitGoesBack() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1", "b.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2", "b.txt": nil, "c/d.txt": "new"])
    let result = try test.reopened().revert(.head)
    #expect(result.reverted == second)
    #expect(result.subject == "Revert \"Second\"")
    let made = try test.reopened().commit(#require(result.commit))
    #expect(made.parents == [second])
    #expect(try made.tree == test.reopened().commit(first).tree)
    #expect(try made.assets == test.reopened().commit(first).assets)
    #expect(made.message == "Revert \"Second\"\n\nThis takes back \(second.hex).")
    #expect(try test.text("data/a.txt") == "1")
    #expect(try test.text("data/b.txt") == "1")
    #expect(try test.text("data/c/d.txt") == nil)
    #expect(try test.reopened().status(rehash: true).isClean)
    #expect(
      try test.reopened().operationLog(limit: 1).map(\.description)
        == ["revert: Revert \"Second\""])
    #expect(try test.reopened().fsck().isSound)
  }

  @Test func anOlderCommitKeepsWhatCameAfter() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1", "b.txt": "1"])
    try test.commit("Second", ["a.txt": "2"])
    try test.commit("Third", ["b.txt": "3"])
    try test.reopened().revert(Revision(parsing: "HEAD~1"))
    #expect(try test.text("data/a.txt") == "1")
    #expect(try test.text("data/b.txt") == "3")
  }

  @Test func whatChangedAgainIsAConflict() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    try test.commit("Second", ["a.txt": "2"])
    let third = try test.commit("Third", ["a.txt": "3"])
    let error = #expect(throws: RepositoryError.self) {
      try test.reopened().revert(Revision(parsing: "HEAD~1"))
    }
    #expect(error?.code == "revert-conflict")
    #expect(error?.description.contains("'data/a.txt'") == true)
    #expect(try test.reopened().resolve(.head) == third)
    #expect(try test.text("data/a.txt") == "3")
  }

  @Test func twiceIsNothing() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    try test.reopened().revert(Revision(parsing: second.hex))
    let error = #expect(throws: RepositoryError.self) {
      try test.reopened().revert(Revision(parsing: second.hex))
    }
    #expect(error?.code == "nothing-to-revert")
  }

  @Test func aRevertCanBeReverted() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    try test.reopened().revert(.head)
    try test.reopened().revert(.head)
    #expect(try test.text("data/a.txt") == "2")
    #expect(
      try test.reopened().commit(test.reopened().resolve(.head)).tree
        == test.reopened().commit(second).tree)
  }

  @Test func theFirstCommitLeavesNothing() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    let result = try test.reopened().revert(.head)
    let made = try test.reopened().commit(#require(result.commit))
    #expect(made.assets.isEmpty)
    #expect(try test.text("data/a.txt") == nil)
  }

  @Test func changesInTheWayAreKept() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1", "b.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    try test.write("data/a.txt", "precious")
    #expect(throws: WorkingError.self) { try test.reopened().revert(.head) }
    #expect(try test.text("data/a.txt") == "precious")
    #expect(try test.reopened().resolve(.head) == second)
    // Elsewhere they are no hindrance.
    try test.write("data/a.txt", "2")
    try test.write("data/b.txt", "changed")
    try test.reopened().revert(.head)
    #expect(try test.text("data/a.txt") == "1")
    #expect(try test.text("data/b.txt") == "changed")
  }

  @Test func withoutACommitItIsStaged() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    let result = try test.reopened().revert(.head, noCommit: true)
    #expect(result.commit == nil)
    #expect(try test.reopened().resolve(.head) == second)
    #expect(try test.text("data/a.txt") == "1")
    let status = try test.reopened().status(rehash: false)
    #expect(status.staged.count == 1)
    #expect(status.unstaged.isEmpty)
  }

  @Test func metricsAndParamsGoBackToo() throws {
    let test = try TestRepository()
    func commit(_ message: String, accuracy: String) throws {
      try test.write("model.bin", message)
      try test.write("metrics.json", "{\"accuracy\": \(accuracy)}")
      try test.write("params.json", "{\"lr\": \(accuracy)}")
      var request = CommitRequest(message: message)
      request.models = [NamedPath(path: try RepositoryPath(validating: "model.bin"))]
      request.metrics = [MetricsRequest(path: try RepositoryPath(validating: "metrics.json"))]
      request.params = try RepositoryPath(validating: "params.json")
      _ = try test.reopened().commit(request)
    }
    try commit("First", accuracy: "0.1")
    try commit("Second", accuracy: "0.2")
    let result = try test.reopened().revert(.head)
    let made = try test.reopened().commit(#require(result.commit))
    #expect(made.metrics.map(\.values) == [["accuracy": .number(0.1)]])
    #expect(made.params?.values == ["lr": .number(0.1)])
    #expect(try test.text("metrics.json") == "{\"accuracy\": 0.1}")
    #expect(try test.reopened().status(rehash: true).isClean)
  }
}
