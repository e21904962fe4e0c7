// From a log of operations to each disk that a crash could have left.
import FileIO
import SystemPackage

/// The disks that a crash could leave after any prefix of a log.
///
/// The model is the one that POSIX promises and no more: content is safe after a sync of that file,
/// a name after a sync of its folder (a rename: of the folder that it leads to). One change of
/// names is all or nothing. The same log gives the same disks.
///
///     let disk = CrashDisk(fileSystem.log)
///     for state in disk.distinctStates() {
///       try disk.materialize(state, at: temporary.path)
///       // open what is there, expect it to be whole
///       temporary.empty()
///     }
public struct CrashDisk: Sendable {
  private let log: DiskLog
  private let histories: [NodeID: ContentHistory]
  /// The changes of names: their place in the log, and that of the sync which makes them safe.
  private let nameChanges: [(time: Int, safeAt: Int)]
  /// Nodes of disks that do not crash.
  private let safeNodes: Set<NodeID>
  private let hashes = Locked<[HashKey: Int]>([:])

  private struct HashKey: Hashable {
    var node: NodeID
    var moment: ContentHistory.Moment
    var fate: CrashVariant.Contents
  }

  /// - Parameter disk: the folder that is a disk of its own, and the only one that the crash takes anything
  ///   from; nil for all.
  public init(_ log: DiskLog, crashing disk: String? = nil) {
    self.log = log
    histories = Self.histories(of: log)
    let disks = Disks(of: log, crashing: disk)
    safeNodes = disks.safe
    nameChanges = Self.nameChanges(in: log, disks)
  }

  /// The disks that a crash can leave when `prefix` operations are done, each once.
  public func states(
    prefix: Int, variants: [CrashVariant] = CrashVariant.handful
  ) -> [CrashState] {
    distinctStates(prefix..<prefix + 1, variants: variants)
  }

  /// The disks that a crash can leave at any moment, each once.
  ///
  /// - Parameter prefixes: which moments; otherwise all, from before the first operation to after
  ///   the last.
  public func distinctStates(
    _ prefixes: Range<Int>? = nil, variants: [CrashVariant] = CrashVariant.handful
  ) -> [CrashState] {
    var seen: Set<Int> = []
    var states: [CrashState] = []
    for prefix in prefixes ?? 0..<log.count + 1 {
      var namesByFate: [CrashVariant.Names: [NodeID: [String: NodeID]]] = [:]
      for variant in variants {
        let names = namesByFate[variant.names] ?? self.names(prefix: prefix, variant.names)
        namesByFate[variant.names] = names
        let fingerprint = fingerprint(of: .root, names, prefix, variant)
        guard seen.insert(fingerprint).inserted else { continue }
        states.append(
          CrashState(
            prefix: prefix, variant: variant, fingerprint: fingerprint,
            lastLine: prefix == 0 ? "nothing" : log.lines[prefix - 1], names: names))
      }
    }
    return states
  }

  /// All variants at every prefix. `MLX_CRASH_IN_TURN=1`, for a machine with little time: at every
  /// prefix with the contents of unsynced files lost, and with two or three of the other variants in turn.
  public func statesInTurn(_ variants: [CrashVariant] = CrashVariant.handful) -> [CrashState] {
    let states = distinctStates(variants: variants)
    guard variants.count > 3, Self.isInTurn else {
      return states
    }
    let lost = CrashVariant(names: .kept, contents: .dropped)
    return states.filter { state in
      guard state.variant != lost, let place = variants.firstIndex(of: state.variant) else {
        return true
      }
      return place % 5 == state.prefix % 5
    }
  }

  /// Whether `MLX_CRASH_IN_TURN` is set.
  public static let isInTurn = ProcessVariables.all()["MLX_CRASH_IN_TURN"] != nil

  /// Makes the disk in the folder `root`, which is made if needed.
  public func materialize(_ state: CrashState, at root: FilePath) throws {
    var image = DiskImage()
    image.names = state.names
    image.nodes = log.base.nodes
    for operation in log.operations[..<state.prefix] {
      switch operation {
      case .create(let node, _, let permissions):
        image.nodes[node] = .file([], permissions: permissions)
      case .setPermissions(let node, let permissions):
        guard case .file? = image.nodes[node] else { break }
        image.nodes[node] = .file([], permissions: permissions)
      case .makeDirectory(let node, _): image.nodes[node] = .directory
      case .makeSymlink(let node, _, let target): image.nodes[node] = .symlink(target)
      default: break
      }
    }
    try image.write(to: root) { node in
      guard let history = histories[node] else { return [] }
      let fate = fate(of: node, state.prefix, state.variant)
      return history.bytes(history.moment(prefix: state.prefix), fate)
    }
  }

  // MARK: Content

