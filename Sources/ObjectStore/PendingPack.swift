import Objects

/// A sealed pack that no segment names yet: `add` made it, a commit will publish it.
public struct PendingPack: Hashable, Sendable {
  /// The pack's name.
  public let id: Digest
  /// The run of the machine in which it was written without a sync (`BootID`).
  public let boot: String

  /// Names a pack and the run of the machine that wrote it.
  public init(id: Digest, boot: String) {
    self.id = id
    self.boot = boot
  }
}
