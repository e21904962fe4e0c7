// Commits with parents and times of the test's choosing, which no command makes.
import Objects
import References
import TestSupport
import WorkingTree

@testable import Repository

extension TestRepository {
  /// Stores a commit of HEAD's tree (or nothing) with these parents, at a time, and points a branch at it.
  func record(
    _ message: String, parents: [CommitID], on branch: String = "main", at seconds: Int64? = nil
  ) throws -> CommitID {
    let repository = try reopened()
    let time = seconds.map { Timestamp(seconds: $0) } ?? clock.now()
    return try repository.transaction("commit: \(message)") { transaction in
      let commit = Commit(
        parents: parents, tree: TreeCodec.emptyID, assets: [],
        author: Author(name: "Ada", email: "ada@example.org", time: time), message: message)
      _ = try TreeCodec.encode([]) { _, bytes in
        try transaction.writer.putBytes(.tree, bytes)
      }
      let id = CommitID(try transaction.writer.putBytes(.record, commit.encode()))
      try transaction.view.setBranch(BranchName(validating: branch), to: id)
      return id
    }
  }
}
