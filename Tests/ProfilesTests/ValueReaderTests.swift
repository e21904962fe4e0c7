import Testing

@testable import Profiles

@Suite struct ValueReaderTests {
  @Test(arguments: [
    "0", "7", "-7", "+7", "007", " 12 ", "999999999999999999", "9223372036854775807",
    "-9223372036854775808",
  ])
  func integers(text: String) {
    guard case .integer(let value) = read(text) else {
      Issue.record("\(text) is no integer")
      return
    }
    #expect(value == Double(text.filter { $0 != " " && $0 != "+" }))
  }

  @Test(arguments: [
    "1.5", "-0.001", ".5", "5.", "1e3", "1E-7", "-2.5e+10", "123456789012345678901234567890",
    "0.1", "3.141592653589793238", "1e400", "4.9e-324", "2.2250738585072011e-308", "1e-500",
    "9007199254740993.0", "9223372036854775808", "inf", "-Infinity", "1e22", "1e23",
  ])
  func floats(text: String) {
    guard case .float(let value) = read(text) else {
      Issue.record("\(text) is no float")
      return
    }
    #expect(value == Double(text))
  }

  @Test func randomNumbersAreThoseOfTheLanguage() {
    var random = SeededNumbers(seed: 12)
    for _ in 0..<20_000 {
      let text: String
      switch random.below(3) {
      case 0: text = "\(Double(bitPattern: random.next()))"
      case 1: text = "\(Int64(bitPattern: random.next()))"
      default: text = "\(random.below(100_000)).\(random.below(100_000))"
      }
      switch read(text) {
      case .integer(let value), .float(let value): #expect(value == Double(text), "\(text)")
      default: #expect(text.contains("nan"), "\(text)")
      }
    }
  }

  @Test(arguments: ValueReader.nullWords)
  func nulls(text: String) {
    guard case .null = read(text) else {
      Issue.record("\(text) is not missing")
      return
    }
  }

  @Test(arguments: [
    ("1970-01-01", 0.0), ("2000-03-01", 951_868_800), ("1969-12-31", -86_400),
    ("2024/02/29", 1_709_164_800), ("0001-01-01", -62_135_596_800),
    ("9999-12-31", 253_402_214_400),
  ])
  func dates(text: String, seconds: Double) {
    guard case .date(let value) = read(text) else {
      Issue.record("\(text) is no date")
      return
    }
    #expect(value == seconds)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:01", 1.0), ("1970-01-01 00:01", 60), ("1970-01-01T01:00:00Z", 3_600),
    ("1970-01-01T01:00:00+01:00", 0), ("1970-01-01T00:00:00.25-0030", 1_800.25),
  ])
  func times(text: String, seconds: Double) {
    guard case .time(let value) = read(text) else {
      Issue.record("\(text) is no time")
      return
    }
    #expect(value == seconds)
  }

  @Test(arguments: [
    "x", "-", ".", "+", "e5", "1e", "1e+", "1.2.3", "12a", "0x10", "1,000", "2023-02-29",
    "2024-13-01", "2024-00-10", "2024-1-01", "2024-01/01", "2024-01-01T", "2024-01-01T10",
    "2024-01-01T10:00:00x", "2024-01-01T25:00", "2024-01-01T10:00+1:00", "nul", "nope", "- 1",
    "２", "2024-01-01T10:00+01:0", "2024-01-01T10:00+01:",
  ])
  func texts(text: String) {
    guard case .text = read(text) else {
      Issue.record("\(text) is no text")
      return
    }
  }

  private func read(_ text: String) -> ReadValue {
    Array(text.utf8).withUnsafeBytes { ValueReader.read($0) }
  }
}
