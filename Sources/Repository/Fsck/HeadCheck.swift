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
    /// Whether the file holds an id, so that the fault may be in the object index.
    var holdsID = false
  }

  func run() throws -> Result {
    var result = Result()
    do {
      result.sound = [try operations.current().id]
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch let error as RefError {
      try explain(error, &result)
    } catch {
      result.problems.append(
        FsckProblem(
          code: (error as? any MLXError)?.code ?? "io-error", path: operations.folder.string,
          reason: "\(error)"))
    }
    return result
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
    if let newest, let earlier = result.earlier, let start = result.sound.first {
      result.found = try successors(of: start, most: newest - earlier)
      result.sound += result.found
    }
    result.problems.append(
      FsckProblem(
        code: error.code, path: newest.map { operations.path(of: $0).string },
        reason: error.description, hint: hint(result)))
  }

  /// What `--repair` would do.
  private func hint(_ result: Result) -> String {
    let start = "run 'mlx fsck --repair'"
    guard let earlier = result.earlier else { return "\(start), or copy '.mlops' from a backup" }
    if result.holdsID, result.found.isEmpty {
      return "\(start): it rebuilds the object index, and if that does not help goes back to "
        + place(earlier)
    }
    guard let last = result.found.last, let operation = try? operations.operation(last) else {
      return "\(start): it goes back to \(place(earlier))"
    }
    return "\(start): it puts back '\(operation.description)', the operation that was lost"
  }

  private func place(_ number: UInt64) -> String {
    guard let id = try? operations.id(at: number), let operation = try? operations.operation(id)
    else { return "head \(number)" }
    return "head \(number), as of '\(operation.description)' at \(operation.author.time)"
  }

  /// The operations that came after one, where the store holds just one that could have.
  private func successors(of start: OperationID, most: UInt64) throws -> [OperationID] {
    var children: [OperationID: [OperationID]] = [:]
    try? store.forEachObject(.record) { digest, _ in
      try Interruption.check()
      guard let operation = try? operations.operation(OperationID(digest)),
        let parent = operation.parents.first
      else { return }
      children[parent, default: []].append(OperationID(digest))
    }
    try Interruption.check()
    var found: [OperationID] = []
    var last = start
    while UInt64(found.count) < most, let next = children[last], next.count == 1 {
      found += next
      last = next[0]
    }
    return found
  }
}
