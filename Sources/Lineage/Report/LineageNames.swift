// What a thing is or was called.
import Objects

extension LineageGraph {
  /// The names that commits and edges give an item, newest first, each once.
  func names(of item: LineageItem) -> [LineageName] {
    var names: [LineageName] = []
    var known: Set<String> = []
    if let object = item.object {
      for place in places[object] ?? [] {
        let seen = seen[place]
        let path = seen.sighting.path
        let key = "\(seen.sighting.reference.text)\u{0}\(path?.string ?? "")"
        guard known.insert(key).inserted else { continue }
        known.insert(seen.sighting.reference.text)
        names.append(
          LineageName(
            subject: .asset(seen.sighting.reference), path: path, commit: commit(seen.commit)))
      }
    }
    for number in made[item] ?? [] {
      for output in makings[number].outputs where known.insert(output.text).inserted {
        names.append(
          LineageName(subject: .asset(output), commit: commit(makings[number].commit)))
      }
    }
    for number in used[item] ?? [] {
      names += usedNames(of: item, in: makings[number], &known)
    }
    return names.reversed()
  }

  private func usedNames(
    of item: LineageItem, in making: Making, _ known: inout Set<String>
  ) -> [LineageName] {
    var names: [LineageName] = []
    for input in making.edge.inputs where LineageItem(input.source) == item {
      switch input.source {
      case .external(let uri, _):
        guard known.insert("\u{0}" + uri).inserted else { continue }
        names.append(LineageName(subject: .uri(uri), commit: commit(making.commit)))
      case .asset(let asset, _, let origin):
        let from = origin.map { "\($0.repository)\u{0}\($0.commit.hex)\u{0}" } ?? ""
        guard known.insert(from + asset.text).inserted else { continue }
        names.append(
          LineageName(subject: .asset(asset), commit: commit(making.commit), origin: origin))
      }
    }
    return names
  }
}
