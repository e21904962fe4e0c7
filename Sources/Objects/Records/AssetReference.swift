/// An asset's kind and name: what stays the same when its path or its bytes change. In text
/// `model/fraud`.
public struct AssetReference: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var kind: AssetKind
  public var name: String

  /// The asset of this kind with this name.
  public init(kind: AssetKind, name: String) {
    self.kind = kind
    self.name = name
  }

  /// Reads `model/fraud`; nil for an unknown kind or a name that cannot be an asset's.
  public init?(text: some StringProtocol) {
    let text = String(text)
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")),
      let kind = AssetKind(rawValue: String(text[..<slash]))
    else { return nil }
    let name = String(text[text.utf8.index(after: slash)...])
    guard AssetName.fault(name) == nil else { return nil }
    self.init(kind: kind, name: name)
  }

  /// `model/fraud`
  public var text: String { "\(kind.rawValue)/\(name)" }
  public var description: String { text }

  /// By the kind's word, then by the name's bytes: the order of a commit's assets.
  public static func < (a: Self, b: Self) -> Bool {
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
  }
}
