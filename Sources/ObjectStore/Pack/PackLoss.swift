/// What became of a pack that the index names and that cannot be used.
public struct PackLoss: Sendable, Equatable, CustomStringConvertible {
  /// How the file differs from what the index recorded.
  public enum Fate: Sendable {
    case gone
    case shorter
    case longer
  }

  /// The pack's file.
  public let path: String
  /// What is wrong with it.
  public let fate: Fate

  /// Says what became of the pack at a path.
  public init(path: String, fate: Fate) {
    self.path = path
    self.fate = fate
  }

  public var description: String {
    switch fate {
    case .gone: "the pack '\(path)' is gone"
    case .shorter: "the pack '\(path)' is shorter than recorded"
    case .longer: "the pack '\(path)' is longer than recorded"
    }
  }
}
