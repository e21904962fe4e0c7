import Objects

/// What stopped a checkout after its first file: the same error, with how to go on or back.
struct UnfinishedCheckout: MLXError {
  let cause: any MLXError

  var code: String { cause.code }

  var description: String { "\(cause.description); the checkout has not ended" }

  var hint: String? {
    "run 'mlx checkout --continue' to go on, or 'mlx checkout --abort' to go back"
  }
}
