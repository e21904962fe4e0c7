// What a partial clone leaves out of a checkout, and how what it does not comes.
import ObjectStore
import Objects
import ProjectFiles
import WorkingTree

/// Files of a version that a partial clone does not bring by itself.
public struct LeftOutFiles: Sendable, Equatable {
  public var files = 0
  public var bytes: UInt64 = 0

  public init(files: Int = 0, bytes: UInt64 = 0) {
    self.files = files
    self.bytes = bytes
  }
}

extension Repository {
  /// Whether the filter of this clone leaves a path of a commit out. What belongs to no asset always comes.
  func filtered(by target: Commit?) throws -> (RepositoryPath, UInt64) -> Bool {
    let filters = environment.configuration.filters
    guard !filters.isEmpty, let target else { return { _, _ in false } }
    let assets = target.assets
    return { path, size in
      guard let asset = assets.first(where: { path.isWithin($0.path) }) else { return false }
      return filters.contains { !$0.takes(asset.kind, size: size) }
    }
  }

  /// Takes out of a plan what the filter of this clone leaves out and is not here.
  func leaveOut(of plan: inout CheckoutPlan, target: CommitID?) throws -> LeftOutFiles {
    guard store.hasAbsent, !environment.configuration.filters.isEmpty else {
      return LeftOutFiles()
    }
    let leavesOut = try filtered(by: target.map { try commit($0) })
    let left = plan.leaveOut { path, blob, size in leavesOut(path, size) && store.isPromised(blob) }
    return LeftOutFiles(files: left.files, bytes: left.bytes)
  }

  /// Brings what a plan writes and a remote has.
  func bring(_ plan: CheckoutPlan) throws { try store.bring(plan.blobs) }
}
