import Testing

@testable import Objects

/// The list of condemned packs in an operation.
@Suite struct CondemnedPackTests {
  private func operation(_ condemned: [CondemnedPack]) -> Operation {
    let digest = SHA256Hasher.hash(Array("x".utf8))
    return Operation(
      parents: [], view: ViewID(digest),
      staging: StagingChange(before: StagingID(digest), after: StagingID(digest)),
      author: Author(name: "Ada", email: "ada@example.org", time: Timestamp(seconds: 0)),
      host: "h", command: "mlx gc", description: "gc", condemned: condemned)
  }

  @Test func isReadAsItWasWritten() throws {
    let packs = [false, true].map { isDropped in
      CondemnedPack(
        pack: SHA256Hasher.hash(Array("\(isDropped)".utf8)), since: Timestamp(seconds: 86_400),
        isDropped: isDropped)
    }
    let written = operation(packs)
    #expect(try Operation.decode(written.encode()) == written)
    let text = String(decoding: written.encode(), as: UTF8.self)
    #expect(text.contains(#""dropped":true"#))
    #expect(text.contains(#""since":"1970-01-02T00:00:00Z""#))
  }

  @Test func anEmptyListIsAsBefore() throws {
    let bytes = operation([]).encode()
    #expect(String(decoding: bytes, as: UTF8.self).contains(#""condemned":[]"#))
    #expect(try Operation.decode(bytes).condemned.isEmpty)
  }

  @Test(arguments: [#"{"pack":"zz","since":"1970-01-02T00:00:00Z","dropped":true}"#, "1"])
  func whatIsNoPackIsRefused(_ entry: String) throws {
    let text = String(decoding: operation([]).encode(), as: UTF8.self)
      .replacing(#""condemned":[]"#, with: #""condemned":[\#(entry)]"#)
    #expect(throws: ObjectError.self) { try Operation.decode(Array(text.utf8)) }
  }
}
