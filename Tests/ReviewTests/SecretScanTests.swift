import Testing

@testable import Review

/// What looks like a secret, and what only looks like one that looks like it.
@Suite struct SecretScanTests {
  private static let body = "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3"

  private func names(_ text: String) -> [String] {
    SecretScan.find(in: Array(text.utf8)).map { "\($0.name) \($0.start) \($0.line)" }
  }

  private func key(_ type: String) -> String {
    "-----BEGIN \(type)PRIVATE KEY-----\n\(Self.body)\(Self.body)\n-----END \(type)PRIVATE KEY-----\n"
  }

  @Test func tokens() {
    let body = Self.body
    #expect(names("x = 'ghp_\(body.prefix(36))'") == ["a token of GitHub ghp_ 1"])
    #expect(names("\n\nkey: AKIAABCDEFGH23456789\n") == ["an access key of AWS AKIA 3"])
    #expect(names("glpat-\(body.prefix(20))") == ["a token of GitLab glpa 1"])
    #expect(names("hf_\(body.prefix(34))") == ["a token of Hugging Face hf_a 1"])
    #expect(names("xoxb-123456789012-\(body.prefix(12))") == ["a token of Slack xoxb 1"])
    #expect(names("sk-\(body)") == ["an API key of OpenAI sk-a 1"])
    #expect(names("sk-proj-\(body)") == ["an API key of OpenAI sk-p 1"])
    #expect(names("sk-ant-api03-\(body)") == ["an API key of Anthropic sk-a 1"])
    #expect(names("AIza\(body.prefix(35))") == ["an API key of Google AIza 1"])
  }

  @Test func keys() {
    #expect(names("a\n" + key("OPENSSH ")) == ["a private key ---- 2"])
    #expect(names(key("") + key("RSA ")).count == 2)
    #expect(names("-----BEGIN PUBLIC KEY-----\n\(Self.body)\n").isEmpty)
    // A program that makes or reads keys holds none.
    #expect(names("if line == '-----BEGIN PRIVATE KEY-----': read()").isEmpty)
  }

  @Test func whatIsNone() {
    for text in [
      "", "ghp", "ghp_", "ghp_short", "AKIAIOSFODNN7EXAMPLE", "hf_model_name",
      "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "task-\(Self.body)", "disk-\(Self.body)",
      "AKIA\(Self.body)", "XAKIAABCDEFGH23456789", "--------------------------------",
      "sk-learn", "ghp_" + String(repeating: "A", count: 36),
    ] {
      #expect(names(text).isEmpty, "\(text)")
    }
  }

  @Test func manyAreCounted() {
    let text = String(repeating: "ghp_\(Self.body.prefix(36))\n", count: 50)
    #expect(names(text).count == SecretScan.foundMax)
  }
}
