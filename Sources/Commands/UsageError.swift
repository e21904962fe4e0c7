import Objects

/// The command line says something that a command cannot do. Exit status 2.
struct UsageError: MLXError {
  let description: String
  let hint: String?

  var code: String { "usage" }

  init(_ description: String, hint: String? = nil) {
    self.description = description
    self.hint = hint
  }
}
