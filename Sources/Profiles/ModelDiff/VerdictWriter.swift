// What a difference of models is, in one sentence.

/// Finds the words for a difference that is complete but for its verdict.
struct VerdictWriter {
  let diff: ModelDiff
  /// The names of all tensors of both sides.
  let names: [String]
  /// The weights that both sides have: see `ModelReport`.
  let weights: Set<String>

  private struct Part {
    var kind: ModelVerdict.Kind
    var text: String
  }

  var verdict: ModelVerdict {
    let parts = [resized, reshaped, retyped, changed, renamed, structure].compactMap { $0 }
    guard let first = parts.first else { return ModelVerdict(sameTensors.kind, sameTensors.text) }
    let kind = parts.count == 1 ? first.kind : .mixed
    return ModelVerdict(
      kind, (parts.map(\.text) + [newNaN, uncompared].compactMap { $0 }).joined(separator: "; "))
  }

  private func changes(_ kind: TensorChange.Kind) -> [TensorChange] {
    diff.tensors.filter { $0.kind == kind }
  }

  // MARK: - No tensor differs

  private var sameTensors: Part {
    let counts = diff.counts
    if counts.after == 0, counts.before == 0 {
      return Part(kind: .unknown, text: "no tensors were found")
    }
    if let uncompared {
      return Part(kind: .unknown, text: "no difference was found, but \(uncompared)")
    }
    let all = Self.count(counts.after, "tensor")
    if diff.formats.before != diff.formats.after {
      let (old, new) = (diff.formats.before, diff.formats.after)
      return Part(
        kind: .reformatted,
        text: "the same \(all) in another format: \(old.joined(separator: ", ")) -> "
          + new.joined(separator: ", "))
    }
    if counts.moved > 0 {
      return Part(kind: .moved, text: "the same \(all), \(counts.moved) of them in other files")
    }
    let texts = diff.metadata.isEmpty ? "" : ", and other metadata"
    if diff.isReordered {
      return Part(kind: .reordered, text: "reordered: the same \(all) in another order\(texts)")
    }
    if !diff.metadata.isEmpty {
      return Part(kind: .metadata, text: "only metadata changed: the same \(all)")
    }
    return Part(kind: .layout, text: "the same \(all): only the bytes around them differ")
  }

  // MARK: - Shapes and types

  /// Tensors of which only the number of rows is another one.
  private var resized: Part? {
    let all = changes(.reshaped).filter { $0.commonRows != nil }
    guard !all.isEmpty else { return nil }
    let texts = all.prefix(3).map { change in
      let rows = (change.before?.shape.first ?? 0, change.after?.shape.first ?? 0)
      let entries = change.after?.shape.count == 1 ? "numbers" : "rows"
      return "\(Self.short(change.name)) \(rows.0) -> \(rows.1) \(entries)"
    }
    let more = all.count - texts.count
    let isEmbedding = all.contains { Self.isEmbedding($0) }
    return Part(
      kind: .resized,
      text: "resized\(isEmbedding ? " embedding" : ""): "
        + texts.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        + ", \(commonRows(all))")
  }

  /// What became of the rows that both sides have.
  private func commonRows(_ all: [TensorChange]) -> String {
    let rows = Set(all.compactMap(\.commonRows))
    let which = rows.count == 1 ? "the first \(rows.first ?? 0)" : "the common rows"
    let compared = all.compactMap(\.difference)
    guard compared.count == all.count else { return "\(which) not compared" }
    let moved = compared.filter { $0.changed > 0 }
    guard let greatest = moved.map(\.relativeL2).max() else { return "\(which) unchanged" }
    return "\(which) changed (relative L2 \(SignificantDigits.text(greatest)))"
  }

  private var reshaped: Part? {
    let all = changes(.reshaped).filter { $0.commonRows == nil }
    guard !all.isEmpty else { return nil }
    let isSame = all.allSatisfy { $0.difference?.changed == 0 }
    return Part(
      kind: .tensors,
      text: "\(Self.count(all.count, "tensor")) reshaped: \(patterns(all.map(\.name)))"
        + (isSame ? ", with the same numbers" : ""))
  }

  private var retyped: Part? {
    let all = changes(.retyped)
    guard !all.isEmpty else { return nil }
    let types = Set(all.map { "\($0.before?.type ?? "") -> \($0.after?.type ?? "")" }).sorted()
    let shown = types.prefix(3).joined(separator: ", ") + (types.count > 3 ? " and others" : "")
    if all.allSatisfy({ $0.isConversion == true }) {
      return Part(
        kind: .converted, text: "dtype conversion \(shown) of the same weights")
    }
    let read = all.compactMap(\.difference)
    let moved = all.filter { $0.isConversion == false }
    let text = "\(Self.count(all.count, "tensor")) retyped \(shown)"
    if read.isEmpty { return Part(kind: .tensors, text: "\(text), values not compared") }
    let greatest = SignificantDigits.text(read.map(\.relativeL2).max() ?? 0)
    return Part(
      kind: .tensors,
      text: "\(text), \(moved.count) with other values (relative L2 up to \(greatest))")
  }

