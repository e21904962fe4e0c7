import Testing

@testable import FileFormats

@Suite struct TextProbeTests {
  @Test(arguments: [
    [], Array("hello\n".utf8), Array("a,b\r\n1,2\t\u{C}".utf8), Array("naïve 日本 😀".utf8),
    Array("\u{1B}[31mred".utf8), Array("日本".utf8.dropLast()), Array("😀".utf8.dropLast(3)),
    [0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00], [0xFE, 0xFF, 0x00, 0x61], [0xFF, 0xFE],
    [0xEF, 0xBB, 0xBF, 0x61],
  ])
  func text(head: [UInt8]) { #expect(TextProbe.isProbablyText(head)) }

  @Test(arguments: [
    [0], Array("a\0b".utf8), [0x80], [0x61, 0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x7F],
    [0xE2, 0x28, 0xA1], [0xFF, 0xFE, 0x00, 0x00, 0x61, 0x00], [0xFF, 0xFE, 0xFF, 0xFF, 0xFE, 0xFE],
  ])
  func noText(head: [UInt8]) { #expect(!TextProbe.isProbablyText(head)) }

  private func agrees(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { UTF8Check.isValid($0) }
      == (String(validating: bytes, as: UTF8.self) != nil)
  }

  @Test func utf8AsTheStandardLibrarySeesIt() {
    for first in UInt8.min...UInt8.max {
      #expect(agrees([first]))
      for second in stride(from: UInt8.min, to: 0xFE, by: 3) { #expect(agrees([first, second])) }
    }
    let edges: [UInt8] = [
      0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
      0xED,
      0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    var wrong: [[UInt8]] = []
    for a in edges {
      for b in edges {
        for c in edges {
          for d in edges
          where !agrees([a, b, c, d]) || !agrees(Array("12345678".utf8) + [a, b, c]) {
            wrong.append([a, b, c, d])
          }
        }
      }
    }
    #expect(wrong.isEmpty)
  }
}
