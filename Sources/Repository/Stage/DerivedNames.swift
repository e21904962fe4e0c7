import Objects
import WorkingTree

/// Names for assets that nobody named. A path gives its asset the name of the file or folder; where
/// that is not free, the folders above come before it, one after the other (`test/data.csv` is
/// `data`, else `test-data`), then the file's ending behind it, then a number.
package struct DerivedNames {
  /// A path that needs a name.
  package struct Item {
    package let path: RepositoryPath
    let kind: AssetKind
    /// The names that it may have, the best first.
    let candidates: [String]

    init(_ path: RepositoryPath, kind: AssetKind, in workTree: WorkTree) {
      self.init(path, kind: kind, plain: KindGuess.name(for: path, in: workTree))
    }

    /// - Parameter plain: the name that the path alone gives.
    package init(_ path: RepositoryPath, kind: AssetKind, plain: String) {
      self.path = path
      self.kind = kind
      candidates = DerivedNames.candidates(for: path, plain: plain)
    }

    fileprivate func reference(at level: Int) -> AssetReference {
      let last = candidates.count - 1
      let name = candidates[min(level, last)]
      return AssetReference(kind: kind, name: level > last ? "\(name)-\(level - last + 1)" : name)
    }
  }

  static func candidates(for path: RepositoryPath, plain: String) -> [String] {
    func joined(_ names: some Sequence<String>) -> String {
      KindGuess.name(forFileName: names.joined(separator: "-"), isFolder: true)
    }
    let names = path.components.map(String.init)
    var candidates = [plain]
    for start in (0..<max(names.count - 1, 0)).reversed() {
      candidates.append(joined(names[start..<(names.count - 1)] + [plain]))
    }
    let whole = joined(names)
    return candidates.last == whole ? candidates : candidates + [whole]
  }

  /// A name for each item. Of items that would have one name, none has it: which is which must not
  /// depend on their order.
  package static func assign(
    _ items: [Item], isTaken: (AssetReference, RepositoryPath) throws -> Bool
  ) throws -> [RepositoryPath: String] {
    var levels = [Int](repeating: 0, count: items.count)
    var isSettled = false
    while !isSettled {
      isSettled = true
      let wanted = items.indices.map { items[$0].reference(at: levels[$0]) }
      let groups = Dictionary(grouping: items.indices) { wanted[$0] }
      for (reference, group) in groups {
        for (place, position) in group.enumerated() {
          let isLast = levels[position] >= items[position].candidates.count - 1
          let isContested = group.count > 1 && !(isLast && place == 0)
          guard try isContested || isTaken(reference, items[position].path) else { continue }
          levels[position] += 1
          isSettled = false
        }
      }
    }
    let pairs = items.indices.map { (items[$0].path, items[$0].reference(at: levels[$0]).name) }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }
}
