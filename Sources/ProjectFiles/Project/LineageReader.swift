// Reads the inputs that mlx.yaml names for an asset.
import Objects
import Yams

extension ProjectReader {
  mutating func lineage(_ member: YAMLMember) -> [LineageWish] {
    guard case .sequence(let sequence) = member.value else {
      fault(
        "'lineage' is \(kind(of: member.value)), not a list", member.value,
        hint: "write a line '- dataset/NAME' for each input")
      return []
    }
    var wishes: [LineageWish] = []
    var seen: Set<[String]> = []
    for node in sequence {
      guard let wish = input(node) else { continue }
      if !seen.insert([wish.text, wish.role ?? ""]).inserted {
        fault("'\(wish.text)' is there already, in the same role", node)
      }
      wishes.append(wish)
    }
    return wishes
  }

  /// `dataset/name`, `name: {role: word}`, or a map of the keys of an input.
  private mutating func input(_ node: Node) -> LineageWish? {
    let place = document.place(of: node)
    switch node {
    case .scalar(let scalar) where !scalar.isNothing:
      guard let word = assetWord(scalar.string, at: node) else { return nil }
      return LineageWish(.asset(kind: word.kind, name: word.name), place: place)
    case .mapping(let mapping):
      let members = document.members(of: mapping)
      if let only = members.first, members.count == 1,
        !ProjectKey.input.contains(where: { $0.name == only.key })
      {
        return namedInput(only, place)
      }
      return keyedInput(node, place)
    default:
      fault("an input is \(kind(of: node)), not the name of an asset or a map", node)
      return nil
    }
  }

  private mutating func namedInput(_ member: YAMLMember, _ place: TextPlace?) -> LineageWish? {
    guard let word = assetWord(member.key, at: member.keyNode) else { return nil }
    var wish = LineageWish(.asset(kind: word.kind, name: word.name), place: place)
    guard !member.value.isNothing else { return wish }
    guard case .mapping = member.value else {
      fault(
        "'\(member.key)' holds \(kind(of: member.value)), not a map", member.value,
        hint: "write '\(member.key): {role: train}'")
      return nil
    }
    wish.role = role(keyed(member.value, [ProjectKey.role], of: "an input by name")["role"])
    return wish
  }

  private mutating func keyedInput(_ node: Node, _ place: TextPlace?) -> LineageWish? {
    let members = keyed(node, ProjectKey.input, of: "an input")
    let role = role(members["role"])
    switch (members["asset"], members["uri"]) {
    case (let asset?, nil):
      if let digest = members["digest"] {
        fault("'digest' is for what has a 'uri'", digest.keyNode, hint: "leave it out")
      }
      guard let text = text(asset), let word = assetWord(text, at: asset.value) else { return nil }
      return LineageWish(.asset(kind: word.kind, name: word.name), role: role, place: place)
    case (nil, let uri?):
      guard let text = text(uri) else { return nil }
      if let reason = LineageInput.fault(ofURI: text) {
        fault("'\(text)' is no URI: \(reason)", uri.value)
        return nil
      }
      return LineageWish(
        .external(uri: text, digest: digest(members["digest"])), role: role, place: place)
    case (_?, let uri?):
      fault("an input has an 'asset' or a 'uri', not both", uri.keyNode)
    case (nil, nil):
      fault(
        "an input has neither 'asset' nor 'uri'", node,
        hint: "write 'asset: dataset/NAME', or 'uri: https://…'")
    }
    return nil
  }

  private mutating func role(_ member: YAMLMember?) -> String? {
    guard let member, let word = text(member) else { return nil }
    if LineageInput.isRole(word) { return word }
    fault(
      "'\(word)' is no role", member.value,
      hint: "a role is lower-case letters, digits and hyphens, such as train or holdout")
    return nil
  }

  private mutating func digest(_ member: YAMLMember?) -> String? {
    guard let member, let text = text(member) else { return nil }
    let prefix = "sha256:"
    if text.hasPrefix(prefix), Digest(hex: text.dropFirst(prefix.count)) != nil { return text }
    fault(
      "'digest' is not 'sha256:' and 64 lower-case hex digits", member.value,
      hint: "'sha256sum FILE' prints the digits")
    return nil
  }
}
