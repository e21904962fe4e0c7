// Reads the nodes of mlx.yaml. A mistake is noted and reading goes on, so that a person sees all of
// them at once.
import Objects
import Yams

struct ProjectReader {
  let document: YAMLDocument
  private(set) var faults: [ProjectFault] = []

  init(document: YAMLDocument) { self.document = document }

  /// From the top of the file.
  var sortedFaults: [ProjectFault] {
    let top = TextPlace(line: 0, column: 0)
    return faults.sorted { ($0.place ?? top) < ($1.place ?? top) }
  }

  /// The version that the file says it is, when that is one which is not read here.
  func newerVersion(_ root: Node) -> Int64? {
    guard case .mapping(let mapping) = root,
      let member = document.members(of: mapping).first(where: { $0.key == "version" }),
      case .scalar(let scalar) = member.value,
      let version = YAMLScalar.value(scalar).integer, version > ProjectFile.version
    else { return nil }
    return version
  }

  mutating func file(_ root: Node) -> ProjectFile {
    var file = ProjectFile()
    let members = keyed(root, ProjectKey.file, of: "the file")
    readVersion(members["version"])
    if let member = members["assets"] { file.assets = assets(member) }
    if let member = members["no-profile"] { file.unprofiledColumns = columns(member) }
    if let member = members["drift"] { file.drift = thresholds(member) }
    if let member = members["remotes"] { file.remotes = places(member) }
    if let member = members["gates"] { file.gates = gates(member) }
    if let member = members["audit"] { file.audit = rules(member) }
    file.allowedSigners = path(members["allowed-signers"])
    for key in ProjectKey.file where key.type == .reserved {
      guard let member = members[key.name] else { continue }
      if case .scalar = member.value {
        fault("'\(member.key)' is \(kind(of: member.value)), not a list or a map", member.value)
      } else {
        file.reserved[key.name] = try? document.value(of: member.value)
      }
    }
    return file
  }

  private mutating func places(_ member: YAMLMember) -> [String: String] {
    guard case .mapping(let mapping) = member.value else {
      fault("'\(member.key)' is \(kind(of: member.value)), not a map", member.value)
      return [:]
    }
    var places: [String: String] = [:]
    for place in document.members(of: mapping) where !place.value.isNothing {
      if let text = text(place) { places[place.key] = text }
    }
    return places
  }

  private mutating func readVersion(_ member: YAMLMember?) {
    guard let member else { return }
    if case .scalar(let scalar) = member.value, YAMLScalar.value(scalar).integer == 1 { return }
    fault("'version' must be \(ProjectFile.version)", member.value, hint: "write 'version: 1'")
  }

  mutating func fault(_ reason: String, _ node: Node, hint: String? = nil) {
    faults.append(ProjectFault(reason, at: document.place(of: node), hint: hint))
  }

  /// What a node is, with its article.
  func kind(of node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.isNothing ? "empty" : ValueFile.kind(of: scalar.value)
    case .sequence: "a list"
    case .mapping: "a map"
    case .alias: "an alias"
    }
  }
}

// Maps with known keys.
extension ProjectReader {
  /// The members of a map by the names of their keys; those without a value are left out.
  mutating func keyed(_ node: Node, _ keys: [ProjectKey], of owner: String) -> [String: YAMLMember]
  {
    guard case .mapping(let mapping) = node else {
      fault("\(owner) is \(kind(of: node)), where keys with values are expected", node)
      return [:]
    }
    var known: [String: YAMLMember] = [:]
    for member in document.members(of: mapping) {
      guard let key = keys.first(where: { $0.names.contains(member.key) }) else {
        fault(
          "'\(member.key)' is no key of \(owner)", member.keyNode,
          hint: Self.hint(for: member.key, keys, of: owner))
        continue
      }
      if let other = known[key.name] {
        fault("'\(member.key)' is there already, as '\(other.key)'", member.keyNode)
      } else if !member.value.isNothing {
        known[key.name] = member
      }
    }
    return known
  }

  private static func hint(for typed: String, _ keys: [ProjectKey], of owner: String) -> String {
    let near = NearWords.find(typed, among: keys.flatMap(\.names))
    if near.isEmpty {
      return "the keys of \(owner) are " + keys.map(\.name).joined(separator: ", ")
    }
    return didYouMean(near)
  }

  static func didYouMean(_ near: [String]) -> String {
    "did you mean " + near.map { "'\($0)'" }.joined(separator: " or ") + "?"
  }
}

// Values of one kind.
extension ProjectReader {
  /// A text. One line of it, or as many as there are.
  mutating func text(_ member: YAMLMember?, isLine: Bool = true) -> String? {
    guard let member else { return nil }
    guard case .scalar(let scalar) = member.value, case .string(let text) = scalar.value else {
      var hint: String?
      if case .scalar(let scalar) = member.value {
        hint = "put it in quotes: \(member.key): \"\(scalar.string)\""
      }
      fault("'\(member.key)' is \(kind(of: member.value)), not a text", member.value, hint: hint)
      return nil
    }
    let bytes = text.utf8
    if bytes.allSatisfy({ $0 <= 0x20 }) {
      fault(
        "'\(member.key)' is blank", member.value, hint: "write a text, or leave the key out")
    } else if bytes.contains(where: { $0 < 0x20 && (isLine || ($0 != 0x0A && $0 != 0x09)) }) {
      fault("'\(member.key)' holds a line break or a control character", member.value)
    } else {
      return text
    }
    return nil
  }

  mutating func path(_ member: YAMLMember?) -> RepositoryPath? {
    guard let member, let text = text(member) else { return nil }
    do throws(ObjectError) {
      return try RepositoryPath(validating: text)
    } catch {
      fault(
        "'\(member.key)' is no path in the repository: \(error)", member.value,
        hint: "write it from the root of the work tree, such as docs/fraud.md")
      return nil
    }
  }

  mutating func truth(_ member: YAMLMember?) -> Bool? {
    guard let member else { return nil }
    if case .scalar(let scalar) = member.value, let truth = scalar.value.bool { return truth }
    fault(
      "'\(member.key)' is \(kind(of: member.value)), not true or false", member.value,
      hint: "write '\(member.key): true' or '\(member.key): false'")
    return nil
  }

  mutating func kind(_ member: YAMLMember?) -> AssetKind? {
    guard let member, let word = text(member) else { return nil }
    return kind(named: word, at: member.value)
  }

  mutating func kind(named word: String, at node: Node) -> AssetKind? {
    if let kind = AssetKind(rawValue: word) { return kind }
    let kinds = AssetKind.allCases.map(\.rawValue)
    let near = NearWords.find(word, among: kinds)
    fault(
      "'\(word)' is no kind of asset", node,
      hint: near.isEmpty
        ? "the kinds are " + kinds.joined(separator: ", ") : Self.didYouMean(near))
    return nil
  }
}

extension Node {
  /// Whether nothing is written, or `null`.
  var isNothing: Bool { if case .scalar(let scalar) = self { scalar.isNothing } else { false } }
}

extension Node.Scalar {
  var value: JSONValue { YAMLScalar.value(self) }
  var isNothing: Bool { value.isNull }
}
