import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles
import References
import WorkingTree

/// Compares tables by row, as many of them as a person reads.
final class TableComparer {
  private static let filesMax = 200
  /// Columns that an error lists.
  private static let columnsListed = 12

  private let request: TableRequest
  private let store: ObjectStore
  private let workTree: WorkTree
  private let onRead: @Sendable (Int) -> Void
  private var filesLeft = filesMax
  /// What a key was named that tables lack, with the columns that they have.
  private var unknown: (name: String, columns: [String])?
  private var hasFoundKey = false

  init(_ request: TableRequest, repository: Repository) {
    self.request = request
    store = repository.store
    workTree = repository.workTree
    let sink = repository.environment.progress
    let done = Locked<Int64>(0)
    onRead = { count in
      let sum = done.withLock { done in
        done += Int64(count)
        return done
      }
      sink.report(Progress(phase: "comparing tables", unit: .bytes, done: sum))
    }
  }

  /// Says how the rows of a file differ, where both versions are tables, and takes the lines away that
  /// would show hidden values.
  ///
  /// Errors: an interruption. A file that is no table after all, or cannot be read, is said.
  func add(to diff: inout FileDiff, _ before: LineReader.Side?, _ after: LineReader.Side?) throws {
    let mayBeTables = [before, after].compactMap { $0 }.filter(Self.isNamedAsTable)
    if !request.hiddenColumns.isEmpty, !mayBeTables.isEmpty { diff.lines = nil }
    guard mayBeTables.count == 2, let before, let after, before.state.id != after.state.id,
      filesLeft > 0,
      before.state.size.addingReportingOverflow(after.state.size).partialValue
        <= request.bytesMax
    else { return }
    do {
      guard let oldPlace = place(before), let newPlace = place(after) else { return }
      guard let old = try table(before, oldPlace), let new = try table(after, newPlace) else {
        diff.notice = "not compared by row: the file is not what its name says"
        return
      }
      diff.table = try compare(old, new)
      if diff.table != nil { filesLeft -= 1 }
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch let error as TableComparisonError {
      diff.notice = "not compared by row: \(error.reason)"
    } catch {
      diff.notice = "not compared by row: \(error)"
    }
  }

  /// Must follow the last file.
  ///
  /// Errors: `usage` when a named key is a column of no table.
  func finish() throws {
    guard !hasFoundKey, let unknown else { return }
    throw TableKeyError.unknownColumn(
      unknown.name, near: NearNames.find(unknown.name, among: unknown.columns),
      columns: Array(unknown.columns.prefix(Self.columnsListed)))
  }

  private struct Table {
    let file: TableFile
    let format: FileFormat
  }

  private static let formats = TableSource.formats.union([.parquet])

  /// Whether a file's name says that it is a table: those without such a name are not looked into.
  private static func isNamedAsTable(_ side: LineReader.Side) -> Bool {
    side.state.mode == .file || side.state.mode == .executable
      ? FileFormat.guess(name: side.path.name, head: []).map(formats.contains) ?? false : false
  }

  /// The table of one state; nil when its bytes are none.
  private func table(_ side: LineReader.Side, _ place: TableFile.Place) throws -> Table? {
    let file = TableFile(name: side.path.name, place: place, onRead: onRead)
    guard let format = try file.format(), Self.formats.contains(format) else { return nil }
    return Table(file: file, format: format)
  }

  /// Where the bytes are; nil when they are not here.
  private func place(_ side: LineReader.Side) -> TableFile.Place? {
    if let blob = side.state.blob, store.containsBlob(blob) { return .stored(blob, store) }
    return side.isOnDisk ? .disk(workTree.absolute(side.path), workTree.fileSystem) : nil
  }

  private func compare(_ old: Table, _ new: Table) throws -> TableDiff? {
    if old.format == .parquet, new.format == .parquet {
      guard let before = try old.file.footer(), let after = try new.file.footer() else {
        throw TableComparisonError.noRows(.parquet)
      }
      return TableDiff(
        declaredBy: TableProfile(before), TableProfile(after), hidden: request.hiddenColumns)
    }
    guard old.format != .parquet, new.format != .parquet,
      (old.format == .jsonl) == (new.format == .jsonl)
    else { return nil }
    do {
      let diff = try run(old, new, key: request.key)
      hasFoundKey = true
      return diff
    } catch TableComparisonError.unknownKey(let name, let columns) {
      let known = unknown?.columns ?? []
      unknown = (unknown?.name ?? name, known + columns.filter { !known.contains($0) })
      return try run(old, new, key: [])
    }
  }

  private func run(_ old: Table, _ new: Table, key: [String]) throws -> TableDiff {
    // Of no influence on what is found.
    var options = TableComparison.Options(
      hashKey: HashKey(low: .random(in: .min ... .max), high: .random(in: .min ... .max)))
    options.keyWords = key
    options.hiddenColumns = request.hiddenColumns
    options.comparesCells = request.comparesCells
    options.memory = request.memory
    return try TableComparison(
      before: old.file.source(old.format), after: new.file.source(new.format), options: options,
      spill: SpillFile(in: workTree.temporary, fileSystem: workTree.fileSystem),
      runner: SidesOnThreads()
    ).run()
  }
}

extension Repository {
  /// A comparer that never shows what `no-profile` in mlx.yaml names.
  func tableComparer(_ request: TableRequest?) throws -> TableComparer? {
    guard var request else { return nil }
    request.hiddenColumns.formUnion(try unprofiledColumns())
    return TableComparer(request, repository: self)
  }
}

extension TableComparisonError {
  /// Half a sentence.
  fileprivate var reason: String {
    switch self {
    case .unclosedQuote(let side): "a quote in the \(side.word) version never closes"
    case .notLines(let side): "most lines of the \(side.word) version are no JSON objects"
    case .noRows(let format): "the \(format.rawValue) file is damaged"
    case .unknownKey(let name, _): "there is no column '\(name)'"
    }
  }
}
