import FileIO
import Objects
import References
import SystemPackage
import WorkingTree

/// Makes the repository's pointer anew when the newest head is damaged.
struct HeadRepair {
  let repository: Repository

  var operations: OperationLog { repository.operations }
  private var fileSystem: any FileSystem { repository.environment.fileSystem }

  /// Says in a sentence what was done; nil for nothing.
  func run() throws -> String? {
    let heads = try HeadCheck(operations: operations, store: repository.store).run()
    let sentence: String
    if let damaged = heads.damaged, let earlier = heads.earlier {
      sentence = try goBack(from: damaged, to: earlier, found: heads.found)
    } else if heads.tips.count == 1 {
      sentence = try putBack(heads.tips[0])
    } else {
      return nil
    }
    // The index was of the state that is gone.
    if let index = try? repository.loadIndex() { try repository.saveIndex(index) }
    return sentence
  }

  /// Puts the damaged head aside, then puts back the operations that were found to have come after the
  /// earlier one.
  private func goBack(
    from damaged: UInt64, to earlier: UInt64, found: [OperationID]
  ) throws -> String {
    try setAside(operations.numbers().filter { $0 > earlier })
    for (step, id) in found.enumerated() {
      try operations.swap(expected: earlier + UInt64(step), to: id)
    }
    let what =
      found.isEmpty
      ? "went back from head \(damaged) to head \(earlier)" : "made head \(damaged) anew"
    return "\(what): \(try state()); the damaged file is kept as "
      + "'\(operations.path(of: damaged).string).damaged'"
  }

  /// No head is left: the only operation that none came after is the newest.
  private func putBack(_ tip: OperationID) throws -> String {
    try fileSystem.makeDirectories(operations.folder)
    let numbers = try operations.numbers()
    try setAside(numbers)
    let number = max(numbers.last ?? 0, depth(of: tip))
    try operations.swap(expected: number - 1, to: tip)
    return "put back the newest operation in the store as head \(number): \(try state())"
  }

  func setAside(_ numbers: [UInt64]) throws {
    for number in numbers.reversed() {
      let path = operations.path(of: number)
      try fileSystem.rename(path, to: FilePath(path.string + ".damaged"))
    }
    if repository.environment.durability == .full {
      try fileSystem.syncDirectory(operations.folder)
    }
  }

  /// How many operations lead to one, itself included: its number, if none was lost.
  private func depth(of tip: OperationID) -> UInt64 {
    var count: UInt64 = 1
    var id = tip
    while let parent = (try? operations.operation(id))?.parents.first {
      count += 1
      id = parent
    }
    return count
  }

  func state() throws -> String {
    let operation = try operations.current().operation
    return "the repository is as of '\(operation.description)' at \(operation.time)"
  }
}
