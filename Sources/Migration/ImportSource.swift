import FileIO
import GitBridge
import Objects
import Repository
import SystemPackage

/// All that an import reads, apart from the repository that it writes.
struct ImportSource {
  let git: GitRepository
  /// What imports before this one left.
  let notes: ImportNotes
  let plan: HistoryPlan
  let tips: GitTips
  let places: ContentPlaces

  /// A look at what the plan names, but for versions that are here and lack nothing.
  func survey(
    _ repository: Repository?, root: FilePath, in fileSystem: any FileSystem
  ) throws -> ContentSurvey {
    let known = repository.map { KnownContent(metadata: $0.metadata, in: fileSystem) }
    let aliases = notes.aliases
    var survey = ContentSurvey(places, root: root, in: fileSystem) { hash in
      known?[hash] != nil || aliases[hash] != nil
    }
    for step in plan.steps where !isWhole(step.git.id) {
      let files = FolderFiles(git: git, tree: step.tree, placed: [:], content: nil)
      try survey.add(step.state) { try files.isInGit($0) }
    }
    return survey
  }

  /// Whether an earlier import made a version of a git commit that lacks nothing.
  func isWhole(_ commit: String) -> Bool {
    notes.imports[commit]?.contains { $0.missing.isEmpty } == true
  }
}
