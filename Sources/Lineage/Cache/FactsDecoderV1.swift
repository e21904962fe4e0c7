import Objects

/// The cache file is not what was written, or is of another version.
struct CacheDamage: Error {}

/// Reads the cache file (`FactsLayoutV1`) and never past its end.
struct FactsDecoderV1 {
  private let bytes: [UInt8]
  private var position = FactsLayoutV1.headBytes
  /// Where the checksum begins.
  private let end: Int
  private var texts: [String] = []

  /// Errors: `CacheDamage` for anything but a whole file of this version.
  static func decode(_ bytes: [UInt8]) throws(CacheDamage) -> [LineageFacts] {
    var decoder = try FactsDecoderV1(checking: bytes)
    try decoder.readTexts()
    let count = try decoder.count()
    var facts: [LineageFacts] = []
    facts.reserveCapacity(count)
    for _ in 0..<count { facts.append(try decoder.commit()) }
    guard decoder.position == decoder.end else { throw CacheDamage() }
    return facts
  }

  private init(checking bytes: [UInt8]) throws(CacheDamage) {
    end = bytes.count - Digest.byteCount
    self.bytes = bytes
    guard end >= FactsLayoutV1.headBytes, bytes.starts(with: FactsLayoutV1.magic) else {
      throw CacheDamage()
    }
    let sum = bytes.withUnsafeBytes { buffer in
      SHA256Hasher.hash(UnsafeRawBufferPointer(rebasing: buffer[..<end]))
    }
    guard sum == Digest(bytes: bytes[end...]) else { throw CacheDamage() }
    position = FactsLayoutV1.magic.count
    guard try integer() as UInt32 == FactsLayoutV1.version else { throw CacheDamage() }
  }

  private mutating func readTexts() throws(CacheDamage) {
    let count = try count()
    texts.reserveCapacity(count)
    for _ in 0..<count {
      let length = Int(try integer() as UInt32)
      let start = try advance(length)
      guard let text = String(validating: bytes[start..<start + length], as: UTF8.self) else {
        throw CacheDamage()
      }
      texts.append(text)
    }
  }

  private mutating func commit() throws(CacheDamage) -> LineageFacts {
    let id = CommitID(try digest())
    let tree = TreeID(try digest())
    let time = Timestamp(seconds: try integer())
    let author = Author(name: try text(), email: try text(), time: time)
    var facts = LineageFacts(
      id: id, parents: [], tree: tree, author: author, subject: try text())
    for _ in 0..<(try count()) { facts.parents.append(CommitID(try digest())) }
    facts.code = try code()
    for _ in 0..<(try count()) { facts.edges.append(try edge()) }
    for _ in 0..<(try count()) {
      facts.sightings.append(
        LineageSighting(
          reference: try reference(),
          path: try optionalText().map { RepositoryPath(unchecked: $0) }, object: try object()))
    }
    return facts
  }

  private mutating func code() throws(CacheDamage) -> CodeFacts? {
    let form: UInt8 = try integer()
    switch form {
    case 0: return nil
    case 1: return CodeFacts(tree: TreeID(try digest()), git: nil)
    case 2:
      let tree = TreeID(try digest())
      let git = LineageGit(
        commit: try optionalText(), branch: try optionalText(), isDirty: try flag())
      return CodeFacts(tree: tree, git: git)
    default: throw CacheDamage()
    }
  }

  private mutating func edge() throws(CacheDamage) -> LineageEdge {
    let output = try reference()
    let id = try object()
    guard let evidence = FactsLayoutV1.evidence(try integer()) else { throw CacheDamage() }
    let run = try flag() ? RunID(try digest()) : nil
    var inputs: [LineageInput] = []
    for _ in 0..<(try count()) { inputs.append(try input()) }
    return LineageEdge(output: output, id: id, inputs: inputs, evidence: evidence, run: run)
  }

  private mutating func input() throws(CacheDamage) -> LineageInput {
    let role = try text()
    switch FactsLayoutV1.InputForm(rawValue: try integer()) {
    case .asset:
      return LineageInput(.asset(try reference(), id: try object()), role: role)
    case .foreignAsset:
      let asset = try reference()
      let id = try object()
      let origin = AssetOrigin(repository: try text(), commit: CommitID(try digest()))
      return LineageInput(.asset(asset, id: id, from: origin), role: role)
    case .external:
      return LineageInput(.external(uri: try text(), digest: try optionalText()), role: role)
    case nil: throw CacheDamage()
    }
  }

  // MARK: - Fields

  private mutating func reference() throws(CacheDamage) -> AssetReference {
    guard let kind = FactsLayoutV1.kind(try integer()) else { throw CacheDamage() }
    return AssetReference(kind: kind, name: try text())
  }

  private mutating func object() throws(CacheDamage) -> AssetObject {
    let code: UInt8 = try integer()
    guard let object = FactsLayoutV1.object(code, try digest()) else { throw CacheDamage() }
    return object
  }

  private mutating func text() throws(CacheDamage) -> String {
    let number = Int(try integer() as UInt32)
    guard number < texts.count else { throw CacheDamage() }
    return texts[number]
  }

  private mutating func optionalText() throws(CacheDamage) -> String? {
    let number = Int(try integer() as UInt32)
    guard number <= texts.count else { throw CacheDamage() }
    return number == 0 ? nil : texts[number - 1]
  }

  private mutating func flag() throws(CacheDamage) -> Bool { try integer() as UInt8 == 1 }

  /// How many things follow; no more than there are bytes.
  private mutating func count() throws(CacheDamage) -> Int {
    let count = Int(try integer() as UInt32)
    guard count <= end - position else { throw CacheDamage() }
    return count
  }

  private mutating func digest() throws(CacheDamage) -> Digest {
    let start = try advance(Digest.byteCount)
    return bytes.withUnsafeBytes { Digest(raw: UnsafeRawBufferPointer(rebasing: $0[start...])) }
  }

  private mutating func integer<I: FixedWidthInteger & BitwiseCopyable>(
    _ type: I.Type = I.self
  ) throws(CacheDamage) -> I {
    let start = try advance(MemoryLayout<I>.size)
    return I(
      littleEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: I.self) })
  }

  /// Steps over `count` bytes, if there are as many, and returns where they begin.
  private mutating func advance(_ count: Int) throws(CacheDamage) -> Int {
    guard count <= end - position else { throw CacheDamage() }
    defer { position += count }
    return position
  }
}
