import FileIO
import ObjectStore
import Objects
import References

/// Checks the files in `heads/`. Only the newest counts; the others say where one could go back to.
struct HeadCheck {
  let operations: OperationLog
  let store: ObjectStore

  struct Result {
    /// Operations to check everything from: the newest one, or when it is damaged all that can be read.
    var sound: [OperationID] = []
    var problems: [FsckProblem] = []
    /// The newest file, when it is damaged, and the newest before it that is not.
    var damaged: UInt64?
    var earlier: UInt64?
    /// The operations that must have come after the earlier one, oldest first, as far as that is clear.
    var found: [OperationID] = []
    /// When no file leads to an operation: those in the store that no other one came after.
    var tips: [OperationID] = []
    /// Whether the file holds an id, so that the fault may be in the object index.
    var holdsID = false
  }

  func run() throws -> Result {
    var result = Result()
    do {
      let head = try operations.current()
      result.sound = [head.id]
      result.problems = try older(than: head.number)
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch let error as RefError {
      try explain(error, &result)
    } catch FileError.notFound(let path) where path == operations.folder.string {
      try explain(.headDamaged(path: path, reason: "the folder is gone"), &result)
    } catch {
      let path = (error as? StoreError)?.path ?? operations.folder.string
      let known = error as? any MLXError
      result.problems.append(
        FsckProblem(
          code: known?.code ?? "io-error", path: path, reason: "\(error)", hint: known?.hint))
    }
    return result
  }

  /// Files before the newest that hold no id.
  private func older(than newest: UInt64) throws -> [FsckProblem] {
    try operations.numbers().filter { $0 < newest }.compactMap { number in
      do {
        _ = try operations.id(at: number)
        return nil
      } catch FileError.notFound {
        return nil
      } catch let error as RefError {
        var problem = FsckProblem(
          code: error.code, path: operations.path(of: number).string,
          reason: "an older head does not name an operation",
          hint: "delete the file: it would only be of use if newer ones were damaged too")
        problem.isHarmless = true
        return problem
      }
    }
  }

  /// Looks for the newest head before the damaged one whose operation can be read, and on from there.
  private func explain(_ error: RefError, _ result: inout Result) throws {
    let numbers = ((try? operations.numbers()) ?? []).reversed()
    let newest = numbers.first
    result.damaged = newest
    result.holdsID = newest.flatMap { try? operations.id(at: $0) } != nil
    for number in numbers.dropFirst() {
      guard let id = try? operations.id(at: number), (try? operations.operation(id)) != nil else {
        continue
      }
      result.sound.append(id)
      if result.earlier == nil { result.earlier = number }
    }
    let parents = try StoredOperations(operations: operations, store: store).parents()
    if let newest, let earlier = result.earlier, let start = result.sound.first {
      result.found = Self.successors(of: start, in: parents, most: newest - earlier)
      result.sound += result.found
    } else {
      result.tips = Self.tips(of: parents)
      result.sound += result.tips
    }
    result.problems.append(
      FsckProblem(
        code: error.code, path: newest.map { operations.path(of: $0).string } ?? error.path,
        reason: error.description, hint: HeadHint(operations: operations, result: result).text))
  }

  /// The operations that came after one, where the store holds just one that could have.
  private static func successors(
    of start: OperationID, in parents: [OperationID: OperationID?], most: UInt64
  ) -> [OperationID] {
    var children: [OperationID: [OperationID]] = [:]
    for case (let id, let parent?) in parents { children[parent, default: []].append(id) }
    var found: [OperationID] = []
    var last = start
    while UInt64(found.count) < most, let next = children[last], next.count == 1 {
      found += next
      last = next[0]
    }
    return found
  }

  private static func tips(of parents: [OperationID: OperationID?]) -> [OperationID] {
    let inner = Set(parents.values.compactMap(\.self))
    return parents.keys.filter { !inner.contains($0) }.sorted { $0.hex < $1.hex }
  }
}

extension RefError {
  /// The file that is wrong, when it is one.
  fileprivate var path: String? {
    if case .headDamaged(let path, _) = self { path } else { nil }
  }
}
