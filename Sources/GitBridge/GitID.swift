// The name of a git object, between libgit2's twenty bytes and hex.
import CLibgit2
import Objects

/// A SHA-1 id.
enum GitID {
  /// 40 lower-case hex digits.
  static func hex(_ id: git_oid) -> String {
    var id = id
    return withUnsafeBytes(of: &id) { Hex.encode($0) }
  }

  /// nil unless the text is 40 hex digits.
  static func parse(_ text: String) -> git_oid? {
    guard text.utf8.count == Int(GIT_OID_HEXSZ), text.utf8.allSatisfy(isHexDigit) else {
      return nil
    }
    var id = git_oid()
    return git_oid_fromstr(&id, text) == 0 ? id : nil
  }

  static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}

/// As a key of sets and dictionaries.
struct GitIDKey: Hashable {
  let id: git_oid

  static func == (a: Self, b: Self) -> Bool {
    var (left, right) = (a.id, b.id)
    return git_oid_equal(&left, &right) != 0
  }

  func hash(into hasher: inout Hasher) {
    var id = id
    withUnsafeBytes(of: &id) { hasher.combine(bytes: $0) }
  }
}
