import Testing

@testable import FileFormats

@Suite struct JSONLinesTests {
  @Test func flattensByDots() {
    let text = #"""
      {"a":1,"o":{"x":"t\n\u00e9","y":{"z":null}},"l":[1,{"k":2}],"e":{}}
      {"b\"":true,"n":-1.5e3,"f":NaN}

      [1]
      {"a":
      {"a":1} x
      """#
    for piece in [1, 7, 1_000] {
      let (parser, records) = read(Array(text.utf8), piece: piece)
      #expect(
        records == [
          ["a=1", "o.x=t\né", "o.y.z=null", "l=[1,{\"k\":2}]"], ["b\"=true", "n=-1.5e3", "f=NaN"],
        ])
      #expect(parser.counts.blankLines == 1)
      #expect(parser.counts.malformedLines == 3)
    }
  }

  @Test func deepObjectsStayText() {
    let deep = String(repeating: "{\"a\":", count: 12) + "1" + String(repeating: "}", count: 12)
    let (_, records) = read(Array(deep.utf8), piece: 100)
    #expect(records == [["a.a.a.a.a.a.a.a={\"a\":{\"a\":{\"a\":{\"a\":1}}}}"]])
    let bottomless = String(repeating: "{\"a\":", count: 100_000)
    #expect(read(Array(bottomless.utf8), piece: 100_000).0.counts.malformedLines == 1)
  }

  @Test func longLinesAreSteppedOver() {
    let parser = JSONLinesParser(lineMax: 10)
    var count = 0
    Array("{\"a\":1}\n{\"a\":\"0123456789\"}\n{\"b\":2}".utf8).withUnsafeBytes {
      parser.feed($0) { _ in count += 1 }
    }
    parser.finish { _ in count += 1 }
    #expect(count == 2)
    #expect(parser.counts.oversizedLines == 1)
  }

  @Test func anyBytesAreAValueOrRefused() {
    let sound = Array(#"{"a":"x\u00e9\n","o":{"p":[1,2.5e-3,{"q":null}],"r":-Infinity}}"#.utf8)
    var random = SeededBytes(seed: 3)
    for index in sound.indices {
      _ = JSONLinesRecord(line: Array(sound[..<index]))
      for _ in 0..<16 {
        var changed = sound
        changed[index] = UInt8(truncatingIfNeeded: random.next())
        guard let record = JSONLinesRecord(line: changed) else { continue }
        for member in 0..<record.count {
          record.withPath(member) { #expect($0.count <= changed.count * 4) }
          record.withValue(member) { #expect($0.count <= changed.count) }
        }
      }
    }
  }

  private func read(_ bytes: [UInt8], piece: Int) -> (JSONLinesParser, [[String]]) {
    let parser = JSONLinesParser()
    var found: [[String]] = []
    let take = { (record: JSONLinesRecord) in
      found.append(
        (0..<record.count).map { index in
          let path = record.withPath(index) { String(decoding: $0, as: UTF8.self) }
          return path + "=" + record.withValue(index) { String(decoding: $0, as: UTF8.self) }
        })
    }
    bytes.withUnsafeBytes { all in
      for start in stride(from: 0, to: all.count, by: piece) {
        let part = all[start..<min(start + piece, all.count)]
        parser.feed(UnsafeRawBufferPointer(rebasing: part), take)
      }
    }
    parser.finish(take)
    return (parser, found)
  }
}
