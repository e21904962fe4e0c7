/// The Python that an environment runs: `CPython 3.11.7`.
public struct Interpreter: Sendable, Hashable {
  /// `CPython`, `PyPy`, or what the environment calls it.
  public var implementation: String
  /// The version of the language: `3.11.7`, or `3.11` where the rest is not known.
  public var version: String

  /// An implementation at a version.
  public init(implementation: String, version: String) {
    self.implementation = implementation
    self.version = version
  }

  /// The numbers of the version, at most three: `[3, 11, 7]`. Empty when it does not begin with one.
  public var release: [Int] {
    var numbers: [Int] = []
    for part in version.split(separator: ".", omittingEmptySubsequences: false).prefix(3) {
      let digits = part.prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits) else { break }
      numbers.append(number)
      if digits.count < part.count { break }
    }
    return numbers
  }

  /// `3.11`; nil when the version does not say that much.
  public var minorVersion: String? {
    release.count >= 2 ? "\(release[0]).\(release[1])" : nil
  }

  var record: JSONValue {
    ["implementation": .string(implementation), "version": .string(version)]
  }

  init(fields: RecordFields) throws(ObjectError) {
    let version = try fields.plain("version")
    guard DistributionVersion.isVersion(version) else {
      throw fields.fault("version", "is no version")
    }
    self.init(implementation: try fields.plain("implementation"), version: version)
  }
}
