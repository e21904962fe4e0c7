// Compares two versions of a model: what names and shapes tell, then bytes where they are needed.
import FileFormats
import Objects

/// Two versions of a model, to be compared in bounded memory: a stretch of each side at a time.
public struct ModelComparison: Sendable {
  private let before: [ModelSide]
  private let after: [ModelSide]
  /// Bytes that may be read of both sides, in all.
  private var bytesLeft: UInt64
  private var pairing: TensorPairing
  private let prefix: NamePrefix?
  /// One a pair.
  private var relations: [TensorRelation] = []
  /// Whether the bytes of a pair are the same; nil where it is not known.
  private var sameness: [Bool?] = []
  /// The figures of a pair.
  private var figures: [Int: StretchFigures] = [:]

  /// - Parameter bytesMax: tensors of more bytes in all are not read; what is known of them without
  ///   remains.
  public init(before: [ModelSide], after: [ModelSide], bytesMax: UInt64 = .max) {
    self.before = before
    self.after = after
    bytesLeft = bytesMax
    pairing = TensorPairing(before: before, after: after)
    prefix = pairing.pairByPrefix()
    relate()
  }

  /// What differs. Errors: what the readers throw.
  public mutating func run(on source: some TensorSource) throws -> ModelDiff {
    try findRenamed(source)
    try settleSameness(source)
    try measure(source)
    return ModelReport(
      before: before, after: after, pairing: pairing, prefix: prefix, relations: relations,
      sameness: sameness, figures: figures
    ).make()
  }

  /// What the files say of each pair, and what is known of the bytes without reading them.
  private mutating func relate() {
    relations = pairing.pairs.map { TensorRelation(before[$0.before], after[$0.after]) }
    sameness = zip(pairing.pairs, relations).map { pair, relation in
      if pair.isByContent { return true }
      guard relation.kind == .changed else { return nil }
      if let known = before.content(pair.before).isSame(as: after.content(pair.after)) {
        return known
      }
      // Tensors without elements are all alike.
      return relation.reading.map { $0.beforeBytes == 0 && $0.afterBytes == 0 } == true ? true : nil
    }
  }

  /// Whether so many bytes may be read; they are then taken off.
  private mutating func takes(_ bytes: UInt64) -> Bool {
    guard bytes <= bytesLeft else { return false }
    bytesLeft -= bytes
    return true
  }

  private func stretches(of pair: Int) -> [TensorStretch] {
    guard let reading = relations[pair].reading else { return [] }
    let place = pairing.pairs[pair]
    return TensorStretch.of(
      reading, beforeFile: place.before.file, afterFile: place.after.file)
  }

  // MARK: - Whether bytes are the same

  private mutating func settleSameness(_ source: some TensorSource) throws {
    let open = relations.indices.filter {
      sameness[$0] == nil && relations[$0].kind == .changed && relations[$0].reading != nil
    }
    guard !open.isEmpty, takes(open.reduce(0) { $0 &+ bytes(of: $1) }) else { return }
    // Tensors that changed differ at once as a rule, so only those that do not are read to their end.
    let firsts = open.compactMap { pair in stretches(of: pair).first.map { (pair, $0) } }
    try compare(firsts, source)
    let rest = open.filter { sameness[$0] == true }.flatMap { pair in
      stretches(of: pair).dropFirst().map { (pair, $0) }
    }
    try compare(rest, source)
  }

  /// Sets a pair's sameness to false where a stretch differs, and to true where it was not known.
  private mutating func compare(
    _ work: [(pair: Int, stretch: TensorStretch)], _ source: some TensorSource
  ) throws {
    let same = try source.map(work.count) { index, reader in
      let sides = try reader.read(work[index].stretch)
      return Self.isSame(sides.before, sides.after)
    }
    for (item, isSame) in zip(work, same) {
      sameness[item.pair] = (sameness[item.pair] ?? true) && isSame
    }
  }

  private static func isSame(_ before: [UInt8], _ after: [UInt8]) -> Bool {
    guard before.count == after.count else { return false }
    return before.withUnsafeBytes { before in
      after.withUnsafeBytes { after in
        var index = 0
        while index + 8 <= before.count {
          guard
            before.loadUnaligned(fromByteOffset: index, as: UInt64.self)
              == after.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          else { return false }
          index &+= 8
        }
        return before[index...].elementsEqual(after[index...])
      }
    }
  }

