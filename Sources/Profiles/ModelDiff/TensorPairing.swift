// Which tensor of one version is which of the other: by name first, then by content.
import FileFormats

/// The tensors of two versions, paired.
struct TensorPairing {
  /// A tensor that both sides have.
  struct Pair: Equatable {
    var before: TensorIndex
    var after: TensorIndex
    /// Paired by content: the bytes are the same.
    var isByContent = false
  }

  let before: [ModelSide]
  let after: [ModelSide]
  /// In the order of the version after.
  private(set) var pairs: [Pair] = []
  private(set) var removed: [TensorIndex] = []
  private(set) var added: [TensorIndex] = []

  /// A tensor's file and name. Where both sides have one file, whatever it is called is the same file.
  private struct Key: Hashable {
    var file: String
    var name: String
  }

  /// Pairs by file and name; then, of what is left, by names that each side has once: tensors move
  /// between the files of a model.
  init(before: [ModelSide], after: [ModelSide]) {
    self.before = before
    self.after = after
    let isOneFile = before.count == 1 && after.count == 1
    func key(_ index: TensorIndex, _ sides: [ModelSide]) -> Key {
      Key(file: isOneFile ? "" : sides[index.file].file, name: sides[index].name)
    }
    var old: [Key: [TensorIndex]] = [:]
    for index in before.indexes.reversed() { old[key(index, before), default: []].append(index) }
    var partners: [TensorIndex: TensorIndex] = [:]
    var taken: Set<TensorIndex> = []
    for index in after.indexes {
      guard let partner = old[key(index, after)]?.popLast() else { continue }
      partners[index] = partner
      taken.insert(partner)
    }
    let oldLeft = Self.once(before.indexes.filter { !taken.contains($0) }) { before[$0].name }
    let newLeft = Self.once(after.indexes.filter { partners[$0] == nil }) { after[$0].name }
    for (name, index) in newLeft {
      guard let partner = oldLeft[name] else { continue }
      partners[index] = partner
      taken.insert(partner)
    }
    for index in after.indexes {
      if let partner = partners[index] {
        pairs.append(Pair(before: partner, after: index))
      } else {
        added.append(index)
      }
    }
    removed = before.indexes.filter { !taken.contains($0) }
  }

  /// Those whose key no other has.
  static func once<Key: Hashable>(
    _ indexes: [TensorIndex], _ key: (TensorIndex) -> Key
  ) -> [Key: TensorIndex] {
    Dictionary(grouping: indexes, by: key).compactMapValues { $0.count == 1 ? $0[0] : nil }
  }

  // MARK: - Names that changed

  /// What must be equal before bytes can be.
  struct Form: Hashable {
    var type: String
    var shape: [UInt64]
    var bytes: UInt64
  }

  /// Removed and added tensors that may have the same bytes: those to which `renamed` needs the
  /// content of. Tensors that are not whole, or empty, never are.
  func candidates() -> (before: [TensorIndex], after: [TensorIndex]) {
    let old = Set(removed.compactMap { Self.form(before[$0]) })
    let new = Set(added.compactMap { Self.form(after[$0]) })
    let both = old.intersection(new)
    func isLikely(_ tensor: TensorInfo) -> Bool { Self.form(tensor).map(both.contains) ?? false }
    return (removed.filter { isLikely(before[$0]) }, added.filter { isLikely(after[$0]) })
  }

  private static func form(_ tensor: TensorInfo) -> Form? {
    guard let range = tensor.range, !range.isEmpty, tensor.strides == nil else { return nil }
    return Form(
      type: tensor.typeText, shape: tensor.shape, bytes: range.upperBound - range.lowerBound)
  }

  /// Takes removed and added tensors of the same form and content for the same tensor, renamed. Where
  /// several have the same content, only names whose ends tell which is which are paired; tensors of
  /// one repeated number need such names always, since two such tensors are alike by chance.
  ///
  /// - Parameters:
  ///   - content: the content of one of `candidates`, of the side before or after.
  ///   - isConstant: whether all numbers of a tensor of the side after are the same bytes.
  mutating func pairRenamed(
    content: (_ isAfter: Bool, TensorIndex) -> TensorContent?,
    isConstant: (TensorIndex) throws -> Bool
  ) rethrows {
    struct Group: Hashable {
      var form: Form
      var content: TensorContent
    }
    var groups: [Group: (old: [TensorIndex], new: [TensorIndex])] = [:]
    let candidates = candidates()
    for index in candidates.before {
      guard let content = content(false, index), let form = Self.form(before[index]) else {
        continue
      }
      groups[Group(form: form, content: content), default: ([], [])].old.append(index)
    }
    for index in candidates.after {
      guard let content = content(true, index), let form = Self.form(after[index]) else { continue }
      groups[Group(form: form, content: content), default: ([], [])].new.append(index)
    }
    var partners: [TensorIndex: TensorIndex] = [:]
    for group in groups.values where !group.old.isEmpty && !group.new.isEmpty {
      let found = pair(group.old, group.new)
      partners.merge(found) { first, _ in first }
      let old = group.old.filter { !found.values.contains($0) }
      let new = group.new.filter { found[$0] == nil }
      if old.count == 1, new.count == 1, found.isEmpty, try !isConstant(new[0]) {
        partners[new[0]] = old[0]
      }
    }
    take(partners, isByContent: true)
  }

  /// Takes removed tensors for added ones.
  ///
  /// - Parameter partners: those before, by those after.
  mutating func take(_ partners: [TensorIndex: TensorIndex], isByContent: Bool = false) {
    let taken = Set(partners.values)
    pairs += added.compactMap { index in
      partners[index].map { Pair(before: $0, after: index, isByContent: isByContent) }
    }
    added.removeAll { partners[$0] != nil }
    removed.removeAll { taken.contains($0) }
    pairs.sort { ($0.after.file, $0.after.tensor) < ($1.after.file, $1.after.tensor) }
  }

  /// Components at the end of a name that are compared.
  private static let endMax = 6

  /// By the longest common ends of names, where exactly one of each side has them.
  private func pair(
    _ old: [TensorIndex], _ new: [TensorIndex]
  ) -> [TensorIndex: TensorIndex] {
    var found: [TensorIndex: TensorIndex] = [:]
    var (old, new) = (old, new)
    for length in stride(from: Self.endMax, through: 1, by: -1) {
      func ends(_ indexes: [TensorIndex], _ sides: [ModelSide]) -> [Substring: TensorIndex] {
        let named = indexes.compactMap { index in
          Self.end(of: sides[index].name, components: length).map { (index, $0) }
        }
        return Dictionary(grouping: named, by: \.1).compactMapValues {
          $0.count == 1 ? $0[0].0 : nil
        }
      }
      let oldEnds = ends(old, before)
      for (end, index) in ends(new, after) {
        if let partner = oldEnds[end] { found[index] = partner }
      }
      let taken = Set(found.values)
      old.removeAll { taken.contains($0) }
      new.removeAll { found[$0] != nil }
    }
    return found
  }

  /// The last components of a name, with what stands between them; nil when it has fewer.
  private static func end(of name: String, components: Int) -> Substring? {
    var left = components
    var start = name.utf8.endIndex
    while start > name.utf8.startIndex {
      let previous = name.utf8.index(before: start)
      if name.utf8[previous] == UInt8(ascii: ".") || name.utf8[previous] == UInt8(ascii: "/") {
        left -= 1
        if left == 0 { return name[start...] }
      }
      start = previous
    }
    return left == 1 ? name[...] : nil
  }
}