  private static func histories(of log: DiskLog) -> [NodeID: ContentHistory] {
    var histories: [NodeID: ContentHistory] = [:]
    for case (let node, .file(let bytes, _)) in log.base.nodes {
      histories[node] = ContentHistory(base: bytes)
    }
    for (time, operation) in log.operations.enumerated() {
      switch operation {
      case .create(let node, _, _):
        histories[node] = ContentHistory(base: [])
      case .write(let node, let offset, let bytes):
        histories[node]?.add(.write(offset: Int(offset), bytes: bytes), at: time)
      case .truncate(let node, let size):
        histories[node]?.add(.truncate(size: Int(size)), at: time)
      case .sync(let node):
        histories[node]?.sync(at: time)
      default: break
      }
    }
    return histories
  }

  /// What happens to one file: the variant's choice, or a choice of its own.
  private func fate(
    of node: NodeID, _ prefix: Int, _ variant: CrashVariant
  ) -> CrashVariant.Contents {
    if safeNodes.contains(node) { return .kept }
    guard variant.contents == .scattered else { return variant.contents }
    let choices = CrashVariant.Contents.allCases.dropLast()
    return choices[Self.toss(prefix, node.number) % choices.count]
  }

  /// A number that two numbers always give.
  private static func toss(_ first: Int, _ second: Int) -> Int {
    var generator = SeededGenerator(seed: UInt64(first) << 32 | UInt64(second))
    return Int(generator.next() >> 1)
  }

  // MARK: Names

  private static func nameChanges(
    in log: DiskLog, _ disks: Disks
  ) -> [(time: Int, safeAt: Int)] {
    var nextSync: [NodeID: Int] = [:]
    var changes: [(Int, Int)] = []
    for (time, operation) in log.operations.enumerated().reversed() {
      switch operation {
      case .syncDirectory(let directory):
        nextSync[directory] = time
      case .create(_, let name, _), .makeDirectory(_, let name), .makeSymlink(_, let name, _),
        .link(_, let name), .remove(_, let name), .rename(_, _, let name),
        .exchange(_, (_, let name)):
        changes.append((time, disks.isSafe(name) ? time : nextSync[name.directory] ?? .max))
      case .notice:
        changes.append((time, time))
      case .write, .truncate, .setPermissions, .sync:
        break
      }
    }
    return changes.reversed()
  }

  /// All folders and what they hold, on the disk after a crash.
  private func names(
    prefix: Int, _ fate: CrashVariant.Names
  ) -> [NodeID: [String: NodeID]] {
    var names = log.base.names
    let made = nameChanges.prefix { $0.time < prefix }
    let pendingCount = made.count { $0.safeAt >= prefix }
    var pendingIndex = 0
    for change in made {
      if change.safeAt >= prefix {
        defer { pendingIndex += 1 }
        let isKept =
          switch fate {
          case .kept: true
          case .dropped: false
          case .firstHalf: pendingIndex < (pendingCount + 1) / 2
          case .lastHalf: pendingIndex >= pendingCount / 2
          case .scattered: Self.toss(prefix, change.time).isMultiple(of: 2)
          }
        guard isKept else { continue }
      }
      Self.apply(log.operations[change.time], to: &names)
    }
    return names
  }

  private static func apply(
    _ operation: DiskOperation, to names: inout [NodeID: [String: NodeID]]
  ) {
    switch operation {
    case .makeDirectory(let node, let name):
      names[name.directory, default: [:]][name.name] = node
      names[node] = names[node] ?? [:]
    case .create(let node, let name, _), .makeSymlink(let node, let name, _),
      .link(let node, let name), .notice(let node, let name):
      names[name.directory, default: [:]][name.name] = node
    case .remove(_, let name):
      names[name.directory]?[name.name] = nil
    case .rename(let node, let old, let new):
      names[old.directory]?[old.name] = nil
      names[new.directory, default: [:]][new.name] = node
    case .exchange((let first, let name), (let second, let other)):
      names[name.directory, default: [:]][name.name] = second
      names[other.directory, default: [:]][other.name] = first
    case .write, .truncate, .setPermissions, .sync, .syncDirectory:
      break
    }
  }

  // MARK: Fingerprints

  private func fingerprint(
    of node: NodeID, _ names: [NodeID: [String: NodeID]], _ prefix: Int, _ variant: CrashVariant
  ) -> Int {
    if let history = histories[node] {
      return contentHash(of: node, history, prefix, variant)
    }
    // A link's target never changes.
    guard let children = names[node] else { return node.number }
    var sum = 1
    for (name, child) in children {
      var hasher = Hasher()
      hasher.combine(name)
      hasher.combine(histories[child] == nil)
      hasher.combine(fingerprint(of: child, names, prefix, variant))
      sum &+= hasher.finalize()
    }
    return sum
  }

  private func contentHash(
    of node: NodeID, _ history: ContentHistory, _ prefix: Int, _ variant: CrashVariant
  ) -> Int {
    let moment = history.moment(prefix: prefix)
    let isSafe = moment.durable == moment.total
    let fate = isSafe ? .kept : fate(of: node, prefix, variant)
    let key = HashKey(node: node, moment: moment, fate: fate)
    if let known = hashes.withLock({ $0[key] }) { return known }
    let bytes = history.bytes(moment, fate)
    var hasher = Hasher()
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    hasher.combine(bytes.count)
    let hash = hasher.finalize()
    hashes.withLock { $0[key] = hash }
    return hash
  }
}
