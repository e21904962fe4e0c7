import Crypto

/// MD5 of bytes that arrive in pieces: for comparing with what another tool recorded. It proves nothing against
/// an adversary, and names nothing that mlx stores.
public struct MD5Hasher: Sendable {
  private var state = Insecure.MD5()

  /// A hasher that has seen nothing.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    state.update(bufferPointer: bytes)
  }

  /// The 32 hex digits of all bytes so far; more may follow.
  public func finalize() -> String {
    state.finalize().withUnsafeBytes { Hex.encode($0) }
  }

  /// The 32 hex digits of these bytes.
  public static func hash(_ bytes: [UInt8]) -> String {
    var hasher = MD5Hasher()
    bytes.withUnsafeBytes { hasher.update($0) }
    return hasher.finalize()
  }
}
