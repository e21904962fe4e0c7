// Commits: which are there, what leads to them, what is in them.
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import GitBridge

@Suite struct GitHistoryTests {
  @Test func revisionsResolve() async throws {
    let fixture = try await GitFixture()
    let first = try await fixture.commit("one")
    let second = try await fixture.commit("two")
    try await fixture.git("tag", "-a", "v1", "-m", "a tag", first)
    let repository = try fixture.repository
    #expect(try repository.resolve("HEAD") == second)
    #expect(try repository.resolve("HEAD~1") == first)
    #expect(try repository.resolve("v1") == first)
    #expect(try repository.resolve("main^{commit}") == second)
    #expect(try repository.resolve(String(first.prefix(7))) == first)
    #expect(try repository.resolve(String(first.prefix(12)).uppercased()) == first)
    for text in [
      "nothing", "", "HEAD~9", "HEAD@", "-", "HEAD^{tree}", "A..B", "main..v1", "abc", "a\0b",
      "\u{7F}",
    ] {
      #expect(code { _ = try repository.resolve(text) } == "git-revision-unknown", "\(text)")
    }
    #expect(
      message { _ = try repository.resolve("nothing") }
        == "no commit of the git repository at '\(fixture.root)' is known as 'nothing' | "
        + "run 'git log --oneline --all' to see what there is, or 'git fetch'")
  }

  @Test func fewDigitsCanBeAmbiguous() async throws {
    let fixture = try await GitFixture()
    // By the birthday paradox several of 600 commits share their first four digits.
    let script = (0..<600).map {
      "commit refs/heads/b\($0)\ncommitter Ada <a@example.org> \($0) +0000\ndata 4\ns\($0 + 100)\n"
    }
    try await fixture.load(script.joined())
    let all = try await fixture.git("for-each-ref", "--format=%(objectname)").split(separator: "\n")
    let groups = Dictionary(grouping: all) { $0.prefix(4) }
    let (prefix, _) = try #require(groups.first { $0.value.count > 1 })
    let repository = try fixture.repository
    let text = message { _ = try repository.resolve(String(prefix)) }
    #expect(text.hasPrefix("'\(prefix)' may be several git commits: \(prefix)"))
    #expect(text.hasSuffix(" | give more digits"))
    #expect(code { _ = try repository.resolve(prefix + "~0") } == "git-revision-ambiguous")
    // A commit wins over a file whose id begins alike.
    let (one, ids) = try #require(groups.first { $0.value.count == 1 })
    try await fixture.git("pack-refs", "--all")
    let alike = try #require(
      (0..<1_000_000).lazy.map { "\($0)" }.first { SHA1.blob(Array($0.utf8)).hasPrefix(one) })
    try fixture.write("blob", alike)
    try await fixture.git("hash-object", "-w", "blob")
    #expect(try fixture.repository.resolve(String(one)) == ids[0])
  }

  @Test func filesOfCommits() async throws {
    let fixture = try await GitFixture()
    try fixture.write("p/mlx.lock", "lock one\n")
    try fixture.fileSystem.symlink(target: "mlx.lock", at: fixture.root.pushing(FilePath("p/link")))
    let first = try await fixture.commit()
    try fixture.write("p/mlx.lock", "lock two\n")
    try await fixture.commit()
    let repository = try fixture.repository
    func text(_ path: String, _ revision: String) throws -> String? {
      try repository.file(path, at: revision, bytesMax: 9).map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    #expect(try text("p/mlx.lock", String(first.prefix(8))) == "lock one\n")
    #expect(try text("p/mlx.lock", "HEAD") == "lock two\n")
    for path in ["p", "p/link", "p/none", "none/mlx.lock", "", "/p/mlx.lock", "p/mlx.lock\0"] {
      #expect(try text(path, "HEAD") == nil, "\(path)")
    }
    #expect(
      code { _ = try repository.file("p/mlx.lock", at: "HEAD", bytesMax: 8) }
        == "git-file-too-large")
    #expect(code { _ = try text("p/mlx.lock", "nope") } == "git-revision-unknown")
  }

  @Test func reachability() async throws {
    let fixture = try await GitFixture()
    let base = try await fixture.commit("base")
    try await fixture.git("checkout", "-q", "-b", "side")
    try fixture.write("side.txt")
    let old = try await fixture.commit("side")
    try await fixture.git("checkout", "-q", "main")
    try fixture.write("main.txt")
    let main = try await fixture.commit("main")
    let repository = try fixture.repository
    #expect(try repository.isReachable(old) == true)
    #expect(try repository.isAncestor(base, of: main) == true)
    #expect(try repository.isAncestor(main, of: main) == true)
    #expect(try repository.isAncestor(main, of: base) == false)
    #expect(try repository.isAncestor(old, of: main) == false)
    #expect(try repository.isReachable(base, limit: 1) == nil)
    // After a rebase the old commit is still there, but nothing leads to it.
    try await fixture.git("rebase", "-q", "main", "side")
    #expect(try repository.contains(commit: old))
    #expect(try repository.isReachable(old) == false)
    let rebased = try #require(try repository.head().commit)
    #expect(try repository.isReachable(rebased) == true)
    // A tag keeps what a branch no longer does.
    try await fixture.git("checkout", "-q", "main")
    try await fixture.git("tag", "-a", "kept", "-m", "kept", "side")
    try await fixture.git("branch", "-q", "-D", "side")
    #expect(try repository.isReachable(rebased) == true)
    try await fixture.git("tag", "-d", "kept")
    #expect(try repository.isReachable(rebased) == false)
    // Tags of things that are no commits do not disturb.
    try await fixture.git("tag", "tree", "HEAD^{tree}")
    #expect(try repository.isReachable(main) == true)
    let unknown = String(repeating: "0", count: 39) + "1"
    #expect(try !repository.contains(commit: unknown))
    #expect(try repository.isReachable(unknown) == false)
    for text in ["", "main", String(repeating: "g", count: 40), String(repeating: "0", count: 64)] {
      #expect(try !repository.contains(commit: text))
      #expect(try repository.isReachable(text) == false)
    }
  }

  @Test func aShallowHistoryEnds() async throws {
    let fixture = try await GitFixture()
    let first = try await fixture.commit("one")
    try fixture.write("a.txt")
    let second = try await fixture.commit("two")
    let third = try await fixture.commit("three")
    #expect(try !fixture.repository.isShallow())
    try await fixture.git("clone", "-q", "--depth", "2", "file://\(fixture.root)", "../clone")
    let clone = try #require(try fixture.discover("clone"))
    #expect(try clone.isShallow())
    #expect(try clone.head().commit == third)
    #expect(try clone.isReachable(second) == true)
    #expect(try clone.isReachable(first) == false)
    #expect(try !clone.contains(commit: first))
    #expect(try clone.changes().isEmpty)
    #expect(try clone.remoteURL() == "file://\(fixture.root)")
  }

  @Test func aPartialCloneLacksFiles() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt", "old\n")
    let first = try await fixture.commit()
    try fixture.write("a.txt", "new text\n")
    try await fixture.commit()
    try await fixture.git("config", "uploadpack.allowFilter", "true")
    let url = "file://\(fixture.root)"
    try await fixture.git("clone", "-q", "--filter=blob:none", "--no-checkout", url, "../clone")
    var clone = try #require(try fixture.discover("clone"))
    #expect(try clone.head().commit != nil)
    #expect(try clone.changes().items.allSatisfy { $0.staged == .deleted })
    let missing = message { _ = try clone.file("a.txt", at: "HEAD", bytesMax: 100) }
    #expect(missing.hasPrefix("the git object "))
    try await fixture.git(["checkout", "-q", "main"], in: "clone")
    clone = try #require(try fixture.discover("clone"))
    #expect(try clone.changes().isEmpty)
    #expect(try clone.file("a.txt", at: "HEAD", bytesMax: 100) == Array("new text\n".utf8))
    let text = message { _ = try clone.file("a.txt", at: first, bytesMax: 100) }
    #expect(text.hasPrefix("the git object 3367afd"))
    #expect(text.contains("cat-file -t 3367afd"))
    try await fixture.git("clone", "-q", "--filter=tree:0", "--no-checkout", url, "../treeless")
    let treeless = try #require(try fixture.discover("treeless"))
    #expect(try treeless.isReachable(first) == true)
    #expect(code { _ = try treeless.changes() } == "git-object-missing")
    try fixture.write("../clone/a.txt", "changed here\n")
    #expect(try clone.changes().items.map(\.path) == ["a.txt"])
  }
}

