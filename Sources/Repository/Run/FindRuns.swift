// The runs that a repository has.
import FileIO
import ObjectStore
import Objects
import References

/// A run with its id.
public struct ListedRun: Sendable, Equatable {
  public var id: RunID
  public var run: RunRecord

  /// A run as it is stored.
  public init(id: RunID, run: RunRecord) {
    self.id = id
    self.run = run
  }
}

extension Repository {
  /// The runs that are recorded here, the newest first.
  ///
  /// One whose record cannot be read is left out, as it is no reason to do without the others: `fsck` names it.
  ///
  /// Errors: `object-missing`, `object-corrupt` of what names them.
  public func runs() throws -> [ListedRun] {
    let placed = try View.runs(in: operations.current().operation.view, from: store)
    return try placed.filter { isStored($0.id) }
      .compactMap { try readable($0.id).map { ListedRun(id: $0.0, run: $0.1) } }
      .sorted(by: ListedRun.isNewer)
  }

  /// How many recorded runs cannot be read, in words; nil when all can.
  func unreadableRunsNotice() throws -> String? {
    let placed = try View.runs(in: operations.current().operation.view, from: store)
    let count = try placed.filter { try isStored($0.id) && readable($0.id) == nil }.count
    guard count > 0 else { return nil }
    return "\(count) \(count == 1 ? "run" : "runs") cannot be read and "
      + "\(count == 1 ? "is" : "are") left out: 'mlx fsck' names \(count == 1 ? "it" : "them")"
  }

  /// A run with its id; nil where its record is damaged.
  func readable(_ id: RunID) throws -> (RunID, RunRecord)? {
    try store.readableRun(id).map { (id, $0) }
  }

  /// A run by digits of its id, its name (the newest of it), or `latest`.
  ///
  /// Errors: `unknown-run`, `ambiguous-run`.
  public func run(_ text: String) throws -> ListedRun {
    let placed = try View.runs(in: operations.current().operation.view, from: store)
      .filter { isStored($0.id) }
    let isHex = text.utf8.count >= 4 && text.allSatisfy(\.isHexDigit)
    let digits = text.lowercased()
    let found = isHex ? placed.filter { $0.id.hex.hasPrefix(digits) } : []
    if found.count > 1 {
      throw RunError.ambiguousRun(
        text, candidates: found.prefix(4).map { "'\($0.id.hex.prefix(12))'" })
    }
    if let only = found.first { return ListedRun(id: only.id, run: try store.run(only.id)) }
    // An edge may name one that no view has.
    if let id = RunID(hex: digits), isStored(id) {
      return ListedRun(id: id, run: try store.run(id))
    }
    let all = try runs()
    if text == "latest", let newest = all.first { return newest }
    if let named = all.first(where: { $0.run.name == text }) { return named }
    throw RunError.unknownRun(
      text, near: NearNames.find(text, among: Set(all.compactMap(\.run.name)).sorted()))
  }

  /// Gives what is kept of a run's output, piece by piece.
  ///
  /// Errors: those of reading; `object-absent` where it is not here.
  public func writeOutput(
    _ stream: RunStream, to write: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try store.stream(stream.blob) { bytes, _ in try write(bytes) }
  }

  private func isStored(_ id: RunID) -> Bool {
    store.contains(ObjectKey(kind: .record, digest: id.digest))
  }
}

extension ListedRun {
  /// By time; of one second, by their order here, then by id.
  static func isNewer(_ a: ListedRun, _ b: ListedRun) -> Bool {
    if a.run.started != b.run.started { return a.run.started > b.run.started }
    if a.run.sequence != b.run.sequence { return a.run.sequence > b.run.sequence }
    return a.id < b.id
  }
}
