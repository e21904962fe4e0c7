/// The names that an asset may have: what can be typed as `ASSET@REV`, `NAME=PATH`, `model/NAME`.
public enum AssetName {
  /// The most UTF-8 bytes of a name.
  public static let bytesMax = 255

  /// Throws `ObjectError.invalidName` when `name` cannot name an asset.
  public static func validate(_ name: String) throws(ObjectError) {
    if let reason = fault(name) { throw .invalidName(name, reason: reason) }
  }

  /// Why a name cannot be an asset's; nil when it can.
  public static func fault(_ name: some StringProtocol) -> String? {
    let utf8 = name.utf8
    guard let first = utf8.first else { return "it is empty" }
    if utf8.count > bytesMax { return "it is longer than \(bytesMax) bytes" }
    if utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "it holds a control character" }
    for mark in ["/", "@", ":", "="] where utf8.contains(mark.utf8.first ?? 0) {
      return "it holds a '\(mark)'"
    }
    if name.contains("..") { return "it holds '..'" }
    if first == UInt8(ascii: "-") { return "it begins with '-'" }
    if first == UInt8(ascii: " ") || utf8.reversed().first == UInt8(ascii: " ") {
      return "it begins or ends with a space"
    }
    if name == "." { return "it means a folder" }
    return nil
  }
}
