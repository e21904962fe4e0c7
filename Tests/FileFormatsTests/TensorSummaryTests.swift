import Testing

@testable import FileFormats

@Suite struct TensorSummaryTests {
  private func summary(_ members: [String], dataBytes: Int) throws -> TensorSummary {
    let bytes = SafetensorsBytes.file("{\(members.joined(separator: ","))}", dataBytes: dataBytes)
    return TensorSummary(try #require(try SafetensorsBytes.header(bytes)))
  }

  @Test func countsAndNamesTheLargestType() throws {
    let found = try summary(
      [
        "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}",
        "\"b\":{\"dtype\":\"BF16\",\"shape\":[2,5],\"data_offsets\":[8,28]}",
        "\"c\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[28,32]}",
      ], dataBytes: 32)
    #expect(found.tensorCount == 3)
    #expect(found.dominantType == "bf16")
    #expect(found.parameterCount == 13)
    #expect(found.text == "3 tensors, bf16")
  }

  @Test func oneAndNone() throws {
    #expect(try summary([SafetensorsBytes.member("a", 0, 1)], dataBytes: 1).text == "1 tensor, u8")
    let none = try summary([], dataBytes: 0)
    #expect(none.text == "0 tensors")
    #expect(none.parameterCount == 0)
  }

  @Test func claimsBeyondCountingAreUnknown() throws {
    let huge = "\"shape\":[4294967296,4294967296,4294967296]"
    let found = try summary(
      ["\"a\":{\"dtype\":\"U8\",\(huge),\"data_offsets\":[0,1]}"], dataBytes: 1)
    #expect(found.parameterCount == nil)
    #expect(found.text == "1 tensor, u8")
    let twice = (0..<2).map {
      "\"\($0)\":{\"dtype\":\"U8\",\"shape\":[\(UInt64.max)],\"data_offsets\":[0,0]}"
    }
    #expect(try summary(twice, dataBytes: 0).parameterCount == nil)
  }

  @Test func shapesAreComparedWithBytes() throws {
    func tensor(_ dtype: String, _ shape: [UInt64], bytes: UInt64) -> Bool? {
      SafetensorsHeader.Tensor(name: "a", dtype: dtype, shape: shape, range: 100..<100 + bytes)
        .isConsistent
    }
    #expect(tensor("F32", [2, 3], bytes: 24) == true)
    #expect(tensor("F32", [2, 3], bytes: 23) == false)
    #expect(tensor("F4", [4], bytes: 2) == true)
    #expect(tensor("F4", [3], bytes: 2) == false)
    #expect(tensor("F32", [0, .max, .max], bytes: 0) == true)
    #expect(tensor("F32", [.max, .max], bytes: 24) == false)
    #expect(tensor("F32", [1 << 62], bytes: 0) == false)
    #expect(tensor("WHAT", [1], bytes: 1) == nil)
  }
}
