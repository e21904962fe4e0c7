import Objects

/// What a command found or did: it knows its JSON and its lines for a person.
protocol CommandOutput: Sendable {
  /// The keys of the `--json` document, without `schema`.
  var json: [String: JSONValue] { get }
  /// It tells what was done, rather than giving what was asked for: `-q` leaves it out.
  var isSummary: Bool { get }
  /// The exit status of a command that did its work.
  var status: ExitStatus { get }

  func render(to terminal: inout Terminal) throws
}

extension CommandOutput {
  var isSummary: Bool { false }
  var status: ExitStatus { .done }
}
