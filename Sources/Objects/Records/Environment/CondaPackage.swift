/// One package that conda installed: its exact build and where it came from.
public struct CondaPackage: Sendable, Hashable {
  public var name: String
  public var version: String
  /// The build's name, such as `py311h64a7726_0`.
  public var build: String
  /// The channel's URL or name, without a token and without the platform at its end; nil when the
  /// package does not say.
  public var channel: StrippedURL?

  /// A package at a build.
  public init(name: String, version: String, build: String, channel: StrippedURL?) {
    self.name = name
    self.version = version
    self.build = build
    self.channel = channel
  }

  /// Whether a text can be one of the three parts of `name=version=build`: visible ASCII, no `=`, no
  /// space and no `-` first.
  public static func isPart(_ text: some StringProtocol) -> Bool {
    (1...255).contains(text.utf8.count) && !text.hasPrefix("-")
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "=") }
  }

  func precedes(_ other: CondaPackage) -> Bool {
    for (a, b) in [(name, other.name), (version, other.version), (build, other.build)]
    where a != b {
      return a.utf8.lexicographicallyPrecedes(b.utf8)
    }
    return false
  }
}

// As an environment holds it.
extension CondaPackage {
  var record: JSONValue {
    [
      "name": .string(name), "version": .string(version), "build": .string(build),
      "channel": channel.map { .string($0.text) } ?? .null,
    ]
  }

  init(record value: JSONValue, in kind: String) throws(ObjectError) {
    let fields = try RecordFields(value, kind: kind, part: "conda")
    func part(_ key: String) throws(ObjectError) -> String {
      let text = try fields.string(key)
      guard Self.isPart(text) else { throw fields.fault(key, "cannot name a package") }
      return text
    }
    self.init(
      name: try part("name"), version: try part("version"), build: try part("build"),
      channel: try fields.nullable("channel") == nil ? nil : try fields.url("channel"))
  }
}
