// `mlx import dvc`: the history of a DVC repository, as versions.
import FileIO
import GitBridge
import Objects
import References
import Repository
import SystemPackage

/// What to import.
public struct DVCImportRequest: Sendable {
  /// Branches of git by name; all of them, and all tags, when there is none.
  public var branches: [String] = []
  /// More folders that hold bytes as DVC's cache does.
  public var caches: [FilePath] = []
  /// Whether to look only.
  public var isDryRun = false

  /// All branches and tags.
  public init() {}
}

/// Imports from DVC.
public enum DVCImport {
  /// Whether a folder is the root of a DVC repository.
  public static func isRepository(_ root: FilePath, in fileSystem: any FileSystem) -> Bool {
    let config = root.appending(".dvc").appending("config")
    let status = try? fileSystem.status(at: config, followingLinks: true)
    return status?.type == .regular
  }

  /// Makes a version of each git commit that changed what DVC tracks, with all branches and tags, and puts HEAD where
  /// git's is. The work tree stays as it is. A second run brings what is new, and what was missing before.
  ///
  /// The repository of mlx is made if there is none.
  ///
  /// Errors: `not-a-dvc-repository`, `not-in-git`, `import-elsewhere`, `staged-changes`; those of reading git and of
  /// writing the store.
  public static func run(
    at root: FilePath, _ request: DVCImportRequest, _ environment: RepositoryEnvironment
  ) throws -> DVCImportReport {
    let fileSystem = environment.fileSystem
    let root = root.lexicallyNormalized()
    guard isRepository(root, in: fileSystem) else {
      throw MigrationError.notADVCRepository(root.string)
    }
    let around = try repository(around: root, environment)
    if let around, around.workTree.root != root {
      throw MigrationError.otherRoot(root.string, root: around.workTree.root.string)
    }
    let (git, prefix) = try git(around: root, environment)
    var report = DVCImportReport(root: root, isDryRun: request.isDryRun)
    let places = try places(of: root, request, environment, &report)
    var tips = try GitTips(of: git, only: request.branches)
    report.notices = tips.notices
    let starts =
      tips.branches.map(\.commit) + (request.branches.isEmpty ? tips.tags.map(\.commit) : [])
    let notes = try around.map { try ImportNotes(of: $0) } ?? ImportNotes()
    let imported = notes.commits
    let plan = try HistoryPlan(of: git, prefix: prefix, tips: starts) { id in
      let key = ObjectKey(kind: .record, digest: id.digest)
      return !imported.contains(id) && around?.store.contains(key) == true
    }
    tips.keepTags(of: plan.commitIDs)
    report.gitCommits = plan.commitCount
    if plan.isCut {
      report.notices.append(
        "git's history is cut off: what is before is not imported; 'git fetch --unshallow' brings it"
      )
    }
    let source = ImportSource(git: git, notes: notes, plan: plan, tips: tips, places: places)
    if request.isDryRun {
      try DryRun(source: source, repository: around, root: root, fileSystem: fileSystem)
        .run(&report)
      return report
    }
    let made = try around ?? make(root, environment)
    report.isNewRepository = around == nil
    try ImportRun(source: source, repository: made).run(&report)
    return report
  }

  private static func repository(
    around root: FilePath, _ environment: RepositoryEnvironment
  ) throws -> Repository? {
    do {
      return try Repository.discover(from: root, environment)
    } catch let error as RepositoryError where error.code == "not-a-repository" {
      return nil
    }
  }

  private static func make(
    _ root: FilePath, _ environment: RepositoryEnvironment
  ) throws -> Repository {
    _ = try Repository.initialize(at: root, environment)
    return try Repository.open(at: root, environment)
  }

  private static func git(
    around root: FilePath, _ environment: RepositoryEnvironment
  ) throws -> (GitRepository, prefix: String) {
    let names = GitRepository.environmentNames
    let variables = environment.variables().filter { names.contains($0.key) }
    guard
      let git = try GitRepository.discover(
        from: root, environment: variables, in: environment.fileSystem)
    else { throw MigrationError.notInGit(root.string) }
    return (git, git.prefix)
  }

  private static func places(
    of root: FilePath, _ request: DVCImportRequest, _ environment: RepositoryEnvironment,
    _ report: inout DVCImportReport
  ) throws -> ContentPlaces {
    let folder = root.appending(".dvc")
    let config: DVCConfig
    do throws(FileError) {
      config = try DVCConfig(
        of: folder, home: environment.variables()["HOME"], in: environment.fileSystem)
    } catch {
      throw MigrationError.configUnreadable(
        folder.appending("config").string, reason: error.description)
    }
    report.unreachable = config.remotes.filter { $0.folder == nil }.map { remote in
      let url = StrippedURL(stripping: remote.url)?.text ?? ""
      return DVCImportReport.Unreachable(name: remote.name, url: url)
    }
    let folders = [config.cache] + config.remotes.compactMap(\.folder) + request.caches
    return ContentPlaces(folders, in: environment.fileSystem)
  }
}
