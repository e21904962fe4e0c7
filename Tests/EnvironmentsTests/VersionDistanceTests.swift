import Testing

@testable import Environments

@Suite struct VersionDistanceTests {
  @Test(arguments: [
    ("1.26.4", "2.1.0", "major"), ("1.26.4", "1.27", "minor"), ("1.26.4", "1.26.5", "patch"),
    ("1.2.3.4", "1.2.3.5", "patch"), ("1", "1.0.1", "patch"), ("1.0", "1!1.0", "major"),
    ("2.1.0+cu118", "2.1.0+cu121", "build"), ("2.1.0", "2.1.0+cpu", "build"),
    ("1.0a1", "1.0", "other"), ("1.0", "1.0.post1", "other"), ("1.0.dev1", "1.0.dev2", "other"),
    ("1.0a1+x", "1.0b1", "other"), ("2004d", "2005", "other"), ("1.0 x", "1.0", "other"),
    ("99999999999999999999.1", "99999999999999999998.1", "major"), ("1.9", "1.10", "minor"),
  ])
  func distancesFollowPEP440(_ a: String, _ b: String, _ expected: String) {
    #expect(VersionDistance.between(a, b)?.rawValue == expected)
    #expect(VersionDistance.between(b, a)?.rawValue == expected)
  }

  /// The examples of "Normalization" in PEP 440.
  @Test(arguments: [
    ("1.1RC1", "1.1rc1"), ("00", "0"), ("09000", "9000"), ("1.1.a1", "1.1a1"), ("1.1-a1", "1.1a1"),
    ("1.1a.1", "1.1a1"), ("1.1alpha1", "1.1a1"), ("1.1beta2", "1.1b2"), ("1.1c3", "1.1rc3"),
    ("1.1preview3", "1.1rc3"), ("1.2a", "1.2a0"), ("1.2-post2", "1.2.post2"),
    ("1.2.post-2", "1.2.post2"), ("1.0-r4", "1.0.post4"), ("1.2.post", "1.2.post0"),
    ("1.0-1", "1.0.post1"), ("1.2-dev2", "1.2.dev2"), ("1.2.dev", "1.2.dev0"),
    ("1.0+ubuntu-1", "1.0+ubuntu.1"), ("v1.0", "1.0"), (" 1.0\n", "1.0"), ("1.0", "1.0.0"),
    ("1.0rev3.dev_2", "1.0.post3.dev2"),
  ])
  func spellingsAreOneVersion(_ a: String, _ b: String) throws {
    #expect(try #require(PythonVersion(a)) == #require(PythonVersion(b)))
    #expect(VersionDistance.between(a, b) == nil)
  }

  @Test(arguments: [
    "", "v", "x", "1.", "1..0", "1.0x", "1!", "1.0+", "1.0+a..b", "1.0 2", "-1", "é",
  ])
  func othersAreNone(_ text: String) { #expect(PythonVersion(text) == nil) }
}
