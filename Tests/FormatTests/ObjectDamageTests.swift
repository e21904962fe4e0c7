import Objects
import TestSupport
import Testing

/// Every truncation of every object vector, and every byte of it changed: decoders throw, or give a
/// value whose bytes are not the vector's. They never trap. (In a store the id fails first.)
@Suite struct ObjectDamageTests {
  @Test(arguments: ObjectVector.all.filter { $0.objects.count == 1 && $0.kind != "blob" })
  func smallVectors(_ vector: ObjectVector) throws {
    let bytes = vector.root
    for end in 0..<bytes.count { expectSeen(Array(bytes[..<end]), at: vector.id, in: vector) }
    for index in bytes.indices {
      // In `\u001f` the other case of a digit is the same text.
      let isInEscape = bytes[..<index].suffix(5).starts(with: "\\u00".utf8)
      let masks: [UInt8] = index.isMultiple(of: 2) ? [0x01, 0x80] : [0x20, 0xFF]
      for mask in CrashDisk.isInTurn ? masks : [0x01, 0x20, 0x80, 0xFF]
      where !(isInEscape && mask == 0x20) {
        var changed = bytes
        changed[index] ^= mask
        expectSeen(changed, at: vector.id, in: vector)
      }
    }
  }

  /// Of vectors of several objects: all of the root, and of each part the first bytes, the last
  /// ones and a sample between them; rows repeat.
  @Test(arguments: ObjectVector.all.filter { $0.objects.count > 1 })
  func vectorsOfParts(_ vector: ObjectVector) throws {
    for object in vector.objects {
      let count = object.bytes.count
      let isRoot = object.id == vector.id
      let places = object.bytes.indices.filter {
        isRoot ? $0 % 3 == 0 || $0 < 64 : $0 < 60 || $0 >= count - 40 || $0 % 1009 == 0
      }
      for index in places {
        expectSeen(Array(object.bytes[..<index]), at: object.id, in: vector)
        var changed = object.bytes
        changed[index] ^= index % 2 == 0 ? 0xFF : 0x01
        expectSeen(changed, at: object.id, in: vector)
      }
    }
  }

  /// `bytes` stand where the object `id` should.
  private func expectSeen(_ bytes: [UInt8], at id: Digest, in vector: ObjectVector) {
    let load = { (wanted: Digest) in wanted == id ? bytes : try vector.load(wanted) }
    guard let again = try? Self.reencoded(vector, load) else { return }
    #expect(again != vector.id)
  }

  /// Decodes a vector and gives the id of what was decoded.
  private static func reencoded(
    _ vector: ObjectVector, _ load: (Digest) throws -> [UInt8]
  ) throws -> Digest {
    switch vector.kind {
    case "recipe":
      let recipe = try RecipeCodec.decode(root: RecipeID(vector.id), expecting: nil) {
        try load($0.digest)
      }
      return RecipeCodec.encode(recipe) { _, _ in }.digest
    case "tree":
      let entries = try TreeCodec.decode(TreeID(vector.id)) { try load($0.digest) }
      return try TreeCodec.encode(entries) { _, _ in }.digest
    case "commit": return try Commit.decode(load(vector.id)).id.digest
    case "run": return try RunRecord.decode(load(vector.id)).id.digest
    case "note": return try Note.decode(load(vector.id)).id.digest
    case "operation": return try Operation.decode(load(vector.id)).id.digest
    default: return try Staging.decode(load(vector.id)).id.digest
    }
  }
}
