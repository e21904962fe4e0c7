import FileFormats
import Testing

@testable import Repository

@Suite struct UnreadableFileTests {
  @Test func namesThePath() throws {
    let error = #expect(throws: UnreadableFile.self) {
      try UnreadableFile.naming("models/a.gguf") { try ModelFile(gguf: ByteArray([1, 2, 3])) }
    }
    #expect(error?.code == "unreadable-format")
    #expect(error?.description.hasPrefix("'models/a.gguf' is no sound gguf file: ") == true)
    #expect(error?.hint?.isEmpty == false)
    #expect(try UnreadableFile.naming("a") { 7 } == 7)
    struct Other: Error {}
    #expect(throws: Other.self) { try UnreadableFile.naming("a") { throw Other() } }
  }
}
