/// The folders that names of refs make: `a/b` is in the folder `a`, so no ref can be named `a` beside it.
///
/// Names are whole ones, such as `heads/a/b`. A question or a change takes as long as a name has parts, however
/// many refs there are.
struct RefFolders {
  private var names: Set<String>
  /// How many refs each folder holds, also in folders inside it.
  private var counts: [String: Int] = [:]

  init(_ refs: some Sequence<RefName>) {
    names = []
    for ref in refs { insert(ref) }
  }

  mutating func insert(_ ref: RefName) {
    let name = ref.description
    guard names.insert(name).inserted else { return }
    Self.forEachFolder(of: name) { counts[$0, default: 0] += 1 }
  }

  mutating func remove(_ ref: RefName) {
    let name = ref.description
    guard names.remove(name) != nil else { return }
    Self.forEachFolder(of: name) { counts[$0, default: 0] -= 1 }
  }

  /// Whether a ref of this name would be a folder of another, or the other way round.
  func excludes(_ ref: RefName) -> Bool {
    let name = ref.description
    if counts[name, default: 0] > 0 { return true }
    var isTaken = false
    Self.forEachFolder(of: name) { if names.contains($0) { isTaken = true } }
    return isTaken
  }

  private static func forEachFolder(of name: String, _ body: (String) -> Void) {
    let bytes = name.utf8
    for index in bytes.indices where bytes[index] == UInt8(ascii: "/") {
      body(String(name[..<index]))
    }
  }
}
