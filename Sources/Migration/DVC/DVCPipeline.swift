import Objects

/// What `dvc.yaml` says that `dvc.lock` does not: where stages run, which outputs are metrics or plots, and what
/// artifacts are called. Templates (`${…}`) are not evaluated: what they stand for is matched with the paths of
/// the lock.
struct DVCPipeline: Hashable, Sendable {
  /// What an output is for.
  enum Role: Hashable, Sendable { case output, metrics, plot }

  /// A declared artifact.
  struct Artifact: Hashable, Sendable {
    let name: String
    let path: String
    let type: String?
  }

  private struct Stage: Hashable, Sendable {
    var folder: String?
    var patterns: [(Role, String)] = []

    static func == (a: Self, b: Self) -> Bool {
      a.folder == b.folder && a.patterns.elementsEqual(b.patterns) { $0 == $1 }
    }

    func hash(into hasher: inout Hasher) { hasher.combine(folder) }
  }

  private var stages: [String: Stage] = [:]
  /// Metrics and params files that no stage writes.
  let metrics: [String]
  let params: [String]
  let artifacts: [Artifact]

  /// Reads a `dvc.yaml`; what cannot be made sense of is passed over.
  init(_ value: JSONValue) {
    for (name, definition) in value["stages"]?.object ?? [:] {
      let body = definition["do"] ?? definition
      var stage = Stage(folder: body["wdir"]?.string)
      for (key, role) in [("outs", Role.output), ("metrics", .metrics), ("plots", .plot)] {
        stage.patterns += Self.paths(body[key]).map { (role, $0) }
      }
      stages[name] = stage
    }
    metrics = Self.paths(value["metrics"])
    params = Self.paths(value["params"])
    artifacts = (value["artifacts"]?.object ?? [:]).sorted { $0.key < $1.key }.compactMap {
      name, body in
      body["path"]?.string.map { Artifact(name: name, path: $0, type: body["type"]?.string) }
    }
  }

  /// A list of paths, each alone or as the one key of a map.
  private static func paths(_ value: JSONValue?) -> [String] {
    value?.array?.compactMap { element in
      if let path = element.string { return path }
      guard let members = element.object, members.count == 1 else { return nil }
      return members.keys.first
    } ?? []
  }

  /// The folder that a stage runs in; nil when a template hides it.
  func folder(ofStage name: String) -> String? {
    let (base, key) = Self.split(name)
    guard let folder = stages[base]?.folder else { return "." }
    guard folder.contains("${") else { return folder }
    guard let key else { return nil }
    let filled = folder.replacing("${item}", with: key).replacing("${key}", with: key)
    return filled.contains("${") ? nil : filled
  }

  /// What an output of a stage is for: by the pattern that says most of its path.
  func role(of path: String, ofStage name: String) -> Role {
    let patterns = stages[Self.split(name).base]?.patterns ?? []
    var best: (role: Role, literal: Int)?
    for (role, pattern) in patterns {
      guard let literal = Self.match(pattern, path), literal > best?.literal ?? -1 else { continue }
      best = (role, literal)
    }
    return best?.role ?? .output
  }

  /// `train@large` is the stage `train` of a list, at the key `large`.
  private static func split(_ name: String) -> (base: String, key: String?) {
    guard let mark = name.firstIndex(of: "@") else { return (name, nil) }
    return (String(name[..<mark]), String(name[name.index(after: mark)...]))
  }

  /// How many characters of a path a pattern spells out; nil when the path is none of it.
  static func match(_ pattern: String, _ path: String) -> Int? {
    var parts: [Substring] = []
    var rest = pattern[...]
    while let start = rest.firstRange(of: "${"),
      let end = rest[start.upperBound...].firstIndex(of: "}")
    {
      parts.append(rest[..<start.lowerBound])
      rest = rest[rest.index(after: end)...]
    }
    parts.append(rest)
    let literal = parts.reduce(0) { $0 + $1.count }
    guard parts.count > 1 else { return pattern == path ? literal : nil }
    guard let first = parts.first, let last = parts.last, path.hasPrefix(first),
      path.dropFirst(first.count).hasSuffix(last), path.count >= first.count + last.count
    else { return nil }
    var middle = path.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = middle.firstRange(of: part) else { return nil }
      middle = middle[found.upperBound...]
    }
    return literal
  }
}
