import Objects
import ProjectFiles
import TestSupport
import Testing

/// An `mlx.lock` that mlx did not write, or that somebody changed: it is refused with its line.
@Suite struct LockDamageTests {
  private static let id = String(repeating: "0a", count: 32)
  private static let head = "# mlx\nversion 1\ncommit \(id)\n"

  private func refusal(_ text: String) -> LockError? {
    #expect(throws: LockError.self) { try LockFile.decode(Array(text.utf8)) }
  }

  @Test(arguments: [
    ("", 1, "there is no line 'commit <id>'"), ("version 1\n", 2, "there is no line 'commit <id>'"),
    ("\n\ncommit x\n", 3, "'version 1' is expected as the first line"),
    ("version one\n", 1, "'version 1' is expected as the first line"),
    ("version 0\n", 1, "there is no version 0"),
    ("version 1\ncommit 12\n", 2, "'commit' and 64 hex digits are expected"),
    (head + "commit \(id)\n", 4, "a commit is named already"),
    (head + "thing/a blob:\(id) 1 a\n", 4, "the line begins with no kind and name of an asset"),
    (head + "model/a\n", 4, "model/a has no id"), (head + "model/a blob:12 1 a\n", 4, "has no id"),
    (head + "model/a blob:\(id) 1\n", 4, "model/a has no size and path"),
    (head + "model/a blob:\(id) -1 a\n", 4, "a size in bytes is expected"),
    (head + "model/a blob:\(id) 18446744073709551616 a\n", 4, "a size in bytes is expected"),
    (head + "model/a blob:\(id) 1 ../a\n", 4, "'..'"),
    (head + "model/a blob:\(id) 1 /a\n", 4, "empty"),
    (head + "model/a blob:\(id) 1 \"\"\n", 4, "the path is empty"),
    (head + "model/a blob:\(id) 1 .git/x\n", 4, "it is reserved"),
    (head + "model/a environment:\(id)\n", 4, "model/a cannot be a environment"),
    (head + "code/other tree:\(id)\n", 4, "code/other cannot be a tree"),
    (head + "code/code blob:\(id)\n", 4, "code/code cannot be a blob"),
    (head + "code/code tree:\(id) 1 a\n", 4, "something follows the id of code/code"),
    (head + "model/a blob:\(id) 1 a x\n", 4, "a metric 'name=number' is expected"),
    (head + "model/a blob:\(id) 1 a x=y\n", 4, "the metric 'x' is no number"),
    (head + "model/a blob:\(id) 1 a x=\n", 4, "the metric 'x' is no number"),
    (head + "model/a blob:\(id) 1 a x=1 x=2\n", 4, "the metric 'x' is there twice"),
    (head + "model/a blob:\(id) 1 a \"x\"y=1\n", 4, "a metric 'name=number' is expected"),
    (
      head + "model/a blob:\(id) 1 a" + (1...9).map { " x\($0)=1" }.joined(), 4,
      "the line has too many fields"
    ),
    (head + "\"model/a\n", 4, "a closing quote is missing"),
    (head + "\"model/a\\x\" blob:\(id) 1 a\n", 4, "a text in quotes cannot be read"),
    (head + "\"model/a\"b blob:\(id) 1 a\n", 4, "something follows a closing quote"),
    (head + "model/a blob:\(id) 1 a\n\nmodel/a blob:\(id) 1 b\n", 6, "model/a is there already"),
  ])
  func damagedLines(text: String, line: Int, reason: String) throws {
    let error = try #require(refusal(text))
    #expect(error.code == "lock-damaged")
    #expect(error.description.hasPrefix("mlx.lock:\(line): "), "\(error.description)")
    #expect(error.description.contains(reason), "\(error.description)")
  }

  @Test(arguments: ["2", "10", "99999999999999999999999"])
  func aLaterVersion(version: String) {
    let text = "# new\nversion \(version)\nsomething else\n"
    #expect(refusal(text) == .tooNew(version: String(version.prefix(20))))
    #expect(refusal(text)?.code == "lock-too-new")
  }

  @Test func tooManyBytes() {
    let bytes = [UInt8](repeating: 0x0A, count: LockFile.bytesMax + 1)
    #expect(throws: LockError.tooLarge(limitBytes: LockFile.bytesMax)) {
      try LockFile.decode(bytes)
    }
  }

  @Test func bytesThatAreNotUTF8() {
    for line in ["model/a\u{0}", "model/é"] {
      var bytes = Array((Self.head + line + " blob:\(Self.id) 1 a\n").utf8)
      bytes[Self.head.utf8.count + 6] = 0xFF
      #expect(throws: LockError.self) { try LockFile.decode(bytes) }
    }
  }

  /// Every byte flipped, and every truncation: a value or an error, and what is read can be written.
  @Test func nothingTraps() throws {
    let bytes = Array(LockFileTests.sample.encode().utf8)
    for count in 0..<bytes.count { _ = try? LockFile.decode(Array(bytes[..<count])) }
    var random = SeededGenerator(seed: 3)
    for index in bytes.indices {
      var changed = bytes
      changed[index] = "\"\\ #=\n\u{0}/a<".utf8.randomElement(using: &random) ?? 0
      if let lock = try? LockFile.decode(changed) {
        #expect(try LockFile.decode(Array(lock.encode().utf8)) == lock)
      }
    }
  }
}