  // MARK: - Numbers

  private var changed: Part? {
    let all = changes(.changed)
    guard !all.isEmpty else { return nil }
    let numbers = figures(all)
    let common = diff.counts.after - diff.counts.added
    let moved = changedNames
    if weights.count > 0, weights.isSubset(of: moved) {
      let isAll = moved.count == common
      let some = isAll ? "" : " matrix moved, \(moved.count) of \(Self.count(common, "tensor"))"
      return Part(
        kind: .everyWeight, text: "every weight\(isAll ? " tensor moved" : some)\(numbers)")
    }
    let layers = LayerNames(names)
    let touched = layers.containing(all.map(\.name))
    let outside = all.filter { LayerName(of: $0.name) == nil }.map(\.name)
    if !touched.isEmpty, touched.count < layers.all.count, outside.count <= 3 {
      let rest = outside.isEmpty ? "" : ", and \(patterns(outside))"
      return Part(
        kind: .layers,
        text: "\(touched.count) of \(Self.count(layers.all.count, "layer")) changed: "
          + layers.summary(touched, max: 8) + rest + numbers)
    }
    return Part(
      kind: .tensors,
      text: "\(all.count) of \(Self.count(common, "tensor")) changed: "
        + patterns(all.map(\.name)) + numbers)
  }

  /// Names of tensors whose numbers are others, whatever else happened to them.
  private var changedNames: Set<String> {
    Set(
      diff.tensors.filter { change in
        switch change.kind {
        case .changed: change.difference.map { $0.changed > 0 } ?? true
        case .reshaped, .retyped: change.difference.map { $0.changed > 0 } ?? false
        default: false
        }
      }.map(\.name))
  }

  /// ` (relative L2 0.02, 98 % of the numbers)`; empty where nothing was measured.
  private func figures(_ all: [TensorChange]) -> String {
    var total = TensorDifference()
    for difference in all.compactMap(\.difference) { total.add(difference) }
    guard total.count > 0 else { return "" }
    if total.changed == 0 { return " (in signs of zero or payloads of NaN alone)" }
    let share = Double(total.changed) / Double(total.count) * 100
    let percent = share < 1 ? "below 1" : "\(Int(share.rounded(.down)))"
    return " (relative L2 \(SignificantDigits.text(total.relativeL2)), \(percent) % of the numbers)"
  }

  // MARK: - Names

  private var renamed: Part? {
    let same = changes(.renamed).count
    let all = diff.tensors.count { change in
      change.before.map { $0.name != change.name } ?? false && change.after != nil
    }
    guard all > 0 else { return nil }
    let isAll = same == diff.counts.after && same == diff.counts.before
    let names =
      isAll
      ? "the same \(Self.count(all, "tensor")) under other names"
      : "\(Self.count(all, "tensor")) renamed"
    let prefix = diff.namePrefix.map {
      ", \($0.isAdded ? "with" : "without") '\(Self.short($0.text))' in front"
    }
    return Part(kind: .renamed, text: names + (prefix ?? ""))
  }

  private var structure: Part? {
    let parts = [(changes(.added), "added"), (changes(.removed), "removed")].compactMap {
      all, word in
      all.isEmpty
        ? nil : "\(Self.count(all.count, "tensor")) \(word): \(patterns(all.map(\.name)))"
    }
    return parts.isEmpty ? nil : Part(kind: .structure, text: parts.joined(separator: "; "))
  }

  private var newNaN: String? {
    let count = diff.tensors.count { $0.hasNewNaN }
    return count == 0 ? nil : "NaN appeared in \(Self.count(count, "tensor"))"
  }

  private var uncompared: String? {
    let all = changes(.uncompared)
    guard let first = all.first else { return nil }
    let reasons = Set(all.compactMap(\.reason))
    let why = reasons.count == 1 ? ": \(first.reason ?? "")" : ""
    return "\(Self.count(all.count, "tensor")) could not be compared\(why)"
  }

  /// Names, those of many layers as one: `layers.*.q (11), head`. At most four, the most frequent first.
  private func patterns(_ names: [String]) -> String {
    var counts: [String: Int] = [:]
    var example: [String: String] = [:]
    for name in names {
      let pattern = LayerName.pattern(of: name)
      counts[pattern, default: 0] += 1
      example[pattern] = name
    }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let texts = sorted.prefix(4).map { pattern, count in
      count == 1 ? Self.short(example[pattern] ?? pattern) : "\(Self.short(pattern)) (\(count))"
    }
    let more = sorted.dropFirst(4).reduce(0) { $0 + $1.value }
    return texts.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }

  private static let embeddingWords = ["embed", "wte", "wpe", "vocab", "head", "token", "output"]

  private static func isEmbedding(_ change: TensorChange) -> Bool {
    let name = change.name.lowercased()
    return change.after?.shape.count == 2 && embeddingWords.contains { name.contains($0) }
  }

  private static func short(_ name: String) -> String {
    name.count <= 80 ? name : name.prefix(79) + "…"
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
