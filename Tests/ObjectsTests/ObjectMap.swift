import Objects

/// Objects in memory, counted as they are read.
final class ObjectMap<Kind: ObjectKind> {
  private(set) var objects: [ObjectID<Kind>: [UInt8]] = [:]
  private(set) var loads: [ObjectID<Kind>] = []

  func put(_ id: ObjectID<Kind>, _ bytes: [UInt8]) { objects[id] = bytes }

  /// Stores bytes under their own id.
  @discardableResult
  func put(_ bytes: [UInt8]) -> ObjectID<Kind> {
    let id = ObjectID<Kind>(SHA256Hasher.hash(bytes))
    objects[id] = bytes
    return id
  }

  func load(_ id: ObjectID<Kind>) throws -> [UInt8] {
    loads.append(id)
    guard let bytes = objects[id] else { throw Missing() }
    return bytes
  }

  func forgetLoads() { loads = [] }

  struct Missing: Error {}
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

func digest(_ text: String) -> Digest { SHA256Hasher.hash(text) }

/// The reason of `ObjectError.malformed`; nil when nothing, or something else, is thrown.
func malformation(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch ObjectError.malformed(_, _, let reason) {
    return reason
  } catch {
    return nil
  }
}
