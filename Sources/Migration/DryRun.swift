import FileIO
import GitBridge
import Objects
import References
import Repository
import SystemPackage

/// Says what an import would do, and what it would not find. Writes nothing, and reads no contents but the lists of
/// folders and files that only the work tree has.
struct DryRun {
  let source: ImportSource
  let repository: Repository?
  let root: FilePath
  let fileSystem: any FileSystem

  func run(_ report: inout DVCImportReport) throws {
    let view = try repository?.currentView()
    var survey = try source.survey(repository, root: root, in: fileSystem)
    var kept: Set<PlannedVersion> = []
    for step in source.plan.steps {
      let areParentsKept = step.parents.allSatisfy {
        if case .recorded = $0 { true } else { kept.contains($0) }
      }
      let isWhole = source.isWhole(step.git.id)
      if areParentsKept, isWhole {
        kept.insert(.git(step.git.id))
        continue
      }
      let files = FolderFiles(git: source.git, tree: step.tree, placed: [:], content: nil)
      let missing =
        isWhole ? [] : try survey.missing(in: step.state) { try files.isInGit($0) }
      report.add(missing, of: step.git.id)
      report.add(remarks: step.state.faults, of: step.git.id)
      if areParentsKept, let earlier = source.notes.imports[step.git.id]?.last,
        Set(earlier.missing.map(\.path)) == Set(missing.map(\.path))
      {
        kept.insert(.git(step.git.id))
        continue
      }
      report.made.append(
        DVCImportReport.Made(
          id: nil, git: step.git.id, subject: String(step.git.message.prefix { !$0.isNewline }),
          outputs: step.state.outs.count))
    }
    report.kept = kept.count
    report.files = survey.files
    report.bytes = survey.bytes
    let made = Set(report.made.map { PlannedVersion.git($0.git) })
    func state(_ commit: String, isThere: Bool?) -> ImportedRef.State {
      guard let version = source.plan.version(of: commit) else { return .empty }
      if isThere != true { return .new }
      return made.contains(version) ? .moved : .same
    }
    report.branches = source.tips.branches.map { tip in
      let state = state(tip.commit, isThere: view.map { $0[tip.name] != nil })
      return ImportedRef(
        name: tip.name.string, git: tip.git, commit: nil, state: state, instead: nil)
    }
    report.tags = source.tips.tags.map { tip in
      let state = state(tip.commit, isThere: view.map { $0[tip.name] != nil })
      return ImportedRef(
        name: tip.name.string, git: tip.git, commit: nil, state: state, instead: nil)
    }
  }
}
