import Crypto

/// SHA-256 of bytes that arrive in pieces.
public struct SHA256Hasher: Sendable {
  private var state = SHA256()

  /// A hasher that has seen nothing.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    state.update(bufferPointer: bytes)
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
  }

  /// The digest of all bytes so far; more may follow.
  public func finalize() -> Digest {
    state.finalize().withUnsafeBytes { Digest(raw: $0) }
  }

  /// The digest of these bytes.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> Digest {
    var hasher = SHA256Hasher()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// The digest of these bytes.
  public static func hash(_ bytes: [UInt8]) -> Digest {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// The digest of a text's UTF-8.
  public static func hash(_ text: String) -> Digest { hash(Array(text.utf8)) }
}
