// What a record cannot hold, although a disk can.
import Objects

extension RunRecord {
  /// Leaves out files whose names cannot be read again from a record, and says which.
  mutating func dropUnnameable() -> [String] {
    var names: [String] = []
    func kept(_ files: [RunFile]) -> [RunFile] {
      files.filter { file in
        if Self.isNameable(file.place) { return true }
        names.append(file.name)
        return false
      }
    }
    inputs = kept(inputs)
    outputs = kept(outputs)
    let listed = kept(undeclared.listed)
    if listed.count < undeclared.listed.count {
      let more = undeclared.more &+ UInt64(undeclared.listed.count - listed.count)
      undeclared = RunReads(listed)
      undeclared.more = more
    }
    let files = kept(params?.files ?? [])
    params?.files = files
    metrics.removeAll { !Self.isNameable(.path($0.path)) }
    return names.map {
      "'\($0)' cannot be named in a record, and is left out of it"
    }
  }

  private static func isNameable(_ place: RunFile.Place) -> Bool {
    switch place {
    case .path(let path):
      (try? RepositoryPath(validating: path.string)) != nil
    case .location(let location): ExternalAsset.fault(ofLocation: location) == nil
    }
  }
}
