// Objects that are known not to be here, and why.
import Objects

/// Why an object that the repository names is not stored here.
public struct Absence: Hashable, Sendable {
  /// The reasons that the format knows.
  public enum State: UInt8, Sendable, CaseIterable {
    /// A remote has it; the detail names the remote.
    case promised = 1
    /// It is kept elsewhere; the detail is the location.
    case external
    /// It was deleted on purpose; the detail is the note's id.
    case purged
    /// History ends here.
    case boundary
  }

  /// Which reason.
  public let state: State
  /// What the reason refers to; may be empty.
  public let detail: String

  /// An absence for `state`, with its detail.
  public init(_ state: State, detail: String) {
    self.state = state
    self.detail = detail
  }
}

/// A row of the absent section.
struct AbsentRow: Sendable, Equatable {
  var key: ObjectKey
  var absence: Absence
}
