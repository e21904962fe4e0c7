import Objects
import Testing

@Suite struct StrippedURLTests {
  @Test(arguments: [
    ("https://user:password@host.org/a", "https://host.org/a"),
    ("https://ghp_token@host.org/a", "https://host.org/a"),
    ("https://a:b@c:d@host.org/a", "https://host.org/a"),
    ("HTTPS://user:password@Host.org/a", "https://Host.org/a"),
    ("https://user:pa/ss@host.org/a", "https://host.org/a"),
    ("https://user:p?a#ss@host.org/a", "https://host.org/a"),
    ("https://${USER}:${PASS}@host.org/a", "https://host.org/a"),
    ("//user:password@host.org/a", "//host.org/a"),
    ("user:password@host.org/a", "host.org/a"),
    ("ssh://git@host.org/a.git", "ssh://git@host.org/a.git"),
    ("ssh://git:secret@host.org/a.git", "ssh://git@host.org/a.git"),
    ("git+ssh://git@host.org/a.git", "git+ssh://git@host.org/a.git"),
    ("git+https://token@host.org/a.git", "git+https://host.org/a.git"),
    ("git@host.org:team/a.git", "git@host.org:team/a.git"),
    ("https://host.org:8443/a@1.0", "https://host.org:8443/a@1.0"),
    ("https://[::1]:80/a@b", "https://[::1]:80/a@b"),
    ("https://host.org/a?token=x", "https://host.org/a"),
    ("https://host.org/a?b=1&access_token=x&c=2", "https://host.org/a?b=1&c=2"),
    ("https://host.org/a?b=1;token=x", "https://host.org/a"),
    ("https://host.org/a?%74oken=x", "https://host.org/a"),
    ("https://host.org/a?sv=1&sig=x", "https://host.org/a?sv=1"),
    ("https://host.org/a?X-Amz-Credential=x&X-Amz-Date=1", "https://host.org/a"),
    ("https://host.org/a?to=https://u:p@h/", "https://host.org/a"),
    ("https://host.org/a#egg=b&subdirectory=c", "https://host.org/a#egg=b&subdirectory=c"),
    ("https://host.org/a#access_token=x", "https://host.org/a"),
    ("https://host.org/t/secret/channel", "https://host.org/channel"),
    ("https://proxy.org/https://user:password@host.org/a", "https://proxy.org/https://host.org/a"),
    ("https:@//host.org/t/secret/channel", "//host.org/channel"),
    ("https://host.org/a/t/tk-12345678-1234-1234-1234-123456789012/c", "https://host.org/a/c"),
    (
      "https://host.org/source/t/tqdm/tqdm-1.tar.gz", "https://host.org/source/t/tqdm/tqdm-1.tar.gz"
    ),
    ("file:///t/models/x", "file:///t/models/x"),
    ("src/t/models", "src/t/models"),
    (".", "."),
    ("https://host.org/a b\nc", "https://host.org/a%20b%0ac"),
  ])
  func secretsGo(_ url: String, _ expected: String) {
    #expect(StrippedURL(stripping: url)?.text == expected)
  }

  @Test(arguments: [
    ("https://conda.anaconda.org/t/tk-1/team/main", "https://conda.anaconda.org/team/main"),
    ("https://host.org/api/conda/t/x/main", "https://host.org/api/conda/main"),
    ("conda.anaconda.org/t/x/main", "conda.anaconda.org/main"),
    ("https://user:pw@host.org/t/x", "https://host.org"),
    ("conda-forge", "conda-forge"), ("pkgs/main", "pkgs/main"),
  ])
  func tokensOfChannelsGo(_ channel: String, _ expected: String) {
    #expect(StrippedURL(strippingChannel: channel)?.text == expected)
  }

  @Test func strippingTwiceChangesNothing() {
    for url in ["https://a:b@c/d?token=e&f=g#h", "ssh://git:x@y/z", "https://h/t/x/t/y/z"] {
      let once = StrippedURL(stripping: url)
      #expect(once.flatMap { StrippedURL(stripping: $0.text) } == once)
    }
  }

  @Test func emptyAndEndlessTextsAreNone() {
    #expect(StrippedURL(stripping: "") == nil)
    #expect(StrippedURL(stripping: "https://h/" + String(repeating: "a", count: 5000)) == nil)
  }
}
