import Objects
import Repository

// The lineage of a commit's assets in a line each, and as JSON.

extension CommittedEdge {
  var cells: [Text] {
    [
      "lineage", Text(edge.output.name),
      Text("<- " + edge.inputs.map(\.text).joined(separator: ", ")),
      "", Text(edge.evidenceText),
    ]
  }

  var json: JSONValue {
    guard case .object(var members) = edge.json else { return .null }
    members["new"] = .bool(isNew)
    return .object(members)
  }
}

extension LineageInput {
  /// `transactions`, `holdout (holdout)`, `hf:org/base@rev (base)`: the role where it is not the
  /// usual one.
  var text: String {
    switch (source, role) {
    case (.asset(let asset, _, let origin), _):
      let name = asset.kind == .environment ? "env" : asset.name
      let place = origin.map { " of \($0.repository)" } ?? ""
      let isUsual = [Self.train, Self.code, Self.environment].contains(role)
      return name + place + (isUsual ? "" : " (\(role))")
    case (.external(let uri, _), let role):
      return "\(uri) (\(role))"
    }
  }

  var json: JSONValue {
    switch source {
    case .asset(let asset, let id, let origin):
      [
        "asset": .string(asset.text), "id": .string(id.text), "role": .string(role),
        "from": origin.map {
          ["repository": .string($0.repository), "commit": .string($0.commit.hex)]
        } ?? .null,
      ]
    case .external(let uri, let digest):
      ["uri": .string(uri), "digest": .optional(digest), "role": .string(role)]
    }
  }
}

extension LineageEdge {
  /// `declared`, or `recorded (run 3f2a9c1)`.
  var evidenceText: String { evidence.rawValue + (run.map { " (run \($0.short))" } ?? "") }

  var json: JSONValue {
    [
      "output": .string(output.text), "id": .string(id.text), "inputs": .list(inputs, \.json),
      "evidence": .string(evidence.rawValue), "run": .optional(run?.hex),
    ]
  }
}

extension EnvironmentAsset {
  var json: JSONValue {
    [
      "name": .string(name), "object": .string(AssetObject.environment(id).text),
      "evidence": .string(evidence.rawValue),
    ]
  }
}
