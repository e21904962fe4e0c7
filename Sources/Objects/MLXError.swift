/// Every error that mlx throws.
///
/// Scripts match `code`, never the description. The description is a lower-case sentence with no
/// full stop that says what happened to which thing; the hint says what to do next.
public protocol MLXError: Error, Sendable, CustomStringConvertible {
  /// A stable kebab-case name, listed in Documentation/cli.md.
  var code: String { get }
  /// What to do next, with the exact command where there is one.
  var hint: String? { get }
}
