import FileIO
import Objects
import References

/// Checks the files in `heads/`. Only the newest counts; the others say where one could go back to.
struct HeadCheck {
  let operations: OperationLog

  struct Result {
    /// Operations to check everything from: the newest one, or when it is damaged all that can be read.
    var sound: [OperationID] = []
    var problems: [FsckProblem] = []
    /// The newest file, when it is damaged, and the newest before it that is not.
    var damaged: UInt64?
    var earlier: UInt64?
  }

  func run() -> Result {
    var result = Result()
    do {
      result.sound = [try operations.current().id]
    } catch let error as RefError {
      explain(error, &result)
    } catch {
      result.problems.append(
        FsckProblem(
          code: (error as? any MLXError)?.code ?? "io-error", path: operations.folder.string,
          reason: "\(error)"))
    }
    return result
  }

  /// Looks for the newest head before the damaged one whose operation can be read.
  private func explain(_ error: RefError, _ result: inout Result) {
    var problem = FsckProblem(
      code: error.code, path: operations.folder.string, reason: error.description)
    let numbers = ((try? operations.numbers()) ?? []).reversed()
    result.damaged = numbers.first
    for number in numbers.dropFirst() {
      guard let id = try? operations.id(at: number), let operation = try? operations.operation(id)
      else { continue }
      result.sound.append(id)
      if result.earlier == nil {
        result.earlier = number
        problem.hint =
          "run 'mlx fsck --repair'; where the object index is not to blame, that goes back to "
          + "head \(number), as of '\(operation.description)' at \(operation.author.time)"
      }
    }
    if let newest = numbers.first { problem.path = operations.path(of: newest).string }
    if problem.hint == nil {
      problem.hint = "run 'mlx fsck --repair', or copy '.mlops' from a backup"
    }
    result.problems.append(problem)
  }
}
