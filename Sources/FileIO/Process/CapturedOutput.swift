/// What a program wrote: all of it, or its beginning and its end.
public struct CapturedOutput: Sendable {
  /// Of the beginning and of the end so much is kept.
  public static let halfBytes = 8 << 20

  /// Bytes that were written.
  public private(set) var size: UInt64 = 0
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private let halfBytes: Int

  /// Nothing yet.
  public init(halfBytes: Int = Self.halfBytes) { self.halfBytes = halfBytes }

  /// Whether something between the beginning and the end is gone.
  public var isTruncated: Bool { size > UInt64(2 * halfBytes) }

  /// Takes more of it.
  public mutating func append(_ bytes: some Collection<UInt8>) {
    size &+= UInt64(bytes.count)
    let room = halfBytes - head.count
    head.append(contentsOf: bytes.prefix(room))
    tail.append(contentsOf: bytes.dropFirst(room))
    // Rarely, so that each byte is moved once or twice.
    if tail.count > 3 * halfBytes { tail.removeFirst(tail.count - halfBytes) }
  }

  /// What is kept, with a line of its own where something is left out.
  public var bytes: [UInt8] {
    guard isTruncated else { return head + tail }
    let left = size - UInt64(2 * halfBytes)
    return head + Array("\n[mlx: \(left) bytes are left out here]\n".utf8)
      + tail.suffix(halfBytes)
  }
}
