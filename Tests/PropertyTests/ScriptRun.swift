import FileIO
import ObjectStore
import Objects
import References
import Remotes
import Repository
import SystemPackage
import TestSupport

/// A claim of the model that the repository does not keep.
struct Broken: Error, CustomStringConvertible {
  var description: String
}

/// One script, done to a repository and to its model side by side.
final class ScriptRun {
  let test: TestRepository
  let disk: FaultyFileSystem
  var model: RepositoryModel
  var messages = 0
  /// The remote, on the disk that fails, and somebody else who works with it.
  let transport: FolderTransport
  let colleague: TestRepository

  init() throws {
    let made = Locked<FaultyFileSystem?>(nil)
    test = try TestRepository(limits: Self.smallLimits) { root in
      let faulty = try FaultyFileSystem(root: root)
      made.withLock { $0 = faulty }
      return faulty
    }
    guard let disk = made.withLock({ $0 }) else { throw Broken(description: "no file system") }
    self.disk = disk
    let remote = test.directory.path.appending("remote")
    transport = FolderTransport(remote, fileSystem: disk)
    colleague = try TestRepository(limits: Self.smallLimits)
    model = RepositoryModel(head: try test.reopened().head())
    for path in Script.paths { try test.write(path, Self.content(0, path)) }
    let id = try open().commit(try request()).id
    model.refs.head = try open().head()
    model.add(id, try work())
    model.refs.branches = ["main": id]
  }

  /// Small enough that a few bytes make several chunks, packs and merges.
  static var smallLimits: StoreLimits {
    var limits = StoreLimits.standard
    limits.smallPacksMax = 3
    return limits
  }

  static let contentCount = 12

  /// One of twelve contents: some small, some of several chunks, some of float tensors. Code is text.
  static func content(_ number: Int, _ path: String) -> [UInt8] {
    Script.code.contains(path) ? text(number) : contents[number]
  }

  private static func text(_ number: Int) -> [UInt8] { Array("content \(number)\n".utf8) }

  private static let contents = (0..<contentCount).map { number in
    var generator = SeededGenerator(seed: UInt64(number))
    return switch number % 4 {
    case 2: model(&generator)
    case 3: generator.bytes(90_000)
    default: text(number)
    }
  }

  /// Two tensors of bfloat16 whose exponents are much alike, of which half is the same in all.
  static func model(_ generator: inout SeededGenerator) -> [UInt8] {
    let half = 40_000
    let members = [0, 1].map { index in
      let offsets = "[\(index * half),\((index + 1) * half)]"
      return #""\#(index)":{"dtype":"BF16","shape":[\#(half / 2)],"data_offsets":\#(offsets)}"#
    }
    let json = Array("{\(members.joined(separator: ","))}".utf8)
    var common = SeededGenerator(seed: 99)
    var bytes = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
    for number in common.bytes(half / 2) + generator.bytes(half / 2) {
      bytes += [number, 0x3C | number & 0x81]
    }
    return bytes
  }

  /// The repository as another command would open it; it brings files that were dropped.
  func open() throws -> Repository {
    let repository = try test.reopened()
    repository.store.setSupplier(Bringing(repository, over: transport))
    return repository
  }

  /// Does every step; throws at the first claim that does not hold.
  func run(_ script: [Step]) throws {
    for (number, step) in script.enumerated() {
      do {
        try take(step)
        try compareRefs()
      } catch {
        throw Broken(description: "step \(number), \(step): \(error)")
      }
    }
    try compareEverything()
  }

  // MARK: - Steps

  func take(_ step: Step) throws {
    switch step {
    case .write(let path, let content): try test.write(path, Self.content(content, path))
    case .delete(let path): try test.delete(path)
    case .commit: try commit(amend: false)
    case .amend: try commit(amend: true)
    case .branch(let name): try makeBranch(name)
    case .undo: try undo()
    case .commitTwice: try commitTwice()
    case .collect(let days): try collect(days: days)
    case .repack(let now): try repack(now: now)
    case .switchTo, .checkout, .reset, .revert: try move(step)
    case .push, .fetch, .pull, .colleague, .drop, .collectRemote: try share(step)
    case .crash(let change, let step): try crash(at: change, during: step)
    }
  }

  /// A commit of everything.
  func request(amend: Bool = false) throws -> CommitRequest {
    messages += 1
    var request = Self.request("message \(messages)", paths: try work().keys)
    request.amend = amend
    return request
  }

  /// A version may declare no assets, so they are named where they are.
  static func request(_ message: String, paths: some Collection<String>) -> CommitRequest {
    var request = CommitRequest(message: message)
    request.all = true
    request.allowEmpty = true
    if paths.contains("model.bin") {
      request.models = [NamedPath(path: RepositoryPath(unchecked: "model.bin"))]
    }
    if paths.contains(where: { $0.hasPrefix("data/") }) {
      request.datasets = [NamedPath(path: RepositoryPath(unchecked: "data"))]
    }
    return request
  }

  func commit(amend: Bool) throws {
    let id = try open().commit(try request(amend: amend)).id
    model.add(id, try work())
    landed(on: id)
  }

  func landed(on id: CommitID) {
    var refs = model.refs
    switch refs.head {
    case .branch(let name, _):
      refs.branches[name.string] = id
      refs.head = .branch(name, id)
    case .detached: refs.head = .detached(id)
    }
    moved(to: refs)
  }

  func moved(to refs: RepositoryModel.Refs) {
    guard refs != model.refs else { return }
    model.before = model.refs
    model.refs = refs
  }

  func makeBranch(_ name: String) throws {
    let exists = model.refs.branches[name] != nil
    do {
      try open().createBranch(BranchName(validating: name))
      try claim(!exists, "made a branch that was there")
      var refs = model.refs
      refs.branches[name] = refs.head.commit
      moved(to: refs)
    } catch let error as RefError where error.code == "ref-exists" {
      try claim(exists, "\(error)")
    }
  }

  func undo() throws {
    guard let before = model.before else { return }
    let files = try work()
    try open().undo()
    model.before = model.refs
    model.refs = before
    try claim(try work() == files, "undo changed files")
  }

  func commitTwice() throws {
    let requests = [try request(), try request()]
    let repositories = [try open(), try open()]
    let made = Locked<[CommitID]>([])
    try Threads.run(2) { thread in
      do {
        let id = try repositories[thread].commit(requests[thread]).id
        made.withLock { $0.append(id) }
      } catch let error as any MLXError where error.code == "ref-changed" {
        return
      }
    }
    let ids = made.withLock { $0 }
    try claim(!ids.isEmpty, "both commits were refused")
    let content = try work()
    for id in ids { model.add(id, content) }
    let head = try open().resolve(.head)
    let reached = try open().log().map(\.id)
    try claim(ids.allSatisfy(reached.contains), "a commit that was reported is lost")
    if ids.count == 2 { landed(on: ids[0] == head ? ids[1] : ids[0]) }
    landed(on: head)
  }
}
