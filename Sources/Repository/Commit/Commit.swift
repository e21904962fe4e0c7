// `mlx commit`: stage, write tree and commit, move HEAD.
import ObjectStore
import Objects
import ProjectFiles
import References
import WorkingTree

extension Repository {
  /// Records what is staged, and what the request names, as a new commit on HEAD.
  ///
  /// Errors: `nothing-to-commit` when it would be as HEAD is; `usage` without a message; those of
  /// `add` for the paths it names.
  public func commit(_ request: CommitRequest) throws -> CommitResult {
    try withSettledTree {
      let loaded = try loadIndexState()
      if loaded.isCaughtUp { _ = writeGitFiles(loaded.index) }
      let head = try currentView().head
      let old = try head.commit.map { (id: $0, commit: try commit($0)) }
      let follow = try branchToFollow(head)
      if request.amend && old == nil { throw WorkingError.noCommitToAmend }
      let message = try message(of: request, replacing: old?.commit)
      let kind = old == nil ? " (initial)" : request.amend ? " (amend)" : ""
      let subject = message.split(separator: "\n", maxSplits: 1).first ?? ""
      let summary = try transaction("commit\(kind): \(subject)", after: head) { transaction in
        if let branch = follow.branch { transaction.view.attachHead(to: branch) }
        return try record(
          request, message: message, on: loaded, replacing: old, in: &transaction)
      }
      var result = try summary.result(in: self)
      result.notices += follow.notices + writeLock()
      return result
    }
  }

  /// Stages, writes tree and commit, and moves HEAD, all inside one transaction.
  private func record(
    _ request: CommitRequest, message: String, on loaded: LoadedIndex,
    replacing old: (id: CommitID, commit: Commit)?, in transaction: inout Transaction
  ) throws -> CommitSummary {
    let writer = transaction.writer
    let profiling = try profileOptions(isAsked: request.profiles)
    var stager = Stager(
      repository: self, writer: writer, index: loaded.index, profiling: profiling)
    stager.result.notices = loaded.notices + authorNotices
    let fresh = try stager.apply(request)
    var index = stager.index
    // Before the code is looked at: the block is a part of it.
    let blockNotices = writeIgnoreBlock(index)
    let code = try recordCode(into: &index, writer: writer)
    let environment = try recordEnvironment(from: request.environmentFile, writer: writer)
    let written = try IndexTree.write(index, objectsOf: index.assets.map(\.path), writer: writer)
    var profiles = CommitProfiles(self, options: profiling, fresh: stager.profiles)
    let assets = try profiles.add(
      to: self.assets(of: index, in: written, previous: old?.commit), index: index,
      previous: old?.commit, writer: writer)
    let versions = assets.map(AssetVersion.init) + index.external.map(AssetVersion.init)
    let makers = try makers(of: versions, previous: old?.commit)
    let metrics = try MetricsRecords(
      repository: self, index: index, assets: versions, previous: old?.commit, fresh: fresh,
      makers: makers
    ).plan()
    index.metrics = metrics.declarations
    let params = try paramsRecord(index: index, previous: old?.commit)
    let parents =
      request.amend
      ? try old.map { try store.wholeCommit($0.id).parents } ?? [] : old.map { [$0.id] } ?? []
    var commit = Commit(
      parents: parents,
      tree: written.root, assets: assets, code: code.asset,
      environment: environment?.asset, external: index.external,
      metrics: metrics.records, params: params, author: author, message: message)
    let lineage = try lineage(
      of: commit, request: request, external: stager.namedExternal, previous: old?.commit,
      index: index, makers: makers)
    commit.remember(metrics.declarations)
    commit.lineage = lineage.edges.sorted { $0.output < $1.output }
    if !request.allowEmpty && !request.amend {
      try refuseNothing(commit, index: index, previous: old?.commit, request: request)
    }
    let id = CommitID(try writer.putBytes(.record, commit.encode()))
    let signature = try request.seal?(id)
    if let signature { try transaction.add(signature) }
    try transaction.view.advanceHead(to: id)
    index.base = id
    transaction.indexBefore = loaded.index
    transaction.index = index
    return CommitSummary(
      id: id, commit: commit, isAmend: request.amend, index: index,
      metrics: metrics.committed, made: lineage.made, environment: environment,
      leftOut: code.leftOut, signature: signature,
      notices: stager.result.notices + stager.result.remarks + metrics.notices + code.notices
        + blockNotices + profiles.notices + lineage.notices,
      new: writer.statistics.data + store.dataSize(of: loaded.index.pending))
  }

