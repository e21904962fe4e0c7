import ObjectStore
import Objects

/// The MD5s that DVC may have made of a file: of its bytes, and, before DVC 3, of a text with CRLF as LF.
///
/// DVC reads 1 MiB at a time, and replaces in each piece by itself. Versions 2 ask the first piece whether the file
/// is text, later ones every piece (`dvc_data/hashfile/hash.py`).
struct ContentDigest {
  private static let pieceBytes = 1 << 20
  private static let probeBytes = 512

  private let kind: DVCHash.Kind
  private var plain = MD5Hasher()
  /// The text of the first piece's judgement, and that of each piece's own.
  private var byFirst = MD5Hasher()
  private var byEach = MD5Hasher()
  private var isFirstText: Bool?
  private var piece: [UInt8] = []

  init(kind: DVCHash.Kind) { self.kind = kind }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    plain.update(bytes)
    guard kind == .dos2unix else { return }
    var rest = bytes
    while !rest.isEmpty {
      let count = min(Self.pieceBytes - piece.count, rest.count)
      piece += UnsafeRawBufferPointer(rebasing: rest[..<count])
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      if piece.count == Self.pieceBytes { endPiece() }
    }
  }

  /// Whether one of them is this hash.
  mutating func matches(_ hash: DVCHash) -> Bool { names.contains(hash.hex) }

  /// All of them, in hex.
  var names: Set<String> {
    mutating get {
      guard kind == .dos2unix else { return [plain.finalize()] }
      endPiece()
      return [plain.finalize(), byFirst.finalize(), byEach.finalize()]
    }
  }

  /// The hash as DVC writes it now.
  var text: String {
    mutating get {
      guard kind == .dos2unix else { return plain.finalize() }
      endPiece()
      return byEach.finalize()
    }
  }

  private mutating func endPiece() {
    guard !piece.isEmpty else { return }
    let isText = Self.isText(piece.prefix(Self.probeBytes))
    let isFirst = isFirstText ?? isText
    isFirstText = isFirst
    let converted = isText || isFirst ? Self.withoutCR(piece) : piece
    (isFirst ? converted : piece).withUnsafeBytes { byFirst.update($0) }
    (isText ? converted : piece).withUnsafeBytes { byEach.update($0) }
    piece.removeAll(keepingCapacity: true)
  }

  private static func withoutCR(_ bytes: [UInt8]) -> [UInt8] {
    let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
    guard bytes.contains(cr) else { return bytes }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var rest = bytes[...]
    while let place = rest.firstIndex(of: cr) {
      out += rest[..<place]
      rest = rest[(place + 1)...]
      if rest.first != lf { out.append(cr) }
    }
    return out + rest
  }

  /// DVC's rule (`dvc_data/hashfile/istextfile.py`): no NUL, and at most 30 % of other bytes than those of text.
  static func isText(_ head: ArraySlice<UInt8>) -> Bool {
    if head.contains(0) { return false }
    let odd = head.count { byte in
      !((32..<127).contains(byte) || byte == 10 || byte == 13 || byte == 9 || byte == 12
        || byte == 8)
    }
    return Double(odd) <= 0.30 * Double(max(head.count, 1))
  }

  /// Whether bytes in memory have a hash.
  static func isHash(_ hash: DVCHash, of bytes: [UInt8]) -> Bool {
    var digest = ContentDigest(kind: hash.kind)
    bytes.withUnsafeBytes { digest.update($0) }
    return digest.matches(hash)
  }
}

/// Sees the bytes of a large file while it is stored.
final class DigestObserver: IngestObserver {
  private(set) var digest: ContentDigest

  init(kind: DVCHash.Kind) { digest = ContentDigest(kind: kind) }

  func update(_ bytes: UnsafeRawBufferPointer, chunks: [HashedChunk]) { digest.update(bytes) }

  func finish(_ blob: BlobID) {}

  func matches(_ hash: DVCHash) -> Bool { digest.matches(hash) }
}