/// Enough of SHA-1 to name a file as git does.
enum SHA1 {
  static func blob(_ content: [UInt8]) -> String {
    hex(Array("blob \(content.count)\0".utf8) + content)
  }

  static func hex(_ bytes: [UInt8]) -> String {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    var padded = bytes + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += withUnsafeBytes(of: UInt64(bytes.count * 8).bigEndian) { Array($0) }
    for start in stride(from: 0, to: padded.count, by: 64) {
      var words = (0..<16).map { word in
        padded[start + word * 4..<start + word * 4 + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      }
      for round in 16..<80 {
        let word = words[round - 3] ^ words[round - 8] ^ words[round - 14] ^ words[round - 16]
        words.append(word << 1 | word >> 31)
      }
      var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
      for round in 0..<80 {
        let (mix, constant): (UInt32, UInt32) =
          switch round / 20 {
          case 0: ((b & c) | (~b & d), 0x5A82_7999)
          case 1: (b ^ c ^ d, 0x6ED9_EBA1)
          case 2: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
          default: (b ^ c ^ d, 0xCA62_C1D6)
          }
        let next = (a << 5 | a >> 27) &+ mix &+ e &+ constant &+ words[round]
        (e, d, c, b, a) = (d, c, b << 30 | b >> 2, a, next)
      }
      for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
    }
    return state.map { word in
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 8 - text.count) + text
    }.joined()
  }
}
