// The commit point: a new head, by link(2).
import FileIO
import Objects
import SystemPackage

extension OperationLog {
  /// Makes `id` the newest operation, if `number` is still the newest file. This is the commit point
  /// of every command.
  ///
  /// Errors: `RefError.lostRace` when another command was first; nothing has changed then.
  public func swap(expected number: UInt64, to id: OperationID) throws {
    let next = number + 1
    let prepared = try prepare(id)
    defer { try? fileSystem.unlink(prepared) }
    Failpoint.beforeHead.hit()
    do throws(FileError) {
      try fileSystem.link(prepared, to: path(of: next))
    } catch {
      guard case .exists = error else { throw error }
      throw RefError.lostRace
    }
    Failpoint.headLinked.hit()
    do {
      try confirm(id, at: next)
    } catch RefError.lostRace {
      throw RefError.lostRace
    } catch {
      let reason = (error as? any MLXError)?.description ?? "\(error)"
      throw RefError.unconfirmed(path: path(of: next).string, reason: reason)
    }
  }

  /// What is left to do once the head is linked, and so is the newest for all who look.
  private func confirm(_ id: OperationID, at next: UInt64) throws {
    let numbers = try numbers()
    if let newest = numbers.last, newest > next, try !isNamed(id, from: newest, downTo: next) {
      // The number was an old one, pruned long ago: the file that we made means nothing.
      try? fileSystem.unlink(path(of: next))
      throw RefError.lostRace
    }
    if durability == .full { try fileSystem.syncDirectory(folder) }
    prune(numbers)
  }

  /// A synced file that holds the id.
  private func prepare(_ id: OperationID) throws -> FilePath {
    let path = temporary.entry(TemporaryName.make(prefix: "head"))
    do {
      let file = try File(path, .create, in: fileSystem)
      try file.write(Array("\(id.hex)\n".utf8), at: 0)
      if durability == .full { try file.sync() }
    } catch {
      try? fileSystem.unlink(path)
      throw error
    }
    return path
  }

  /// Whether a newer head came after ours: its operation, or one before it, is ours.
  private func isNamed(_ id: OperationID, from newest: UInt64, downTo number: UInt64) throws -> Bool
  {
    var current = try self.id(at: newest)
    for _ in number...newest {
      if current == id { return true }
      guard let parent = try operation(current).parents.first else { return false }
      current = parent
    }
    return false
  }

  /// Deletes all but the newest files. What cannot be deleted now will be another time.
  private func prune(_ numbers: [UInt64]) {
    guard let newest = numbers.last, newest > Self.filesMax else { return }
    for number in numbers where number <= newest - Self.filesMax {
      try? fileSystem.unlink(path(of: number))
    }
  }
}
