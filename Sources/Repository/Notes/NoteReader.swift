import ObjectStore
import Objects
import References

/// Reads the notes that one view names.
struct NoteReader {
  let store: ObjectStore
  let view: TreeID
  /// What HEAD calls the objects that it has.
  private let names: [AssetObject: [AssetReference]]

  init(store: ObjectStore, view: TreeID) throws {
    self.store = store
    self.view = view
    guard let head = try View.commit(of: .head, in: view, from: store) else {
      names = [:]
      return
    }
    let commit = try store.commit(head)
    names = Dictionary(grouping: commit.assets, by: \.object).mapValues { $0.map(\.reference) }
  }

  /// The notes about a subject, or all; of a kind, or all. The newest first.
  func notes(about subject: NoteSubject? = nil, _ kind: NoteKind? = nil) throws -> [ListedNote] {
    try View.notes(about: subject?.digest, kind, in: view, from: store)
      .map { listed($0.id, try store.note($0.id)) }
      .sorted { a, b in
        let (older, newer) = (b.note.author.time, a.note.author.time)
        return older == newer ? a.id < b.id : newer > older
      }
  }

  /// Metrics that were measured later of a model at the bytes that it has, the oldest first.
  func laterMetrics(of model: Asset) throws -> [MetricsEntry] {
    guard model.kind == .model else { return [] }
    return try notes(about: .object(model.object), .evaluation).reversed().compactMap { listed in
      guard var record = listed.note.metrics else { return nil }
      // The same bytes may have another name here.
      record.of = model.reference
      return MetricsEntry(
        record: record, note: MetricsEntry.Origin(id: listed.id, author: listed.note.author),
        detail: listed.note.evaluationDetail)
    }
  }

  func listed(_ id: NoteID, _ note: Note) -> ListedNote {
    switch note.subject {
    case .commit(let commit):
      ListedNote(id: id, note: note, title: (try? store.commit(commit))?.subject, assets: [])
    case .object(let object):
      ListedNote(id: id, note: note, title: nil, assets: names[object] ?? [])
    }
  }
}

extension Repository {
  func noteReader() throws -> NoteReader {
    try NoteReader(store: store, view: operations.current().operation.view)
  }
}
