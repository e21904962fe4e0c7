// `leakage`: what a model is tested on must not be what it learnt from.
import ObjectStore
import Objects
import Profiles
import ProjectFiles
import Repository
import WorkingTree

extension AuditRun {
  /// From this part of the tested rows on it is an error, below a warning: tables of few columns have
  /// equal rows by chance.
  private static let errorShare = 0.01
  /// So many versions back the profile of older data is looked for.
  private static let historyMax = 1000

  /// Compares training with test data by their profiles; folders by the bytes of their files.
  mutating func auditLeakage() throws {
    guard begins(.leakage) else { return }
    let old = Set(scope.base.map { DataPair.all(of: $0, metrics: $0.metrics) } ?? [])
    let metrics = try repository.metrics(at: scope.id).map(\.record)
    for pair in DataPair.all(of: scope.commit, metrics: metrics) where !old.contains(pair) {
      try judge(pair)
    }
  }

  private mutating func judge(_ pair: DataPair) throws {
    if pair.training.object == pair.testing.object {
      let isOne = pair.training.reference == pair.testing.reference
      return add(
        pair,
        isOne
          ? "\(pair.testing.reference.name) is both what the model learns from and what it is "
            + "tested on"
          : "\(pair.training.reference.name) and \(pair.testing.reference.name) are the same data")
    }
    if case (.tree(let one), .tree(let other)) = (pair.training.object, pair.testing.object) {
      return try judgeFolders(pair, one, other)
    }
    guard case .table(let training)? = try profile(of: pair.training),
      case .table(let testing)? = try profile(of: pair.testing)
    else {
      return addGap(
        .leakage,
        "\(pair.training.reference.name) and \(pair.testing.reference.name) were not compared: "
          + "they have no profiles of tables",
        hint: "make them: 'mlx profile \(scope.id.short)'", asset: pair.testing.reference,
        object: pair.testing.object.text)
    }
    judgeTables(pair, training, testing)
  }

  private mutating func judgeTables(
    _ pair: DataPair, _ training: TableProfile, _ testing: TableProfile
  ) {
    var (what, mine, theirs) = ("row", testing.rowKeys, training.rowKeys)
    if training.keyColumns == testing.keyColumns, let one = testing.keys, let other = training.keys
    {
      (what, mine, theirs) = ("key", one, other)
    }
    mine.settle()
    theirs.settle()
    let isExact = max(mine.hashes.count, theirs.hashes.count) < KeySketch.capacity
    let names = "\(pair.testing.reference.name) are in \(pair.training.reference.name) too"
    if isExact {
      let common = Set(mine.hashes).intersection(theirs.hashes).count
      guard common > 0 else { return }
      let share = Double(common) / Double(max(1, mine.hashes.count))
      let words = "\(common) of \(mine.hashes.count) different \(what)s"
      return add(pair, "\(words) of \(names)", isSmall: share < Self.errorShare)
    }
    guard let share = mine.contained(in: theirs), share > 0 else { return }
    add(
      pair, "about \(Self.percent(share)) of the \(what)s of \(names), by a sample",
      isSmall: share < Self.errorShare)
  }

  private mutating func judgeFolders(_ pair: DataPair, _ one: TreeID, _ other: TreeID) throws {
    var training: Set<Digest> = []
    var count = 0
    var common: [RepositoryPath] = []
    do {
      try TreeWalk.files(one, in: store) { _, entry in
        if entry.mode.isBlob, entry.size > 0 { training.insert(entry.id) }
      }
      try TreeWalk.files(other, in: store) { path, entry in
        guard entry.mode.isBlob, entry.size > 0 else { return }
        count += 1
        if training.contains(entry.id) { common.append(path) }
      }
    } catch let error as StoreError where error.isLoss {
      return
    }
    guard let first = common.first else { return }
    add(
      pair,
      "\(common.count) of \(count) files of \(pair.testing.reference.name) are in "
        + "\(pair.training.reference.name) too, such as '\(first)'",
      isSmall: Double(common.count) < Self.errorShare * Double(count))
  }

  private mutating func add(_ pair: DataPair, _ message: String, isSmall: Bool = false) {
    add(
      .leakage, message,
      hint: "take them out of the training data and train again: metrics on "
        + "\(pair.testing.reference.name) say too much",
      standard: isSmall ? .warning : .error, asset: pair.testing.reference,
      object: pair.testing.object.text, path: path(of: pair.testing.reference),
      mark: pair.training.reference.text)
  }

  private func profile(of version: AssetVersionName) throws -> AssetProfile? {
    let known = Asset(
      kind: version.reference.kind, name: version.reference.name, path: .root,
      object: version.object, size: 0, format: nil)
    return try profile(of: asset(version) ?? known)
  }

  /// The asset as a version has it: this one, or one before it, since an edge may be older than the
  /// data that is there now.
  private func asset(_ version: AssetVersionName) throws -> Asset? {
    var commit: Commit? = scope.commit
    for _ in 0..<Self.historyMax {
      guard let current = commit else { return nil }
      let found = current.assets.first {
        $0.reference == version.reference && $0.object == version.object
      }
      if let found { return found }
      commit = try current.parents.first.map { try repository.commit($0) }
    }
    return nil
  }

  /// Such as `2.4 %`; below a tenth `< 0.1 %`.
  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths == 0 ? "< 0.1 %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
