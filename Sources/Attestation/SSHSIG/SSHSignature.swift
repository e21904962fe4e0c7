// The SSHSIG format of OpenSSH (PROTOCOL.sshsig), as far as it can be read without cryptography.
import Environments
import Objects

/// A signature as `ssh-keygen -Y sign` writes it.
public struct SSHSignature: Sendable, Hashable {
  /// The namespace of what mlx signs.
  public static let namespace = "mlx"
  /// A longer text is refused.
  public static let bytesMax = 64 << 10

  /// The text between the `-----BEGIN SSH SIGNATURE-----` and `-----END SSH SIGNATURE-----` lines, with
  /// both, and a line break at its end.
  public let armored: String
  /// Such as `ssh-ed25519`.
  public let keyType: String
  /// The public key of the signer, as SSH writes it in binary.
  public let publicKey: [UInt8]
  public let namespace: String
  /// `sha256` or `sha512`: what the message was hashed with.
  public let hashAlgorithm: String

  /// As `ssh-keygen -l` prints it: `SHA256:` and 43 characters.
  public var fingerprint: String { Self.fingerprint(of: publicKey) }

  /// The fingerprint of a public key in SSH's binary form.
  static func fingerprint(of key: [UInt8]) -> String {
    var text = Base64.encode(SHA256Hasher.hash(key).bytes)
    while text.last == "=" { text.removeLast() }
    return "SHA256:" + text
  }

  /// Reads the armored text. Checks the structure, not the signature itself.
  ///
  /// Errors: a `SignatureFault` that says what is wrong.
  public init(armored text: String) throws(SignatureFault) {
    guard text.utf8.count <= Self.bytesMax else { throw .init("it is too long") }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count > 2, lines.removeFirst() == Self.begin, lines.removeLast() == Self.end else {
      throw .init("it is not between the lines BEGIN and END SSH SIGNATURE")
    }
    guard let blob = Base64.decode(lines.joined()) else { throw .init("it is not base64") }
    var reader = SSHReader(blob)
    guard reader.bytes(6) == Array("SSHSIG".utf8) else { throw .init("it is no SSHSIG") }
    let version = try reader.number()
    guard version == 1 else { throw .init("its version \(version) is not known") }
    publicKey = try reader.string("the public key")
    namespace = try reader.text("the namespace")
    _ = try reader.string("the reserved field")
    hashAlgorithm = try reader.text("the hash algorithm")
    _ = try reader.string("the signature")
    guard reader.isAtEnd else { throw .init("something follows its end") }
    var key = SSHReader(publicKey)
    keyType = try key.text("the type of the key")
    guard ["sha256", "sha512"].contains(hashAlgorithm) else {
      throw .init("its hash algorithm '\(hashAlgorithm)' is not known")
    }
    guard namespace == Self.namespace else {
      throw .init("its namespace is '\(namespace)', not '\(Self.namespace)'")
    }
    armored = ([Self.begin] + lines.map(String.init) + [Self.end, ""]).joined(separator: "\n")
  }

  private static let begin = "-----BEGIN SSH SIGNATURE-----"
  private static let end = "-----END SSH SIGNATURE-----"
}

/// Why something is no signature, or not one of what it is said to sign.
public struct SignatureFault: Error, Sendable, Hashable {
  /// A sentence without its end.
  public let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Reads the fields of SSH's binary format.
struct SSHReader {
  private let all: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { all = bytes }

  var isAtEnd: Bool { position == all.count }

  mutating func bytes(_ count: Int) -> [UInt8]? {
    guard count >= 0, count <= all.count - position else { return nil }
    defer { position += count }
    return Array(all[position..<position + count])
  }

  mutating func number() throws(SignatureFault) -> UInt32 {
    guard let bytes = bytes(4) else { throw .init("it ends too soon") }
    return bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func string(_ field: String) throws(SignatureFault) -> [UInt8] {
    let count = try number()
    guard let bytes = bytes(Int(clamping: count)) else { throw .init("it ends in \(field)") }
    return bytes
  }

  /// Up to 64 printable characters of ASCII.
  mutating func text(_ field: String) throws(SignatureFault) -> String {
    let bytes = try string(field)
    guard (1...64).contains(bytes.count), bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .init("\(field) is no word")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
