// Little-endian fields of packs and segments. Callers check lengths first.
import Objects

extension UnsafeRawBufferPointer {
  /// The integer at `offset`, which must lie inside.
  @inline(__always)
  func little<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T {
    T(littleEndian: loadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// The 32-byte id at `offset`, which must lie inside.
  @inline(__always)
  func digest(at offset: Int) -> Digest {
    Digest(raw: UnsafeRawBufferPointer(rebasing: self[offset..<offset + 32]))
  }

  /// Whether the bytes at `offset` are those of `text`.
  func holds(_ text: StaticString, at offset: Int) -> Bool {
    guard offset >= 0, offset + text.utf8CodeUnitCount <= count else { return false }
    return text.withUTF8Buffer { expected in
      expected.indices.allSatisfy { self[offset + $0] == expected[$0] }
    }
  }
}

extension [UInt8] {
  mutating func append<T: FixedWidthInteger>(little value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  mutating func append(_ digest: Digest) {
    digest.withUnsafeBytes { append(contentsOf: $0) }
  }

  mutating func append(text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  mutating func append(zeros count: Int) {
    append(contentsOf: repeatElement(0, count: count))
  }
}
