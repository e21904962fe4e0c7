// What could not be read, for people who wonder later why something is missing.
import Objects

/// The remarks of one capture: plain, bounded, and without the folder that the environment lies in,
/// so that the same environment elsewhere has the same id.
struct Remarks {
  /// How many are kept.
  static let countMax = 100

  private var sentences: [String] = []
  private var leftOut = 0

  /// The remarks, with a count of those that were left out.
  var all: [String] {
    leftOut == 0 ? sentences : sentences + ["and \(leftOut) more remarks like these"]
  }

  mutating func add(_ sentence: String) {
    guard sentences.count < Self.countMax else {
      leftOut += 1
      return
    }
    let plain = PlainText.cleaned(sentence)
    if !sentences.contains(plain) { sentences.append(plain) }
  }
}
