import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

/// Goes back to the newest operation whose refs can be read, where those of the newest are lost: without refs
/// hardly any command works.
struct RefsRepair {
  private let repository: Repository
  private var operations: OperationLog { repository.operations }

  /// What going back did.
  struct Outcome {
    /// In sentences.
    var sentences: [String]
    /// The commit that the index was of, when it is lost too.
    var lostCommit: CommitID?
  }

  init(_ repository: Repository) { self.repository = repository }

  /// That the refs of the newest operation are lost; nil when they are not.
  func problem() throws -> FsckProblem? {
    guard let head = try? operations.current(), let error = refsError(head.operation) else {
      return nil
    }
    let hint = try earlierWithRefs(than: head.number).map { earlier in
      "run 'mlx fsck --repair': if that does not bring them back it goes back to head "
        + "\(earlier.number), as of '\(earlier.operation.description)' at \(earlier.operation.time)"
    }
    return FsckProblem(
      code: "head-damaged", path: operations.path(of: head.number).string,
      reason: "the refs of the newest operation cannot be read: \(error)",
      hint: hint ?? "copy '.mlops' from a backup or another copy of the repository")
  }

  /// Goes back; nil where nothing was to be done or can be.
  func run() throws -> Outcome? {
    guard let head = try? operations.current(), refsError(head.operation) != nil,
      let earlier = try earlierWithRefs(than: head.number)
    else { return nil }
    let later = try operations.numbers().filter { $0 > earlier.number }
    let lost = later.map(name)
    let base = try? Index.load(
      from: repository.metadata.appending("index"), in: repository.environment.fileSystem)?.base
    let heads = HeadRepair(repository: repository)
    try heads.setAside(later)
    if let index = try? repository.loadIndex() { try repository.saveIndex(index) }
    let sentence =
      "went back from head \(head.number), whose refs are lost, to head \(earlier.number): "
      + "\(try heads.state()); lost with the refs: \(lost.joined(separator: ", ")); the files are kept, "
      + "as '\(operations.path(of: head.number).string).damaged'"
    let isLost = base.map { !repository.store.containsCommit($0) } ?? false
    return Outcome(sentences: [sentence], lostCommit: isLost ? base : nil)
  }

  private func name(_ number: UInt64) -> String {
    guard let id = try? operations.id(at: number), let operation = try? operations.operation(id)
    else { return "head \(number)" }
    return "'\(operation.description)'"
  }

  private func refsError(_ operation: Operation) -> StoreError? {
    do {
      _ = try View.load(operation.view, from: repository.store)
      return nil
    } catch let error as StoreError where error.isLoss {
      return error
    } catch {
      return nil
    }
  }

  private func earlierWithRefs(
    than newest: UInt64
  ) throws -> (number: UInt64, operation: Operation)? {
    for number in try operations.numbers().reversed() where number < newest {
      guard let id = try? operations.id(at: number),
        let operation = try? operations.operation(id),
        (try? View.load(operation.view, from: repository.store)) != nil
      else { continue }
      return (number, operation)
    }
    return nil
  }
}
