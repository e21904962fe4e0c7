/// What an asset is for. The words are part of the format.
public enum AssetKind: String, CaseIterable, Codable, Sendable, Hashable {
  case model
  case dataset
  case code
  case environment
  case artifact
}
