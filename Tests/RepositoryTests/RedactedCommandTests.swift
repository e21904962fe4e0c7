import Testing

@testable import Repository

/// Secrets stay out of the operation log.
@Suite struct RedactedCommandTests {
  @Test(arguments: [
    (["mlx", "commit", "-m", "Two words"], "mlx commit -m 'Two words'"),
    (["mlx", "push", "--token", "abc"], "mlx push --token ***"),
    (["mlx", "push", "--token=abc"], "mlx push '--token=***'"),
    (["mlx", "x", "--api-key", "abc", "y"], "mlx x --api-key *** y"),
    (["mlx", "x", "--password", "a b"], "mlx x --password ***"),
    (["AWS_SECRET_ACCESS_KEY=abc"], "'AWS_SECRET_ACCESS_KEY=***'"),
    (["--model", "tokenizer=models/tok.json"], "--model tokenizer=models/tok.json"),
    (["https://user:pw@host/p"], "'https://***@host/p'"),
    (["https://ghp_token@host/p"], "'https://***@host/p'"),
    (["ssh://git@host/p"], "ssh://git@host/p"),
    (["s3://bucket/p?X-Amz-Signature=abc&a=b"], "'s3://bucket/p?X-Amz-Signature=***&a=b'"),
    (["https://h/p@1.0"], "https://h/p@1.0"),
  ])
  func commands(words: [String], expected: String) {
    #expect(RedactedCommand.text(words) == expected)
  }

  @Test func longCommandsAreCut() {
    let text = RedactedCommand.text(["mlx", "add", String(repeating: "ü", count: 5_000)])
    #expect(text.utf8.count <= 4_100)
    #expect(text.hasSuffix("…"))
  }
}
