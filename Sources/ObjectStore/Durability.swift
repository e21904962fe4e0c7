/// Whether a commit waits for the disk (`core.durability`).
public enum Durability: String, Sendable, CaseIterable {
  /// Packs, segments and folders are synced before the head moves.
  case full
  /// Nothing is synced: for repositories that may be lost.
  case none
}
