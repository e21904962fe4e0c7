// From what a comparison found to the value that is shown.
import FileFormats

/// Gathers the changes of a comparison, and counts them.
struct ModelReport {
  let before: [ModelSide]
  let after: [ModelSide]
  let pairing: TensorPairing
  let prefix: NamePrefix?
  let relations: [TensorRelation]
  let sameness: [Bool?]
  let figures: [Int: StretchFigures]

  func make() -> ModelDiff {
    var diff = ModelDiff()
    diff.counts.before = before.indexes.count
    diff.counts.after = after.indexes.count
    for pair in pairing.pairs.indices { add(pair, to: &diff) }
    for index in pairing.added {
      diff.counts.added += 1
      diff.tensors.append(TensorChange(kind: .added, after: side(index, after)))
    }
    for index in pairing.removed {
      diff.counts.removed += 1
      diff.tensors.append(TensorChange(kind: .removed, before: side(index, before)))
    }
    diff.tensors = TensorChange.sorted(diff.tensors)
    diff.formats = (formats(before), formats(after))
    diff.isReordered = isReordered
    diff.namePrefix = prefix
    diff.metadata = metadata()
    diff.layers = layers(diff.tensors)
    diff.notices = notices()
    diff.verdict = VerdictWriter(diff: diff, names: names, weights: weightNames).verdict
    return diff
  }

  private func add(_ pair: Int, to diff: inout ModelDiff) {
    let place = pairing.pairs[pair]
    let relation = relations[pair]
    var change = TensorChange(
      kind: relation.kind, before: side(place.before, before), after: side(place.after, after))
    change.reason = relation.reason
    change.commonRows = relation.commonRows
    if !isOneFile, change.before?.file != change.after?.file { diff.counts.moved += 1 }
    switch change.kind {
    case .reshaped: diff.counts.reshaped += 1
    case .retyped: diff.counts.retyped += 1
    default:
      switch sameness[pair] {
      case true? where change.before?.name == change.after?.name:
        diff.counts.unchanged += 1
        return
      case true?:
        diff.counts.renamed += 1
        change.kind = .renamed
        change.reason = nil
      case false?: diff.counts.changed += 1
      case nil:
        change.kind = .uncompared
        diff.counts.uncompared += 1
        change.reason = change.reason ?? "the bytes were not read"
      }
    }
    if let found = figures[pair] {
      change.difference = found.difference
      if change.kind == .retyped { change.isConversion = found.misses == 0 }
      if let difference = found.difference {
        if diff.total == nil { diff.total = TensorDifference() }
        diff.total?.add(difference)
      }
    }
    diff.tensors.append(change)
  }

  private func side(_ index: TensorIndex, _ sides: [ModelSide]) -> TensorChange.Side {
    let tensor = sides[index]
    return TensorChange.Side(
      name: tensor.name, file: sides[index.file].file, type: tensor.typeText, shape: tensor.shape)
  }

  /// Where both sides have one file, it is the same file, whatever it is called.
  private var isOneFile: Bool { before.count == 1 && after.count == 1 }

  private func formats(_ sides: [ModelSide]) -> [String] {
    Set(sides.map(\.model.format.rawValue)).sorted()
  }

  /// All names, of the version after first.
  private var names: [String] {
    after.indexes.map { after[$0].name } + pairing.removed.map { before[$0].name }
  }

  /// The weights that both sides have: tensors of floating-point numbers with two axes or more, where
  /// there are any. A small step leaves many norms and biases as they are, in types of 16 bits.
  private var weightNames: Set<String> {
    let all = pairing.pairs.map { after[$0.after] }.filter {
      $0.type?.isFloat == true && $0.elementCount != 0
    }
    let matrices = all.filter { $0.shape.count > 1 }
    return Set((matrices.isEmpty ? all : matrices).map(\.name))
  }

  /// Whether two tensors of a file have changed places.
  private var isReordered: Bool {
    var last: [[Int]: Int] = [:]
    for pair in pairing.pairs {
      let files = [pair.before.file, pair.after.file]
      if pair.before.tensor < last[files] ?? 0 { return true }
      last[files] = pair.before.tensor
    }
    return false
  }

  private func layers(_ changes: [TensorChange]) -> ModelDiff.Layers? {
    let layers = LayerNames(names)
    guard !layers.all.isEmpty else { return nil }
    let changed = layers.containing(
      changes.filter { $0.kind != .renamed && $0.kind != .uncompared }.map(\.name))
    return ModelDiff.Layers(count: layers.all.count, changed: layers.titles(changed))
  }

  private func metadata() -> [ModelDiff.MetadataChange] {
    var changes: [ModelDiff.MetadataChange] = []
    for side in after {
      let old = isOneFile ? before.first : before.first { $0.file == side.file }
      guard let old, old.model.format == side.model.format else { continue }
      let (first, second) = (old.model.metadata, side.model.metadata)
      for key in Set(first.keys).union(second.keys).sorted() where first[key] != second[key] {
        guard changes.count < ModelDiff.metadataMax else { return changes }
        func cut(_ text: String?) -> String? { text.map { String($0.prefix(ModelDiff.textMax)) } }
        changes.append(
          ModelDiff.MetadataChange(
            file: side.file, key: String(key.prefix(ModelDiff.textMax)), before: cut(first[key]),
            after: cut(second[key])))
      }
    }
    return changes
  }

  /// What readers remarked, each once: tensors that are not listed are not compared.
  private func notices() -> [String] {
    var seen: Set<String> = []
    return (before + after).flatMap { side in
      side.model.remarks.map { isOneFile ? $0 : "\(side.file): \($0)" }
    }.filter { seen.insert($0).inserted }
  }
}

extension TensorType {
  /// Whether these are floating-point numbers: what weights are made of.
  var isFloat: Bool {
    switch self {
    case .f4, .f6e2m3, .f6e3m2, .f8e5m2, .f8e4m3, .f8e8m0, .f16, .bf16, .f32, .f64: true
    default: false
    }
  }
}
