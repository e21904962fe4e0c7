/// The names that may stand in a tree. Paths from elsewhere pass through here before any file is
/// touched.
public enum EntryName {
  /// The most UTF-8 bytes of a name.
  public static let bytesMax = 4096

  /// Throws `ObjectError.invalidName` when `name` cannot be one component of a path.
  public static func validate(_ name: some StringProtocol) throws(ObjectError) {
    if let reason = fault(name) { throw .invalidName(String(name), reason: reason) }
  }

  /// Why a name cannot be stored; nil when it can.
  public static func fault(_ name: some StringProtocol) -> String? {
    var text = String(name)
    return text.withUTF8 { fault(utf8: $0) }
  }

  /// Why a name of these bytes, if they are UTF-8, cannot be stored; nil when it can.
  static func fault(utf8 bytes: UnsafeBufferPointer<UInt8>) -> String? {
    if bytes.isEmpty { return "it is empty" }
    if bytes.count > bytesMax { return "it is longer than \(bytesMax) bytes" }
    for byte in bytes where byte == 0 || byte == UInt8(ascii: "/") {
      return byte == 0 ? "it holds a NUL" : "it holds a '/'"
    }
    let dot = UInt8(ascii: ".")
    if bytes.count <= 2, bytes.allSatisfy({ $0 == dot }) { return "it means a folder" }
    return ReservedName.isOne(bytes) ? "it is reserved" : nil
  }

  /// Whether the name is `.git` or `.mlops`, or one that a file system takes for it.
  public static func isReserved(_ name: some StringProtocol) -> Bool {
    var text = String(name)
    return text.withUTF8 { !$0.isEmpty && ReservedName.isOne($0) }
  }
}
