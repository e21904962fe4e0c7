import Objects

/// What stopped a checkout after its first file: the same error, with how to go on or back.
struct UnfinishedCheckout: MLXError {
  let cause: any MLXError

  var code: String { cause.code }

  var description: String { "\(cause.description); the checkout has not ended" }

  /// What is damaged or missing in the store stays so, however often the checkout is gone on with.
  var hint: String? {
    if Self.isAboutStore(cause) {
      return "run 'mlx checkout --abort' to go back, and 'mlx fsck' to see what is damaged"
    }
    return "run 'mlx checkout --continue' to go on, or 'mlx checkout --abort' to go back"
  }

  /// Whether an error is about what is stored.
  static func isAboutStore(_ error: any MLXError) -> Bool {
    error.code.hasPrefix("object-") || error.code == "unsupported-format"
  }
}
