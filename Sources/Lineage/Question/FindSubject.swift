// From the text of a question to ids.
import ObjectStore
import Objects
import References
import Repository

/// Looks names up: in HEAD or the revision that is given, then in all of history.
struct SubjectSearch {
  let graph: LineageGraph
  let repository: Repository
  var store: ObjectStore { repository.store }

  /// Errors: `unknown-asset`, `unknown-object`, `not-in-revision`, `ambiguous-asset`, `not-an-asset`,
  /// and those of revisions.
  func find(_ text: String) throws -> LineageSubject {
    var text = text
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    if let found = external(text) { return found }
    if let found = try IDSearch(graph: graph, store: store).find(text) { return found }
    guard let spec = try spec(text) else { return try bare(text) }
    switch spec {
    case .revision: return try bare(text)
    case .path(let revision, let path):
      if path.isRoot { try refuseRevision("\(revision)") }
      do {
        return try found(path.string, at: revision, isPath: true)
      } catch let error as RefError where error.code == "unknown-revision" {
        // `hf:org/base@rev`, mistyped, reads as a path of the revision `hf`.
        let near = NearNames.find(text, among: graph.uris)
        throw near.isEmpty ? error : LineageError.unknown(text, near: near)
      }
    case .asset(let kind, let name, let revision):
      let word = kind.map { "\($0.rawValue)/\(name)" } ?? name
      return try found(word, at: revision, isPath: false)
    }
  }

  /// The grammar of revisions; nil for names that it does not allow.
  private func spec(_ text: String) throws -> ObjectSpec? {
    do {
      return try ObjectSpec(parsing: text)
    } catch let error as RefError where error.code == "invalid-revision" {
      if text.contains("@") || text.contains(":") { throw error }
      return nil
    }
  }

  /// `NAME@REV` and `REV:path`.
  private func found(
    _ word: String, at revision: Revision, isPath: Bool
  ) throws -> LineageSubject {
    let id = try repository.resolve(revision)
    let commit = try repository.commit(id)
    if !isPath, let found = try CommitSearch(store: store, id: id, commit).asset(word) {
      return found
    }
    if let found = try CommitSearch(store: store, id: id, commit).path(word) { return found }
    let names =
      isPath
      ? try PathLookup(store: store).siblings(of: word, in: commit.tree)
      : commit.references.keys.map(\.name).sorted()
    throw LineageError.notInRevision(
      word, revision: "\(revision)", near: NearNames.find(word, among: names))
  }

  /// A word without a revision.
  private func bare(_ text: String) throws -> LineageSubject {
    if let head = try repository.head().commit {
      let search = CommitSearch(store: store, id: head, try repository.commit(head))
      if let found = try search.asset(text) ?? search.path(text) { return found }
    }
    if let found = try IDSearch(graph: graph, store: store).abbreviated(text) { return found }
    if let found = try anywhere(text) ?? pathAnywhere(text) { return found }
    try refuseRevision(text)
    if RevisionDigits.areDigits(text) { throw LineageError.unknownID(text) }
    throw LineageError.unknown(text, near: NearNames.find(text, among: graph.knownNames))
  }

  /// An asset that HEAD does not have: as the newest commit that brought it in had it, or as edges
  /// name it.
  private func anywhere(_ text: String) throws -> LineageSubject? {
    let seen = graph.seen.filter { $0.sighting.reference.answers(to: text) }
    let edges = graph.makings.map(\.edge)
    let references =
      seen.map(\.sighting.reference)
      + edges.flatMap { edge in
        [edge.output] + edge.inputs.compactMap(\.reference)
      }.filter { $0.answers(to: text) }
    let names = Set(references.map(\.text))
    if names.count > 1 { throw LineageError.ambiguous(text, candidates: names.sorted()) }
    if let last = seen.last {
      return LineageSubject(
        items: [.object(last.sighting.object)],
        name: LineageName(
          subject: .asset(last.sighting.reference), path: last.sighting.path,
          commit: graph.commit(last.commit)))
    }
    for making in graph.makings.reversed() {
      if making.edge.output.answers(to: text) {
        return LineageSubject(items: [.object(making.edge.id)])
      }
      for case .asset(let asset, let id, _) in making.edge.inputs.map(\.source)
      where asset.answers(to: text) {
        return LineageSubject(items: [.object(id)])
      }
    }
    return nil
  }

  /// A path that HEAD does not have, in the newest commit that has it.
  private func pathAnywhere(_ text: String) throws -> LineageSubject? {
    guard let path = try? RepositoryPath(validating: text), !path.isRoot else { return nil }
    var searched: Set<TreeID> = []
    for facts in graph.commits.reversed() where searched.insert(facts.tree).inserted {
      guard try PathLookup(store: store).entry(at: path, in: facts.tree) != nil else { continue }
      return try CommitSearch(store: store, id: facts.id, try repository.commit(facts.id))
        .path(text)
    }
    return nil
  }

  private func refuseRevision(_ text: String) throws {
    guard let revision = try? Revision(parsing: text),
      let id = try? repository.resolve(revision), let commit = try? repository.commit(id)
    else { return }
    throw LineageError.isRevision(text, assets: commit.assets.map(\.name))
  }

  /// A URI, or the digest of something external, that an edge names.
  private func external(_ text: String) -> LineageSubject? {
    guard text.contains(":") else { return nil }
    if text.hasPrefix("sha256:"), let digest = Digest(hex: text.dropFirst("sha256:".count)) {
      let item = LineageItem.object(.blob(BlobID(digest)))
      let isKnown = graph.made[item] != nil || graph.used[item] != nil
      if isKnown || graph.places[.blob(BlobID(digest))] != nil {
        return LineageSubject(items: [item])
      }
    }
    var items: [LineageItem] = []
    for making in graph.makings {
      for input in making.edge.inputs where input.uri == text {
        let item = LineageItem(input.source)
        if !items.contains(item) { items.append(item) }
      }
    }
    return items.isEmpty ? nil : LineageSubject(items: items)
  }
}

extension LineageGraph {
  /// Everything external that an edge names.
  fileprivate var uris: Set<String> { Set(makings.flatMap { $0.edge.inputs.compactMap(\.uri) }) }

  /// What a person may have meant.
  fileprivate var knownNames: [String] {
    var names: Set<String> = []
    for seen in seen {
      names.insert(seen.sighting.reference.name)
      names.insert(seen.sighting.reference.text)
      if let path = seen.sighting.path, !path.isRoot { names.insert(path.string) }
    }
    for making in makings {
      names.insert(making.edge.output.name)
      for input in making.edge.inputs { names.insert(input.uri ?? input.reference?.name ?? "") }
    }
    return names.sorted()
  }
}

extension LineageInput {
  /// The URI of something external.
  var uri: String? { if case .external(let uri, _) = source { uri } else { nil } }

  /// Where an asset of another repository came from.
  var origin: AssetOrigin? { if case .asset(_, _, let origin) = source { origin } else { nil } }

  /// The asset that it is.
  var reference: AssetReference? {
    if case .asset(let asset, _, _) = source { asset } else { nil }
  }
}

extension AssetReference {
  /// Whether `fraud` or `model/fraud` means this.
  func answers(to word: String) -> Bool { name == word || text == word }
}
