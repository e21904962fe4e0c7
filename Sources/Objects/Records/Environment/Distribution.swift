/// One installed Python package, as its own metadata names it.
public struct Distribution: Sendable, Hashable {
  /// The name by which packages are compared; see `DistributionName.normalized`.
  public let name: String
  /// The name as its author writes it.
  public let written: String
  /// The version as it is written.
  public var version: String
  /// What put it there: `pip`, `uv`, `conda`; nil when nothing says.
  public var installer: String?
  /// Where it came from.
  public var source: DistributionSource
  /// Whether the operating system's own package manager looks after it.
  public var isOfSystem: Bool

  /// An installed package.
  public init(
    written: String, version: String, installer: String? = nil, source: DistributionSource = .index,
    isOfSystem: Bool = false
  ) {
    name = DistributionName.normalized(written)
    self.written = written
    self.version = version
    self.installer = installer
    self.source = source
    self.isOfSystem = isOfSystem
  }

  func precedes(_ other: Distribution) -> Bool {
    if name != other.name { return name.utf8.lexicographicallyPrecedes(other.name.utf8) }
    if version != other.version {
      return version.utf8.lexicographicallyPrecedes(other.version.utf8)
    }
    return record.canonicalBytes().lexicographicallyPrecedes(other.record.canonicalBytes())
  }
}

/// The names that a Python package may have.
public enum DistributionName {
  /// The most bytes of a name.
  public static let bytesMax = 255

  /// Whether a text is a name: ASCII letters, digits, and `-`, `_`, `.` between them (PEP 508).
  public static func isName(_ text: some StringProtocol) -> Bool {
    let utf8 = text.utf8
    guard let first = utf8.first, isWordByte(first), let last = utf8.reversed().first,
      isWordByte(last)
    else { return false }
    return utf8.count <= bytesMax && utf8.allSatisfy { isWordByte($0) || isSeparator($0) }
  }

  /// Lower case, each run of `-`, `_`, `.` as one `-` (PEP 503).
  public static func normalized(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var isAfterSeparator = false
    for byte in text.utf8 {
      let isSeparator = isSeparator(byte)
      if !isSeparator {
        let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
        bytes.append(isUpper ? byte | 0x20 : byte)
      } else if !isAfterSeparator {
        bytes.append(UInt8(ascii: "-"))
      }
      isAfterSeparator = isSeparator
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}

/// The texts that a version may be. Looser than PEP 440, since old packages are; still one word.
public enum DistributionVersion {
  /// Whether a text is 1 to 255 visible ASCII characters.
  public static func isVersion(_ text: some StringProtocol) -> Bool {
    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }
}

// As an environment holds it.
extension Distribution {
  var record: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "written": .string(written), "version": .string(version),
      "installer": installer.map { .string($0) } ?? .null, "source": source.record,
    ]
    if isOfSystem { members["system"] = true }
    return .object(members)
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "distributions")
    let written = try fields.string("written")
    guard DistributionName.isName(written) else {
      throw fields.fault("written", "is no name of a package")
    }
    guard try fields.string("name") == DistributionName.normalized(written) else {
      throw fields.fault("name", "is not the normalised form of 'written'")
    }
    let version = try fields.string("version")
    guard DistributionVersion.isVersion(version) else {
      throw fields.fault("version", "is no version")
    }
    self.init(
      written: written, version: version, installer: try fields.nullablePlain("installer"),
      source: try DistributionSource(fields: try fields.fields("source")),
      isOfSystem: fields.has("system") ? try fields.bool("system") : false)
  }
}
