// Searching in a text. (The library's own is in a larger one that costs start-up.)

extension StringProtocol {
  /// The first place of a text; nil when it is not there.
  package func firstRange(of text: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(text) {
        return index..<self.index(index, offsetBy: text.count)
      }
      index = self.index(after: index)
    }
    return nil
  }
}
