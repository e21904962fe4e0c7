// `code-dirty`, `git-unreachable`, `env-unpinned`, `license-missing`.
import ObjectStore
import Objects
import ProjectFiles
import Repository

extension AuditRun {
  private static let namesMax = 5

  /// What git said when the code was recorded, and what it says now.
  mutating func auditCode() throws {
    let isOn = (dirty: begins(.codeDirty), git: begins(.gitUnreachable))
    guard let code = scope.code, let git = code.git else { return }
    let object = AssetObject.tree(code.tree).text
    if isOn.dirty, git.isDirty {
      let files = git.uncommitted
      let names = files.prefix(Self.namesMax).map { "'\($0)'" }.joined(separator: ", ")
      let more = files.count > Self.namesMax ? " and \(files.count - Self.namesMax) more" : ""
      add(
        .codeDirty,
        "the code had changes that git did not have"
          + (files.isEmpty ? "" : ": \(names)\(more)") + "; they are stored with the version",
        hint: "commit to git first, or together: 'mlx commit --git'", asset: CodeAsset.reference,
        object: object)
    }
    guard isOn.git, let commit = git.commit else { return }
    switch repository.gitReach(of: commit) {
    case .reachable: break
    case .gone:
      add(
        .gitUnreachable, "git's commit \(commit.prefix(12)) is not in the git repository any more",
        hint: "nothing is lost: 'mlx checkout --only code \(scope.id.short)' brings the code back",
        asset: CodeAsset.reference, object: object)
    case .loose:
      add(
        .gitUnreachable,
        "no branch and no tag of git leads to its commit \(commit.prefix(12)) any more",
        hint: "keep it: 'git tag NAME \(commit.prefix(12))'", asset: CodeAsset.reference,
        object: object)
    case .unknown(let reason):
      addGap(
        .gitUnreachable, "git's commit \(commit.prefix(12)) was not looked for: \(reason)",
        hint: "run the audit in a whole clone of the git repository",
        asset: CodeAsset.reference, object: object)
    }
  }

  /// Packages that can change behind their name and version.
  mutating func auditEnvironment() throws {
    guard begins(.envUnpinned), let asset = scope.environment else { return }
    let record: EnvironmentRecord
    do {
      record = try store.environment(asset.id)
    } catch let error as StoreError where error.isLoss {
      return
    }
    let object = AssetObject.environment(asset.id).text
    let loose = record.distributions.filter(\.isUnpinned).map(\.name)
    if !loose.isEmpty {
      let names = loose.prefix(Self.namesMax).map { "'\($0)'" }.joined(separator: ", ")
      let more = loose.count > Self.namesMax ? " and \(loose.count - Self.namesMax) more" : ""
      add(
        .envUnpinned,
        "nothing says which bytes of \(names)\(more) were installed: a folder or URL without a "
          + "commit or hash",
        hint: "install it from an index or from a commit of git", asset: asset.reference,
        object: object, mark: "packages")
    }
    guard record.lockFiles.isEmpty, record.origin != .none, record.condaPackages.isEmpty else {
      return
    }
    add(
      .envUnpinned, "the environment has no lock file; the versions of its packages are recorded",
      hint: "keep a lock file at the root, such as uv.lock, or requirements.txt with hashes",
      standard: .note, asset: asset.reference, object: object, mark: "lock")
  }

  /// Licences, by the `mlx.yaml` of the version itself.
  mutating func auditLicences() throws {
    guard begins(.licenseMissing) else { return }
    let assets =
      scope.assets.map { ($0.reference, $0.object, $0.path as RepositoryPath?) }
      + scope.external.map { ($0.reference, $0.object, nil) }
    let concerned = assets.filter { $0.0.kind == .model || $0.0.kind == .dataset }
    guard !concerned.isEmpty else { return }
    let file = try repository.projectFile(at: scope.id)?.file
    for (reference, object, path) in concerned where file?.asset(reference)?.licence == nil {
      add(
        .licenseMissing, "\(reference.text) has no licence in mlx.yaml",
        hint: "write 'assets: {\(reference.text): {licence: NAME}}' in mlx.yaml",
        asset: reference, object: object.text, path: path)
    }
  }
}

extension Distribution {
  /// Whether its bytes can be others at the same name and version.
  fileprivate var isUnpinned: Bool {
    switch source {
    case .index, .repository: false
    case .archive(_, let hash, _): hash == nil
    case .folder(_, let commit, _): commit == nil && !isOfSystem
    }
  }
}
