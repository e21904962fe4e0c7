import Objects
import Testing

/// One reader of bytes that others wrote: what valid input looks like, and what becomes of any other.
struct FuzzTarget: Sendable, CustomTestStringConvertible {
  let name: String
  /// Valid inputs, made by the product's own writers or golden ones. Small ones, so that it is fast.
  let seeds: [[UInt8]]
  /// Words of the format, which chance would hardly find.
  var tokens: [[UInt8]] = []
  /// Makes the checksums in an input right again: otherwise nothing but them would be tested.
  var repair: (@Sendable (inout [UInt8]) -> Void)?
  /// What may be thrown, beside errors of the domain.
  var allows: @Sendable (any Error) -> Bool = { $0 is any MLXError }
  /// Of so many inputs in each run of the tests; fewer where one takes long.
  var smokeInputs = 250
  /// Whether a read is whole commands in a repository of which each seed is one part: a thousand times as slow as
  /// others, and much the same for each seed.
  var runsCommands = false
  /// Reads an input. Throws what the reader throws, or a `Broken` where a value that it gave must not be.
  let read: @Sendable ([UInt8]) throws -> Void

  var testDescription: String { name }

  /// A value was accepted that contradicts itself or its bytes.
  struct Broken: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }

  init(
    _ name: String, _ seeds: [[UInt8]], tokens: [String] = [], smoke: Int = 250,
    runsCommands: Bool = false,
    repair: (@Sendable (inout [UInt8]) -> Void)? = nil,
    allows: (@Sendable (any Error) -> Bool)? = nil,
    read: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    (self.name, self.seeds, self.repair, self.read) = (name, seeds, repair, read)
    self.tokens = tokens.map { Array($0.utf8) }
    (smokeInputs, self.runsCommands) = (smoke, runsCommands)
    if let allows { self.allows = allows }
  }

  /// A layout with an encoder: what was decoded is encoded, and is a fixed point from there on.
  static func coded<Value: Equatable & SendableMetatype>(
    _ name: String, _ seeds: [[UInt8]], tokens: [String] = FuzzWords.json, smoke: Int = 250,
    decode: @escaping @Sendable ([UInt8]) throws -> Value,
    encode: @escaping @Sendable (Value) -> [UInt8]
  ) -> FuzzTarget {
    FuzzTarget(name, seeds, tokens: tokens, smoke: smoke) { bytes in
      let value = try decode(bytes)
      let again = encode(value)
      try same(name, value, again, decode)
    }
  }

  /// Throws when an encoding of a value is not read as that value.
  static func same<Value: Equatable & SendableMetatype>(
    _ name: String, _ value: Value, _ bytes: [UInt8], _ decode: ([UInt8]) throws -> Value
  ) throws {
    let read: Value
    do { read = try decode(bytes) } catch {
      throw Broken("what \(name) was written as is refused: \(error)")
    }
    guard read == value else { throw Broken("\(name) changes when it is written and read") }
  }

  /// That errors of one type may be thrown.
  static func throwing<Failure: Error>(_: Failure.Type) -> @Sendable (any Error) -> Bool {
    { $0 is Failure }
  }

  /// Texts as seeds.
  static func texts(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}

/// Words of formats that several targets share.
enum FuzzWords {
  static let json = [
    "null", "true", "{}", "[]", "\"\"", "\\u0000", "\\ud800", "1e999", "-0",
    "{\"$number\":\"NaN\"}",
    "{\"$number\":\"9223372036854775807\"}", "\"schema\":", "\u{FEFF}", "..", "/", "é",
  ]
  static let yaml = [
    "&a ", "*a", "<<: ", "---\n", "...\n", "%YAML 9.9\n", "!!binary ", "|\n", ">-\n", "? ", "- ",
    ": ",
    "\t", "~", "{", "}", "[", "]", "#", "0x1", ".nan", "\u{85}", "\u{2028}",
  ]
  static let paths = [
    "..", "/", "\\", "./", "~", "\0", ".git", ".MLOPS", "é", "e\u{301}", "\u{200C}",
  ]
}
