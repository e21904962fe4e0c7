// What goes wrong, and at which call.

/// The calls of `FileSystem`, as faults and hooks name them.
public enum CallKind: Sendable, Hashable, CaseIterable {
  case create, open, read, write, truncate, status, setPermissions, sync
  case makeDirectory, list, rename, link, symlink, readLink, unlink, removeDirectory
  case syncDirectory, freeBytes, lock

  /// Whether it needs room on the disk.
  var isGrowth: Bool {
    switch self {
    case .create, .write, .makeDirectory, .link, .symlink: true
    default: false
    }
  }

  /// Whether it changes the disk, or makes a change last.
  public var isChange: Bool {
    switch self {
    case .open, .read, .status, .list, .readLink, .freeBytes, .lock: false
    default: true
    }
  }
}

/// One thing that goes wrong.
public struct Fault: Sendable {
  /// Which calls are counted.
  public enum Counting: Sendable {
    case changes
    /// Those that need room on the disk.
    case growth
    case everything
    case only(CallKind)
  }

  public enum Effect: Sendable {
    /// The call does nothing and fails; later calls work.
    case failing
    /// A write puts down half of its bytes, then fails; other calls just fail.
    case halfWriting
    /// This call and all later ones fail, also those that would clean up: the power is gone.
    case stopping
    /// From this call on every counted call fails, as on a full disk.
    case persisting
  }

  /// 1 is the next counted call.
  public var at: Int
  public var counting: Counting
  public var errno: Int32
  public var effect: Effect

  public init(
    at: Int, errno: Int32, effect: Effect = .failing, counting: Counting = .changes
  ) {
    self.at = at
    self.errno = errno
    self.effect = effect
    self.counting = counting
  }

  func counts(_ kind: CallKind) -> Bool { counting.counts(kind) }
}

extension Fault.Counting {
  /// Whether a call of this kind is counted.
  public func counts(_ kind: CallKind) -> Bool {
    switch self {
    case .changes: kind.isChange
    case .growth: kind.isGrowth
    case .everything: true
    case .only(let only): kind == only
    }
  }
}

/// The faults that are still to come, and how many calls were made.
struct FaultPlan {
  private(set) var callCount = 0
  private(set) var changeCount = 0
  private(set) var hitCount = 0
  private var faults: [Fault] = []
  private var stoppedBy: Int32?

  var isStopped: Bool { stoppedBy != nil }

  mutating func add(_ fault: Fault) { faults.append(fault) }

  mutating func clear() {
    faults = []
    stoppedBy = nil
    callCount = 0
    changeCount = 0
    hitCount = 0
  }

  /// Counts a call. Returns the fault that hits it.
  mutating func next(_ kind: CallKind) -> (errno: Int32, effect: Fault.Effect)? {
    if let stoppedBy { return (stoppedBy, .stopping) }
    callCount += 1
    if kind.isChange { changeCount += 1 }
    var hit: (Int32, Fault.Effect)?
    for index in faults.indices where faults[index].counts(kind) {
      faults[index].at -= 1
      let fault = faults[index]
      let isDue = fault.at == 0 || (fault.at < 0 && isLasting(fault.effect))
      if isDue, hit == nil { hit = (fault.errno, fault.effect) }
    }
    if hit != nil { hitCount += 1 }
    if case (let errno, .stopping)? = hit { stoppedBy = errno }
    return hit
  }

  private func isLasting(_ effect: Fault.Effect) -> Bool {
    if case .persisting = effect { true } else { false }
  }
}
