/// The block in `.gitattributes` that names which files git shows with a driver of its own, between the
/// same marks as the block in `.gitignore`. Everything else stays as it is, byte for byte.
public enum AttributesBlock {
  /// What is to be written.
  public struct Update: Sendable, Equatable {
    /// The new text.
    public let text: [UInt8]
    /// Patterns that are in the block, in order.
    public let patterns: [String]
    /// Patterns that somebody gave another driver: they are left out.
    public let kept: [String]
  }

  /// The text with a block that gives `driver` to files that match `patterns`.
  ///
  /// A line of somebody else with the same pattern stays in force where it says how to compare, unless it
  /// is what git LFS writes, which says nothing to git.
  ///
  /// - Parameter text: the bytes of `.gitattributes`; nil when there is none.
  public static func update(
    _ text: [UInt8]?, patterns: [String], driver: String
  ) -> Update {
    var lines = BlockLines(text ?? [])
    lines.replaceBlock(by: [])
    let taken = comparedPatterns(in: lines.bytes)
    let free = patterns.filter { !taken.contains($0) }
    lines = BlockLines(text ?? [])
    lines.replaceBlock(by: free.map { Array("\($0) diff=\(driver)".utf8) })
    return Update(
      text: lines.bytes, patterns: free, kept: patterns.filter { taken.contains($0) })
  }

  /// Patterns for which a line says how to compare.
  private static func comparedPatterns(in text: [UInt8]) -> Set<String> {
    var found: Set<String> = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let words = line.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
      let says = words.dropFirst().map { String(decoding: $0, as: UTF8.self) }.contains {
        $0 == "diff" || $0 == "-diff" || $0 == "binary"
          || ($0.hasPrefix("diff=") && $0 != "diff=lfs")
      }
      if says { found.insert(String(decoding: first, as: UTF8.self)) }
    }
    return found
  }
}
