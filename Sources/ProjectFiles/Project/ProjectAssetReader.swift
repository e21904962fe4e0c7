// Reads what mlx.yaml says about assets.
import Objects
import Yams

extension ProjectReader {
  /// A name of an asset, as it is written.
  struct AssetWord {
    let kind: AssetKind?
    let name: String
  }

  mutating func assets(_ member: YAMLMember) -> [ProjectAsset] {
    guard case .mapping(let mapping) = member.value else {
      fault(
        "'assets' is \(kind(of: member.value)), where names with keys are expected", member.value,
        hint: "write 'model/fraud:' on a line below, and its keys indented below that")
      return []
    }
    var assets: [(asset: ProjectAsset, node: Node)] = []
    for member in document.members(of: mapping) {
      guard let asset = asset(member) else { continue }
      assets.append((asset, member.keyNode))
    }
    checkNames(assets)
    return assets.map(\.asset)
  }

  private mutating func asset(_ member: YAMLMember) -> ProjectAsset? {
    let word = assetWord(member.key, at: member.keyNode)
    var asset = ProjectAsset(
      kind: word?.kind, name: word?.name ?? "", place: document.place(of: member.keyNode))
    guard !member.value.isNothing else { return word == nil ? nil : asset }
    let members = keyed(member.value, ProjectKey.asset, of: "an asset")
    if let kind = kind(members["kind"]) {
      if let own = asset.kind, own != kind, let node = members["kind"]?.value {
        fault("'\(member.key)' is of another kind than '\(kind.rawValue)'", node)
      }
      asset.kind = asset.kind ?? kind
    }
    asset.licence = text(members["licence"])
    asset.owner = text(members["owner"])
    asset.purpose = text(members["purpose"], isLine: false)
    asset.source = text(members["source"])
    asset.card = path(members["card"])
    asset.retention = text(members["retention"])
    asset.personalData = truth(members["personal-data"])
    asset.path = path(members["path"])
    asset.lineage = members["lineage"].map { lineage($0) }
    return word == nil ? nil : asset
  }

  /// Reads `model/fraud` or `fraud`.
  mutating func assetWord(_ text: String, at node: Node) -> AssetWord? {
    if text.utf8.contains(UInt8(ascii: ":")) {
      fault(
        "'\(text)' is no name of an asset: it holds a ':'", node,
        hint: "what is outside of the repository is an input {uri: \(text), role: base}")
      return nil
    }
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var assetKind: AssetKind?
    if parts.count == 2 {
      assetKind = kind(named: String(parts[0]), at: node)
      if assetKind == nil { return nil }
    }
    let name = String(parts.last ?? "")
    if let reason = AssetName.fault(name) {
      fault("'\(name)' is no name of an asset: \(reason)", node)
      return nil
    }
    return AssetWord(kind: assetKind, name: name)
  }

  /// An asset is spoken of once; a name without a kind can be of one asset only.
  private mutating func checkNames(_ assets: [(asset: ProjectAsset, node: Node)]) {
    var first: [String: [ProjectAsset]] = [:]
    for (asset, node) in assets {
      let earlier = first[asset.name, default: []]
      if let same = earlier.first(where: { $0.kind == asset.kind }) {
        fault(
          "the asset '\(asset.name)' is there already\(Self.inLine(same.place))", node,
          hint: "keep one of the two")
      } else if let other = earlier.first(where: { $0.kind == nil || asset.kind == nil }) {
        fault(
          "'\(asset.name)' may mean the asset\(Self.inLine(other.place)) as well", node,
          hint: "write the kind of both, such as model/\(asset.name)")
      }
      first[asset.name] = earlier + [asset]
    }
  }

  private static func inLine(_ place: TextPlace?) -> String {
    place.map { ", in line \($0.line)" } ?? ""
  }
}
