/// How one kind of list is split into objects (Documentation/format.md, "Recipe" and "Tree").
///
/// Part of the format: a repository made with other limits has other ids, so only tests pass other
/// ones than `standard`.
public struct SplitLimits: Sendable, Equatable {
  /// Up to this many rows there is one object.
  public var inlineMax: Int
  /// A part may end once it has this many rows.
  public var partMin: Int
  /// A part ends at this many rows.
  public var partMax: Int
  /// A part ends after a row whose hash is 0 modulo this.
  public var modulus: UInt32

  /// Limits of one's own, for tests; a part holds two rows or more, so that each round shrinks
  /// the list.
  public init(inlineMax: Int, partMin: Int, partMax: Int, modulus: UInt32) {
    precondition(inlineMax >= 1 && partMin >= 2 && partMax >= partMin && modulus >= 1)
    self.inlineMax = inlineMax
    self.partMin = partMin
    self.partMax = partMax
    self.modulus = modulus
  }

  /// Where each part ends: ascending row counts, the last one `hashes.count`.
  func ends<Hashes: RandomAccessCollection>(_ hashes: Hashes) -> [Int]
  where Hashes.Element == UInt32, Hashes.Index == Int {
    var ends: [Int] = []
    var length = 0
    for (row, hash) in hashes.enumerated() {
      length += 1
      if length >= partMax || (length >= partMin && hash % modulus == 0) {
        ends.append(row + 1)
        length = 0
      }
    }
    if length > 0 { ends.append(hashes.count) }
    return ends
  }
}

/// The split limits of both kinds of list.
public struct TreeLimits: Sendable, Equatable {
  /// Of trees, by the hash of a name.
  public var tree = SplitLimits(inlineMax: 512, partMin: 32, partMax: 1024, modulus: 128)
  /// Of recipes, by the id of a row.
  public var recipe = SplitLimits(inlineMax: 1024, partMin: 64, partMax: 8192, modulus: 1024)

  /// The limits of the format.
  public static let standard = TreeLimits()

  /// The limits of the format, to be changed by a test.
  public init() {}
}
