import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// One change, whole or not at all, whatever others do meanwhile.
@Suite struct TransactionTests {
  private func tag(_ name: String) throws -> TagName { try TagName(validating: name) }

  private func temporaryFiles(_ test: TestRepository) throws -> [String] {
    try KernelFileSystem().entries(of: test.root.appending(".mlops").appending("tmp"))
      .map(\.name).filter { $0 != "index.lock" }
  }

  @Test func changesOfOtherRefsLandBoth() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "one"])
    let other = try test.reopened()
    try test.repository.transaction("mine") { transaction in
      try transaction.view.setTag(tag("mine"), to: first)
      try other.createTag(tag("theirs"))
      try other.createTag(tag("theirs2"))
    }
    let view = try test.reopened().currentView()
    #expect(try Set(view.tags.keys) == [tag("mine"), tag("theirs"), tag("theirs2")])
    #expect(
      try test.repository.operationLog(limit: 3).map(\.description)
        == ["mine", "tag: theirs2 at HEAD", "tag: theirs at HEAD"])
    #expect(try test.repository.fsck().isSound)
  }

  /// Where files cannot be locked, HEAD may move between the look at it and the transaction that relies on it.
  @Test func aHeadThatMovedBeforehandIsRefused() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one"])
    let seen = try test.repository.currentView().head
    let second = try test.commit("Second", ["a.txt": "two"])
    let repository = try test.reopened()
    do {
      try repository.transaction("late", after: seen) { transaction in
        try transaction.view.setTag(tag("late"), to: second)
      }
      Issue.record("it was made")
    } catch let error as RefError {
      #expect(error.code == "ref-changed" && error.description.contains("'HEAD'"))
    }
    #expect(try repository.currentView().tags.isEmpty)
    try repository.transaction("now", after: repository.currentView().head) { transaction in
      try transaction.view.setTag(tag("now"), to: second)
    }
    #expect(try repository.currentView().tags.count == 1)
  }

  @Test func theSameRefIsRefused() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "one"])
    let second = try test.commit("Second", ["a.txt": "two"])
    let other = try test.reopened()
    let error = #expect(throws: RefError.self) {
      try test.repository.transaction("mine") { transaction in
        try transaction.view.setTag(tag("v1"), to: first)
        try transaction.view.setTag(tag("v2"), to: first)
        try other.transaction("theirs") { try $0.view.setTag(tag("v1"), to: second) }
      }
    }
    #expect(error == .changed(["tags/v1"]))
    #expect(error?.code == "ref-changed")
    #expect(try test.reopened().currentView().tags == [tag("v1"): second])
    #expect(try temporaryFiles(test).isEmpty)
    #expect(try test.repository.fsck().isSound)
  }

  @Test func aFolderConflictThatAppearsMeanwhileIsRefused() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "one"])
    let other = try test.reopened()
    let error = #expect(throws: RefError.self) {
      try test.repository.transaction("mine") { transaction in
        try transaction.view.setTag(tag("a"), to: first)
        try other.createTag(tag("a/b"))
      }
    }
    #expect(error?.code == "ref-exists")
  }

  @Test func aFailingBodyLeavesNothing() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one"])
    let before = try test.repository.operations.current()
    #expect(throws: CancellationError.self) {
      try test.repository.transaction("mine") { transaction in
        _ = try transaction.writer.putBytes(.record, Array("{}".utf8))
        throw CancellationError()
      }
    }
    #expect(try test.repository.operations.current().id == before.id)
    #expect(try temporaryFiles(test).isEmpty)
  }

  @Test func whatChangesNothingIsNoOperation() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one"])
    try test.repository.createTag(tag("v1"))
    let count = try test.repository.operationLog().count
    try test.repository.createTag(tag("v1"), force: true)
    try test.repository.transaction("nothing") { _ in }
    #expect(try test.repository.operationLog().count == count)
  }

  @Test func manyAtATimeAllLand() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one"])
    try Threads.run(4) { thread in
      let repository = try test.reopened()
      for number in 0..<5 {
        try repository.createTag(TagName(validating: "t\(thread)-\(number)"))
      }
    }
    #expect(try test.reopened().tags().count == 20)
    #expect(try test.reopened().operationLog().count == 22)
    let report = try test.reopened().fsck()
    #expect(report.isSound, "\(report.problems)")
  }

  @Test func twoCommitsAtATimeBothLand() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one"])
    try Threads.run(2) { thread in
      let repository = try test.reopened()
      for number in 0..<3 {
        var request = CommitRequest(message: "\(thread)-\(number)")
        request.allowEmpty = true
        _ = try repository.commit(request)
      }
    }
    let log = try test.reopened().log()
    #expect(log.count == 7)
    #expect(Set(log.map(\.commit.message)).count == 7)
    #expect(try test.reopened().fsck().isSound)
  }

  @Test func theOperationTellsWhoAndHow() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "one"])
    let repository = try test.reopened(
      commandLine: ["mlx", "tag", "v 1", "--token", "hunter2", "https://me:pw@host/x"])
    try repository.createTag(tag("v1"))
    let entry = try #require(try repository.operationLog(limit: 1).first)
    #expect(entry.author.name == "Ada")
    #expect(entry.author.email == "ada@example.org")
    #expect(entry.host == "test.host")
    #expect(entry.command == "mlx tag 'v 1' --token *** 'https://***@host/x'")
    #expect(entry.number == 3)
    #expect(entry.refChanges.map(\.name.description) == ["tags/v1"])
  }
}
