import Objects
import References

// How a moved ref is said and written as JSON.

extension RefChange {
  /// The name, then from where to where.
  var cells: [Text] {
    [Text(name.description), Text("\(from?.short ?? "-") -> \(to?.short ?? "-")")]
  }

  var json: JSONValue {
    ["ref": .string(name.description), "from": .optional(from?.text), "to": .optional(to?.text)]
  }
}

extension RefValue {
  fileprivate var short: String {
    switch self {
    case .commit(let id): id.short
    case .branch(let name): name.description
    }
  }

  fileprivate var text: String {
    switch self {
    case .commit(let id): id.hex
    case .branch(let name): "heads/\(name)"
    }
  }
}