  // MARK: - How numbers differ

  private mutating func measure(_ source: some TensorSource) throws {
    let open = relations.indices.filter { pair in
      guard case .numbers? = relations[pair].reading?.mode else { return false }
      return relations[pair].kind == .changed ? sameness[pair] == false : true
    }
    guard !open.isEmpty, takes(open.reduce(0) { $0 &+ bytes(of: $1) }) else { return }
    for pair in open { figures[pair] = StretchFigures() }
    let work = open.flatMap { pair in stretches(of: pair).map { (pair, $0) } }
    let found = try source.map(work.count) { index, reader in
      let stretch = work[index].1
      let sides = try reader.read(stretch)
      return StretchFigures(stretch.mode, before: sides.before, after: sides.after)
    }
    for (item, next) in zip(work, found) { figures[item.0]?.add(next) }
  }

  private func bytes(of pair: Int) -> UInt64 {
    relations[pair].reading.map { $0.beforeBytes &+ $0.afterBytes } ?? 0
  }

  // MARK: - Names that changed

  private mutating func findRenamed(_ source: some TensorSource) throws {
    let candidates = pairing.candidates()
    guard !candidates.before.isEmpty,
      let contents = try contents(candidates.before, candidates.after, source)
    else { return }
    let after = after
    try pairing.pairRenamed { isAfter, index in
      (isAfter ? contents.after : contents.before)[index]
    } isConstant: { index in
      let known = after[index.file].constants
      if index.tensor < known.count { return known[index.tensor] }
      return try Self.isConstant(after[index], file: index.file, source)
    }
    relate()
  }

  /// The contents of tensors: what is known of all, where that was made in one way, or else digests.
  /// nil when more would have to be read than may be.
  private mutating func contents(
    _ old: [TensorIndex], _ new: [TensorIndex], _ source: some TensorSource
  ) throws -> (before: [TensorIndex: TensorContent], after: [TensorIndex: TensorContent])? {
    let known = (old.map { before.content($0) }, new.map { after.content($0) })
    let schemes = Set((known.0 + known.1).map(\.scheme))
    func table(_ keys: [TensorIndex], _ values: [TensorContent]) -> [TensorIndex: TensorContent] {
      Dictionary(zip(keys, values), uniquingKeysWith: { first, _ in first })
    }
    if schemes.count == 1, schemes != [0] { return (table(old, known.0), table(new, known.1)) }
    let work =
      old.map { (file: $0.file, range: before[$0].range ?? 0..<0, isAfter: false) }
      + new.map { (file: $0.file, range: after[$0].range ?? 0..<0, isAfter: true) }
    guard takes(work.reduce(0) { $0 &+ ($1.range.upperBound - $1.range.lowerBound) }) else {
      return nil
    }
    let digests = try source.map(work.count) { index, reader in
      let item = work[index]
      var hasher = SHA256Hasher()
      for part in Self.parts(of: item.range) {
        hasher.update(try reader.read(part, of: item.file, isAfter: item.isAfter))
      }
      return TensorContent.sha256(hasher.finalize())
    }
    return (
      table(old, Array(digests.prefix(old.count))), table(new, Array(digests.dropFirst(old.count)))
    )
  }

  /// Whether a tensor is one number, repeated. The first part that is not tells.
  private static func isConstant(
    _ tensor: TensorInfo, file: Int, _ source: some TensorSource
  ) throws -> Bool {
    guard let range = tensor.range else { return false }
    let step = max((tensor.type?.bitCount ?? 8) / 8, 1)
    let answer = try source.map(1) { _, reader in
      var first: ArraySlice<UInt8> = []
      for part in parts(of: range) {
        let bytes = try reader.read(part, of: file, isAfter: true)
        if first.isEmpty { first = bytes.prefix(step) }
        guard bytes.prefix(step) == first, bytes.dropFirst(step).elementsEqual(bytes.dropLast(step))
        else { return false }
      }
      return true
    }
    return answer == [true]
  }

  private static func parts(of range: Range<UInt64>) -> [Range<UInt64>] {
    stride(from: range.lowerBound, to: range.upperBound, by: Int(TensorStretch.bytes)).map {
      $0..<min($0 + TensorStretch.bytes, range.upperBound)
    }
  }
}
