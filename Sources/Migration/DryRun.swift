import GitBridge
import Objects
import References
import Repository
import SystemPackage

/// Says what an import would do, and what it would not find. Writes nothing, and reads no contents but the lists of
/// folders and files that only the work tree has.
struct DryRun {
  private let source: ImportSource
  private let known: KnownContent?
  private let view: View?
  private let root: FilePath
  private let environment: RepositoryEnvironment

  init(
    _ source: ImportSource, repository: Repository?, root: FilePath,
    _ environment: RepositoryEnvironment
  ) throws {
    self.source = source
    self.root = root
    self.environment = environment
    view = try repository?.currentView()
    known = repository.map {
      KnownContent(metadata: $0.metadata, in: environment.fileSystem)
    }
  }

  func run(_ report: inout DVCImportReport) throws {
    var survey = ContentSurvey(
      source.places, known: known, root: root, in: environment.fileSystem)
    for step in source.plan.steps {
      let files = FolderFiles(git: source.git, tree: step.tree, placed: [:], content: nil)
      try survey.add(step.state) { try files.isInGit($0) }
    }
    var kept: Set<PlannedVersion> = []
    for step in source.plan.steps {
      let files = FolderFiles(git: source.git, tree: step.tree, placed: [:], content: nil)
      let missing = try survey.missing(in: step.state) { try files.isInGit($0) }
      report.add(missing, of: step.git.id)
      report.add(remarks: step.state.faults, of: step.git.id)
      let isKept = step.parents.allSatisfy {
        if case .recorded = $0 { true } else { kept.contains($0) }
      }
      if isKept, let earlier = source.notes.imports[step.git.id]?.last,
        Set(earlier.missing.map(\.path)) == Set(missing.map(\.path))
      {
        kept.insert(.git(step.git.id))
        report.kept += 1
        continue
      }
      report.made.append(
        DVCImportReport.Made(
          id: nil, git: step.git.id, subject: String(step.git.message.prefix { !$0.isNewline }),
          outputs: step.state.outs.count))
    }
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
