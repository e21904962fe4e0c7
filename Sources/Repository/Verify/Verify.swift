// `mlx verify`.
import Objects
import References

extension Repository {
  /// Reads every byte that a revision reaches, and compares it with its id: the commit, its trees and
  /// files, the code, the environment, what is external, the inputs of its lineage that are here, profiles, and
  /// notes about it and its assets.
  ///
  /// Damage is reported, not thrown. Errors: those of `resolve`; `file-changed` when an external file is
  /// written to meanwhile.
  public func verify(_ revision: Revision = .head) throws -> VerifyReport {
    let id = try resolve(revision)
    let check = VerifyCheck(self, id)
    guard let commit = try check.record() else { return check.report }
    check.expect(commit)
    try check.stored(commit)
    try check.external(commit)
    try check.inputs(of: commit)
    try check.facts(about: commit)
    return check.finished
  }
}
