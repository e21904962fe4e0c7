// The environments that versions hold: find, compare, bring back.
import Environments
import Objects
import References
import SystemPackage

/// The environment of a version.
public struct VersionEnvironment: Sendable {
  public var commit: CommitID
  public var asset: EnvironmentAsset
  public var record: EnvironmentRecord
}

/// Two environments, and what differs.
public struct EnvironmentComparison: Sendable {
  public var from: VersionEnvironment
  /// nil for the environment around this process.
  public var to: VersionEnvironment?
  /// What `from` was compared with: the record of `to`, or of the environment that is here.
  public var record: EnvironmentRecord
  public var difference: EnvironmentDiff
}

extension Repository {
  /// The environment that a version was made in.
  ///
  /// Errors: those of `resolve`; `no-environment` when the version holds none.
  public func environment(of revision: Revision) throws -> VersionEnvironment {
    let id = try resolve(revision)
    guard let asset = try commit(id).environment else {
      throw WorkingError.noEnvironment("\(revision)")
    }
    return VersionEnvironment(
      commit: id, asset: asset, record: try store.environment(asset.id))
  }

  /// What differs from one version's environment to another's, or to the one that is here.
  public func compareEnvironments(
    _ old: Revision, _ new: Revision?
  ) throws -> EnvironmentComparison {
    let from = try environment(of: old)
    let to = try new.map { try environment(of: $0) }
    let record = to?.record ?? captureEnvironment().record
    return EnvironmentComparison(
      from: from, to: to, record: record,
      difference: EnvironmentDiff(from: from.record, to: record))
  }

  /// How the environment of a version can be made again in a folder with what this machine has.
  public func planRestore(
    _ found: VersionEnvironment, into folder: FilePath, installerArguments: [String] = []
  ) throws -> RestorePlan {
    let fileSystem = environment.fileSystem
    let variables = environment.variables()
    var lockFiles: [String: [UInt8]] = [:]
    for file in found.record.lockFiles {
      guard let blob = file.blob else { continue }
      lockFiles[file.name] = try store.readBlob(blob, maxBytes: 64 << 20)
    }
    let present = EnvironmentReader(
      variables: variables, workTree: workTree.root, fileSystem: fileSystem
    ).systemFacts()
    return try RestorePlanner(
      EnvironmentCapture(record: found.record, lockFiles: lockFiles),
      tools: .find(
        for: found.record.interpreter, variables: variables, fileSystem: fileSystem),
      present: present, installerArguments: installerArguments, fileSystem: fileSystem
    ).plan(into: folder)
  }
}
