import Objects

/// Writes the cache file (`FactsLayoutV1`). The same facts in the same order give the same bytes.
struct FactsEncoderV1 {
  private var body: [UInt8] = []
  private var texts: [UInt8] = []
  /// By bytes: two spellings of one letter are two names.
  private var numbers: [[UInt8]: UInt32] = [:]

  static func encode(_ facts: [LineageFacts]) -> [UInt8] {
    var encoder = FactsEncoderV1()
    encoder.count(facts.count)
    for commit in facts { encoder.add(commit) }
    var bytes = FactsLayoutV1.magic
    bytes.append(integer: FactsLayoutV1.version)
    bytes.append(integer: UInt32(encoder.numbers.count))
    bytes += encoder.texts
    bytes += encoder.body
    return bytes + SHA256Hasher.hash(bytes).bytes
  }

  private mutating func add(_ facts: LineageFacts) {
    add(facts.id.digest)
    add(facts.tree.digest)
    body.append(integer: facts.author.time.seconds)
    add(facts.author.name)
    add(facts.author.email)
    add(facts.subject)
    count(facts.parents.count)
    for parent in facts.parents { add(parent.digest) }
    add(facts.code)
    count(facts.edges.count)
    for edge in facts.edges { add(edge) }
    count(facts.sightings.count)
    for sighting in facts.sightings {
      add(sighting.reference)
      add(optional: sighting.path?.string)
      add(sighting.object)
    }
  }

  private mutating func add(_ code: CodeFacts?) {
    guard let code else {
      body.append(0)
      return
    }
    body.append(code.git == nil ? 1 : 2)
    add(code.tree.digest)
    guard let git = code.git else { return }
    add(optional: git.commit)
    add(optional: git.branch)
    body.append(git.isDirty ? 1 : 0)
  }

  private mutating func add(_ edge: LineageEdge) {
    add(edge.output)
    add(edge.id)
    body.append(FactsLayoutV1.code(of: edge.evidence))
    body.append(edge.run == nil ? 0 : 1)
    if let run = edge.run { add(run.digest) }
    count(edge.inputs.count)
    for input in edge.inputs { add(input) }
  }

  private mutating func add(_ input: LineageInput) {
    add(input.role)
    switch input.source {
    case .asset(let asset, let id, let origin):
      body.append((origin == nil ? FactsLayoutV1.InputForm.asset : .foreignAsset).rawValue)
      add(asset)
      add(id)
      if let origin {
        add(origin.repository)
        add(origin.commit.digest)
      }
    case .external(let uri, let digest):
      body.append(FactsLayoutV1.InputForm.external.rawValue)
      add(uri)
      add(optional: digest)
    }
  }

  private mutating func add(_ reference: AssetReference) {
    body.append(FactsLayoutV1.code(of: reference.kind))
    add(reference.name)
  }

  private mutating func add(_ object: AssetObject) {
    body.append(FactsLayoutV1.code(of: object))
    add(object.digest)
  }

  private mutating func add(_ digest: Digest) {
    digest.withUnsafeBytes { body.append(contentsOf: $0) }
  }

  private mutating func add(_ text: String) { body.append(integer: number(of: text)) }

  private mutating func add(optional text: String?) {
    body.append(integer: text.map { number(of: $0) + 1 } ?? 0)
  }

  private mutating func count(_ count: Int) { body.append(integer: UInt32(count)) }

  private mutating func number(of text: String) -> UInt32 {
    let utf8 = Array(text.utf8)
    if let known = numbers[utf8] { return known }
    let number = UInt32(numbers.count)
    numbers[utf8] = number
    texts.append(integer: UInt32(utf8.count))
    texts += utf8
    return number
  }
}

extension [UInt8] {
  /// Appends a number, little-endian.
  fileprivate mutating func append(integer value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
