import Objects

/// How an external asset differs between two states.
public struct ExternalChange: Sendable, Equatable {
  /// As it is in the newer state; as it was, when `deleted`.
  public var asset: ExternalAsset
  /// `added`, `modified`, `deleted`, `renamed` (kind, name or location; the bytes may differ too), or
  /// `unchanged`.
  public var change: ChangeKind
  /// As it was in the older state; nil when `added`.
  public var before: ExternalAsset?

  /// Changes of one list to another, by kind and name; what is the same is left out unless it is wanted.
  static func compare(
    _ old: [ExternalAsset], _ new: [ExternalAsset], withUnchanged: Bool = false
  ) -> [ExternalChange] {
    ExternalPairing.pair(old, new).compactMap { pair in
      guard let asset = pair.after ?? pair.before, withUnchanged || pair.change != .unchanged
      else { return nil }
      return ExternalChange(asset: asset, change: pair.change, before: pair.before)
    }
  }
}

/// What stats say of an external asset that is not as it is staged.
public struct ExternalDrift: Sendable, Equatable {
  /// What stats can say.
  public enum State: String, Sendable, Equatable {
    /// Other bytes are there.
    case modified
    /// The times differ: only reading can tell.
    case touched
    case unreachable
  }

  public var asset: ExternalAsset
  public var state: State
  /// Bytes that are there now; nil when it cannot be reached.
  public var size: UInt64?
  /// Why it cannot be reached.
  public var reason: String?
}
