// Times for a person.
import Objects

extension Timestamp {
  /// For a person: `2026-11-23 06:00:00 UTC`.
  var text: String {
    description.split(whereSeparator: { $0 == "T" || $0 == "Z" }).joined(separator: " ") + " UTC"
  }
}
