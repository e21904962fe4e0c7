import Testing

@testable import FileFormats

@Suite struct ShardIndexTests {
  private func index(_ text: String) throws -> ShardIndex {
    try ShardIndex(reading: ByteArray(Array(text.utf8)))
  }

  @Test func whatIsThere() throws {
    let index = try index(
      """
      {"metadata": {"total_size": 42, "total_parameters": 21.5},
       "weight_map": {"a.b": "model-00001-of-00002.safetensors",
                      "c": "model-00002-of-00002.safetensors", "é": "x/model.safetensors",
                      "d": "model-00001-of-00002.safetensors"}}

      """)
    #expect(index.totalBytes == 42)
    #expect(index.files.map(\.tensor) == ["a.b", "c", "é", "d"])
    #expect(
      index.fileNames == [
        "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
        "x/model.safetensors",
      ])
    #expect(try self.index("{\"weight_map\":{}}").files.isEmpty)
  }

  @Test(arguments: [
    "", "[]", "{}", "{\"weight_map\":[]}", "{\"weight_map\":{\"a\":1}}",
    "{\"weight_map\":{\"a\":\"../x\"}}", "{\"weight_map\":{\"a\":\"/etc/passwd\"}}",
    "{\"weight_map\":{\"a\":\"\"}}", "{\"weight_map\":{\"a\":\"b\\\\c\"}}",
    "{\"weight_map\":{\"a\":\"x\",\"\\u0061\":\"y\"}}", "{\"weight_map\":{}} x",
    "{\"weight_map\":{},\"weight_map\":{}}", "{\"metadata\":{\"total_size\":-1},\"weight_map\":{}}",
  ])
  func whatIsNone(text: String) {
    #expect(throws: UnreadableFormat.self) { try index(text) }
  }
}
