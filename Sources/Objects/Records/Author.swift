/// Who made a commit or an operation, and when.
public struct Author: Sendable, Hashable {
  public var name: String
  public var email: String
  public var time: Timestamp

  /// A person at a time; name and email are any text.
  public init(name: String, email: String, time: Timestamp) {
    self.name = name
    self.email = email
    self.time = time
  }
}
