// An import: contents first, then commits, then refs, all in one change of the repository.
import FileIO
import GitBridge
import ObjectStore
import Objects
import References
import Repository
import WorkingTree

/// Makes the versions of a plan.
struct ImportRun {
  let source: ImportSource
  let repository: Repository

  private var notes: ImportNotes { source.notes }

  func run(_ report: inout DVCImportReport) throws {
    try refuseStaged()
    let survey = try source.survey(
      repository, root: repository.workTree.root, in: repository.environment.fileSystem)
    try repository.importing("import dvc: \(source.plan.commitCount) git commits") { transaction in
      let content = ContentImport(
        repository, places: source.places, survey: survey,
        aliases: notes.aliases,
        writer: transaction.writer,
        progress: ContentProgress(repository.environment.progress, total: survey.bytes))
      let builder = try VersionBuilder(
        source.git, repository, content: content, writer: transaction.writer,
        aliases: notes.aliases)
      var versions = Versions(repository: repository)
      for step in source.plan.steps {
        try Interruption.check()
        try take(step, builder, content, &versions, &transaction, &report)
      }
      report.files = content.readFiles
      report.bytes = content.readBytes
      if !builder.secrets.isEmpty {
        let paths = builder.secrets.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
        report.notices.append(
          "the code leaves out \(builder.secrets.count) files that seem to hold secrets, such as \(paths)"
        )
      }
      // Refs are compared by their history, and the index is read from trees: both need the objects.
      try content.publish()
      try moveRefs(versions, &transaction, &report)
    }
    report.head = try repository.currentView().head
  }

  /// HEAD's index is replaced when HEAD is where git's is, or nowhere.
  private func refuseStaged() throws {
    let head = try repository.currentView().head
    guard try head.commit == nil || isAtGitsBranch(head) else { return }
    if try repository.hasStagedChanges(repository.loadIndex()) {
      throw MigrationError.stagedChanges
    }
  }

  private func isAtGitsBranch(_ head: Head) throws -> Bool {
    try head.branch != nil
      && head.branch == source.git.head().branch.flatMap { BranchName(git: $0) }
  }

  private func take(
    _ step: PlannedStep, _ builder: VersionBuilder, _ content: ContentImport,
    _ versions: inout Versions, _ transaction: inout Transaction, _ report: inout DVCImportReport
  ) throws {
    let parents = try step.parents.compactMap { try versions.commit(of: $0) }
    if let earlier = try kept(step, parents: parents.map(\.id), content) {
      versions.add(earlier.commit, of: step.git.id)
      report.kept += 1
      report.add(earlier.missing, of: step.git.id)
      return
    }
    let built = try builder.build(step, parents: parents)
    let id = CommitID(try transaction.writer.putBytes(.record, built.commit.encode()))
    versions.add(id, of: step.git.id, built.commit)
    let note = ImportNotes.note(
      on: id, of: step.git.id, missing: built.missing, remarks: built.faults,
      author: built.commit.author)
    try add(note, to: &transaction)
    for output in built.outputs where notes.aliases[output.hash] != output.object {
      guard versions.aliases.insert(output.hash).inserted else { continue }
      try add(
        ImportNotes.note(on: output.object, alias: output.hash, author: built.commit.author),
        to: &transaction)
    }
    report.made.append(
      DVCImportReport.Made(
        id: id, git: step.git.id, subject: String(built.commit.message.prefix { !$0.isNewline }),
        outputs: built.outputs.count))
    report.add(built.missing, of: step.git.id)
    report.add(remarks: built.faults, of: step.git.id)
  }

  private func add(_ note: Note, to transaction: inout Transaction) throws {
    _ = try transaction.writer.putBytes(.record, note.encode())
    transaction.view.addNote(note)
  }

  /// The version that an earlier import made of a git commit, if it would be made so again.
  private func kept(
    _ step: PlannedStep, parents: [CommitID], _ content: ContentImport
  ) throws -> EarlierImport? {
    for earlier in notes.imports[step.git.id] ?? [] {
      let key = ObjectKey(kind: .record, digest: earlier.commit.digest)
      guard repository.store.contains(key),
        try repository.commit(earlier.commit).parents == parents,
        try earlier.missing.allSatisfy(content.isStillMissing)
      else { continue }
      return earlier
    }
    return nil
  }

  private func moveRefs(
    _ versions: Versions, _ transaction: inout Transaction, _ report: inout DVCImportReport
  ) throws {
    let update = RefUpdate(
      repository: repository, imported: notes.commits.union(versions.made))
    let before = transaction.view.head
    func target(_ commit: String) throws -> CommitID? {
      try source.plan.version(of: commit).flatMap { try versions.commit(of: $0)?.id }
    }
    for tip in source.tips.branches {
      report.branches.append(
        try update.move(tip, to: target(tip.commit), in: &transaction.view))
    }
    for tip in source.tips.tags {
      report.tags.append(try update.move(tip, to: target(tip.commit), in: &transaction.view))
    }
    if before.commit == nil { try placeHead(target, &transaction) }
    guard let now = transaction.view.head.commit, now != before.commit else { return }
    let index = try repository.loadIndex()
    transaction.indexBefore = index
    transaction.index = try repository.index(from: now, keeping: index)
  }

  /// HEAD had no commit: it goes where git's HEAD is.
  private func placeHead(
    _ target: (String) throws -> CommitID?, _ transaction: inout Transaction
  ) throws {
    let head = try source.git.head()
    guard let commit = head.commit else { return }
    if let branch = head.branch.flatMap({ BranchName(git: $0) }) {
      if transaction.view[branch] != nil { transaction.view.attachHead(to: branch) }
    } else if let version = try target(commit) {
      transaction.view.detachHead(at: version)
    }
  }
}

/// The versions of a run, by what they stand for.
private struct Versions {
  let repository: Repository
  private var ids: [String: CommitID] = [:]
  private var commits: [CommitID: Commit] = [:]
  /// Versions that this run made.
  private(set) var made: Set<CommitID> = []
  /// Names of DVC that this run noted.
  var aliases: Set<DVCHash> = []

  init(repository: Repository) { self.repository = repository }

  mutating func add(_ id: CommitID, of git: String, _ commit: Commit? = nil) {
    ids[git] = id
    guard let commit else { return }
    commits[id] = commit
    made.insert(id)
  }

  func commit(of version: PlannedVersion) throws -> (id: CommitID, commit: Commit)? {
    let id: CommitID
    switch version {
    case .recorded(let recorded): id = recorded
    case .git(let git):
      guard let known = ids[git] else { return nil }
      id = known
    }
    return (id, try commits[id] ?? repository.commit(id))
  }
}