  /// The edges of a commit whose assets and code are known.
  private func lineage(
    of commit: Commit, request: CommitRequest, external: Set<AssetReference>, previous: Commit?,
    index: Index, makers: [AssetReference: RunMaker]
  ) throws -> LineagePlan {
    let paths = Set(request.datasets.map(\.path))
    let named = external.union(commit.assets.filter { paths.contains($0.path) }.map(\.reference))
    let sources = LineageSources(
      pairs: LineageSources.pairs(from: previous, to: commit),
      previous: previous?.lineage ?? [],
      named: commit.versions.filter { $0.kind == .dataset && named.contains($0.reference) },
      wishes: request.from, standard: try standardInputs(of: commit.versions), code: commit.code,
      environment: commit.environment, namesEnvironment: request.environmentFile != nil,
      corrected: request.amend ? try previous.map(ownEdges) ?? [] : [], index: index,
      makers: makers)
    let made = [commit.code.map { AssetVersion($0) }, commit.environment.map { AssetVersion($0) }]
    return try LineagePlan(
      sources,
      inputs: LineageInputs(
        repository: self, assets: commit.versions, made: made.compactMap { $0 }))
  }

  /// The edges that no parent of a commit has.
  private func ownEdges(of commit: Commit) throws -> Set<LineageEdge> {
    try commit.parents.reduce(into: Set(commit.lineage)) { own, parent in
      own.subtract(try self.commit(parent).lineage)
    }
  }

  /// What `mlx.yaml` says that assets are made from.
  private func standardInputs(
    of assets: [AssetVersion]
  ) throws -> [AssetReference: [LineageRequest]] {
    let path = workTree.root.appending(ProjectFile.name)
    guard let file = try ProjectFile.load(from: path, in: environment.fileSystem) else {
      return [:]
    }
    var inputs: [AssetReference: [LineageRequest]] = [:]
    for asset in assets {
      inputs[asset.reference] = file.lineage(of: asset.reference)?.map(LineageRequest.init)
    }
    return inputs
  }

  private var author: Author {
    let identity = environment.identity
    return Author(name: identity.name, email: identity.email, time: environment.clock())
  }

  private var authorNotices: [String] {
    let identity = environment.identity
    guard identity.isGuessed else { return [] }
    return [
      "the author is '\(identity.name) <\(identity.email)>', a guess: set it with "
        + "'mlx config --global user.name NAME' and 'mlx config --global user.email EMAIL'"
    ]
  }

  private func message(of request: CommitRequest, replacing old: Commit?) throws -> String {
    var text = request.message ?? (request.amend ? old?.message ?? "" : "")
    while text.last?.isWhitespace == true { text.removeLast() }
    guard !text.isEmpty else { throw WorkingError.messageMissing }
    return text
  }

  /// The assets of a commit, from the declarations and the tree that was written.
  func assets(of index: Index, in written: WrittenTree, previous: Commit?) throws -> [Asset] {
    let assets = index.assets.compactMap { declared -> Asset? in
      guard let found = written.objects[declared.path] else { return nil }
      let old = previous?.assets.first { $0.kind == declared.kind && $0.name == declared.name }
      let format =
        old?.object == found.object
        ? old?.format : try? KindGuess.format(of: declared.path, in: workTree)
      return Asset(
        kind: declared.kind, name: declared.name, path: declared.path, object: found.object,
        size: found.size,
        format: format)
    }
    return assets.sorted { $0.reference < $1.reference }
  }
}

extension AssetDeclaration {
  init(_ asset: Asset) {
    self.init(kind: asset.kind, name: asset.name, path: asset.path)
  }
}
